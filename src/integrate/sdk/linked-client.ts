import { markData, markObject, type ReceiptMark } from './receipt-of.ts';

/** Finds the call behind a response; `null` when there is none, as for a list of models. */
export type FindMark = (response: Response) => ReceiptMark | null;

/** What both SDKs have in common; everything else of a client is its own business. */
export interface SdkClient {
  withOptions(options: never): SdkClient;
}

/** The parts of a client that are wrapped, by the names both SDKs give them. */
interface Inside {
  request(options: unknown, ...rest: readonly unknown[]): unknown;
  withOptions(options: unknown): object;
}

/** The promise both SDKs answer with: it can be followed without being read. */
interface Answering {
  _thenUnwrap(follow: (data: unknown, props: { readonly response: Response }) => unknown): unknown;
}

/**
 * Ties every answer of this client, and of the copies it makes, to its receipt. The client is changed in
 * place: it must be ours. Where an SDK is built otherwise, its answers come as they are, without one.
 */
export function linkReceipts<Client extends SdkClient>(client: Client, find: FindMark): Client {
  const inside = client as unknown as Inside;
  const { request, withOptions } = inside;
  if (typeof request === 'function') {
    inside.request = (options, ...rest) =>
      linked(request.call(client, options, ...rest), { find, options });
  }
  inside.withOptions = (options) =>
    linkReceipts(withOptions.call(client, options) as SdkClient, find);
  return client;
}

interface Linking {
  readonly find: FindMark;
  readonly options: unknown;
}

function linked(answering: unknown, { find, options }: Linking): unknown {
  if (!canFollow(answering)) return answering;
  return answering._thenUnwrap((data, { response }) => {
    const mark = find(response);
    if (mark === null) return data;
    void markHelper(options, mark);
    markAnswer(data, mark);
    return data;
  });
}

function canFollow(answering: unknown): answering is Answering {
  return (
    typeof answering === 'object' &&
    answering !== null &&
    typeof Reflect.get(answering, '_thenUnwrap') === 'function'
  );
}

/** A stream helper is only seen by the signal it gives its request. */
async function markHelper(options: unknown, mark: ReceiptMark): Promise<void> {
  const given: unknown = await options;
  const signal: unknown = given instanceof Object ? Reflect.get(given, 'signal') : null;
  if (signal instanceof AbortSignal) markObject(signal, mark);
}

function markAnswer(data: unknown, mark: ReceiptMark): void {
  if (!(data instanceof Object)) return;
  if (Symbol.asyncIterator in data || data instanceof Response) {
    markObject(data, mark);
    markEvents(data, mark);
  } else markData(data, mark);
}

/** Final messages are built from a stream's first events, which carry the mark along. */
function markEvents(stream: object, mark: ReceiptMark): void {
  const iterate: unknown = Reflect.get(stream, 'iterator');
  if (typeof iterate !== 'function') return;
  const marked = async function* () {
    const events = iterate.call(stream) as AsyncIterator<unknown>;
    for await (const event of { [Symbol.asyncIterator]: () => events }) {
      for (const part of partsOf(event)) markData(part, mark);
      yield event;
    }
  };
  Reflect.set(stream, 'iterator', marked);
}

/** The event, and the message or response it opens. */
function partsOf(event: unknown): readonly unknown[] {
  if (!(event instanceof Object)) return [];
  return [event, Reflect.get(event, 'message'), Reflect.get(event, 'response')];
}
