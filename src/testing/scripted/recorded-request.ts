/** What a scripted upstream saw of one request. */
export interface RecordedRequest {
  /** 0 for the first that took a reply from the script. */
  readonly index: number;
  readonly method: string;
  /** With its query, exactly as on the request line. */
  readonly path: string;
  /** Names as they were spelled, in order, repeats kept. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  /** Lower-case names; repeats joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  text(): string;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
  /** Bytes of the answer's body handed to the connection so far: shows whether back-pressure holds. */
  readonly bytesSent: number;
  readonly end: RequestEnd;
}

/**
 * How the exchange ended. `left`: the client closed the connection before the answer was whole.
 * `at` is Unix milliseconds.
 */
export type RequestEnd =
  | { readonly kind: 'open' }
  | { readonly kind: 'answered'; readonly at: number }
  | { readonly kind: 'cut-by-script'; readonly at: number }
  | { readonly kind: 'left'; readonly at: number };

/** A record still being written; the test sees it as `RecordedRequest`. */
export interface OpenRecord {
  readonly request: RecordedRequest;
  addBytesSent(count: number): void;
  close(kind: 'answered' | 'cut-by-script' | 'left'): void;
  /** Settles once the exchange has ended in any way. */
  readonly ended: Promise<void>;
}

export function openRecord(head: {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}): OpenRecord {
  const rawHeaders = pairs(head.rawHeaders);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const state: { bytesSent: number; end: RequestEnd } = { bytesSent: 0, end: { kind: 'open' } };
  const text = () => new TextDecoder().decode(head.body);
  return {
    ended,
    request: {
      index: head.index,
      method: head.method,
      path: head.path,
      rawHeaders,
      headers: joined(rawHeaders),
      body: head.body,
      text,
      json: () => JSON.parse(text()) as unknown,
      get bytesSent() {
        return state.bytesSent;
      },
      get end() {
        return state.end;
      },
    },
    addBytesSent: (count) => {
      state.bytesSent += count;
    },
    close: (kind) => {
      if (state.end.kind !== 'open') return;
      state.end = { kind, at: Date.now() };
      resolve();
    },
  };
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const result: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    result.push([flat[index] ?? '', flat[index + 1] ?? '']);
  }
  return result;
}

function joined(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const result: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    result[key] = key in result ? `${result[key]}, ${value}` : value;
  }
  return result;
}
