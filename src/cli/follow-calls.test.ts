import { expect, it } from 'vitest';
import { closedCallWith, openCallWith } from '../../test/conformance/ledger-rows.ts';
import type { Ledger, Receipt, RecentQuery } from '../ledger/ledger.ts';
import { createFollower } from './follow-calls.ts';

/** A ledger of calls `a`, `b`, … in this order; capital letters have ended. */
function ledgerOf(calls: string): Pick<Ledger, 'recent'> {
  const receipts: Receipt[] = calls.split('').map((letter) => {
    const callId = letter.toLowerCase();
    const closed = letter === callId ? null : closedCallWith({ callId });
    return { call: openCallWith({ callId }), closed, attempts: [], retriedBy: [] };
  });
  return {
    recent({ limit, afterCallId }: RecentQuery) {
      const after = receipts.findIndex(({ call }) => call.callId === afterCallId);
      return receipts
        .slice(after + 1)
        .slice(-limit)
        .toReversed();
    },
  };
}

it.each([
  { looks: ['AB', 'ABC'], shown: ['ab', 'c'] },
  { looks: ['', 'A'], shown: ['', 'a'] },
  { looks: ['aB', 'aBC', 'ABC', 'ABCD'], shown: ['b', 'c', 'a', 'd'] },
  { looks: ['AbCd', 'AbCD', 'ABCD', 'ABCD'], shown: ['ac', 'd', 'b', ''] },
  { looks: ['abc', 'Abc', 'ABC'], shown: ['', 'a', 'bc'] },
])('shows every call once, when it has ended: $looks', ({ looks, shown }) => {
  const follower = createFollower(10);
  const seen = looks.map((calls) =>
    follower
      .next(ledgerOf(calls))
      .map(({ call }) => call.callId)
      .join(''),
  );
  expect(seen).toEqual(shown);
});

it('begins with as many as asked', () => {
  const follower = createFollower(2);
  expect(follower.next(ledgerOf('ABCD')).map(({ call }) => call.callId)).toEqual(['c', 'd']);
  expect(follower.next(ledgerOf('ABCD'))).toEqual([]);
});
