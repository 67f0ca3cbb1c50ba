import { isObject } from '../../core/json.ts';
import type { Receipt } from '../../ledger/ledger.ts';

/** Ties something an SDK gave back to its call in the ledger. */
export interface ReceiptMark {
  readonly callId: string;
  /** The call as it stands now. */
  readonly read: () => Receipt | null;
}

/**
 * On parsed answers, under a symbol: unlike a `WeakMap` it survives the copies SDKs make of what they
 * parsed, and unlike a name it is in no JSON.
 */
const CALL = Symbol('modicum.call');

/** Objects that are not plain data: responses, streams, and what a stream helper is aborted with. */
const marks = new WeakMap<object, ReceiptMark>();

/**
 * The receipt of what a wrapped client or `modicum.fetch` gave back: a message, a completion, a response,
 * a stream or its final message. Of a stream it is whole (`closed`) once the stream has ended. `null` for
 * anything else.
 *
 * @example
 * const message = await client.messages.create({ … });
 * receiptOf(message)?.closed?.cost;
 */
export function receiptOf(result: unknown): Receipt | null {
  if (!isObjectLike(result)) return null;
  return markOf(result)?.read() ?? ownReceipt(result);
}

/** As `receiptOf`, but only the id: `call_…`. */
export function callIdOf(result: unknown): string | null {
  return isObjectLike(result) ? (markOf(result)?.callId ?? null) : null;
}

export function markObject(value: object, mark: ReceiptMark): void {
  marks.set(value, mark);
}

/** Enumerable, so that a spread takes it along. Frozen data is left alone. */
export function markData(value: unknown, mark: ReceiptMark): void {
  if (!isObject(value) || !Object.isExtensible(value)) return;
  Reflect.set(value, CALL, mark);
}

function markOf(result: object): ReceiptMark | null {
  const own: unknown = Reflect.get(result, CALL);
  if (isMark(own)) return own;
  return marks.get(result) ?? marks.get(signalOf(result) ?? result) ?? null;
}

/** Both SDKs give a stream, and a helper around one, the controller its request is aborted with. */
function signalOf(result: object): object | null {
  const controller: unknown = Reflect.get(result, 'controller');
  return controller instanceof AbortController ? controller.signal : null;
}

function isMark(value: unknown): value is ReceiptMark {
  return isObjectLike(value) && 'callId' in value && 'read' in value;
}

/** `modicum.run` answers with its receipt in it. */
function ownReceipt(result: object): Receipt | null {
  const receipt: unknown = Reflect.get(result, 'receipt');
  return isObjectLike(receipt) && 'attempts' in receipt && 'call' in receipt
    ? (receipt as Receipt)
    : null;
}

function isObjectLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
