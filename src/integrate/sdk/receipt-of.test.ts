import { expect, it } from 'vitest';
import type { Receipt } from '../../ledger/ledger.ts';
import { callIdOf, markData, markObject, receiptOf } from './receipt-of.ts';

const RECEIPT = { call: { callId: 'call_1' }, closed: null, attempts: [] } as unknown as Receipt;
const MARK = { callId: 'call_1', read: () => RECEIPT };

it('finds the receipt of data, also of its copies, and leaves its JSON as it was', () => {
  const data = { id: 'msg_1' };
  markData(data, MARK);
  const { id: _id, ...rest } = { ...data, more: true };
  expect([receiptOf(data), receiptOf(rest)]).toEqual([RECEIPT, RECEIPT]);
  expect(callIdOf(data)).toBe('call_1');
  expect(JSON.stringify(data)).toBe('{"id":"msg_1"}');
});

it('finds the receipt of an object, and of what shares its controller', () => {
  const response = new Response('x');
  const controller = new AbortController();
  markObject(response, MARK);
  markObject(controller.signal, MARK);
  expect(receiptOf(response)).toBe(RECEIPT);
  expect(receiptOf({ controller })).toBe(RECEIPT);
  expect(receiptOf({ controller: new AbortController() })).toBeNull();
});

it('takes the receipt out of a result of run', () => {
  expect(receiptOf({ output: 'x', receipt: RECEIPT })).toBe(RECEIPT);
});

it.each([null, undefined, 'text', 7, {}, [], { receipt: 'paper' }, Object.freeze({})])(
  'has none for %j',
  (value) => {
    expect(receiptOf(value)).toBeNull();
    expect(callIdOf(value)).toBeNull();
  },
);

it('leaves frozen data and lists alone', () => {
  for (const value of [Object.freeze({ id: 'x' }), [1], 'text']) {
    markData(value, MARK);
    expect(receiptOf(value)).toBeNull();
  }
});
