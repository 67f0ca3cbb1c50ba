import { connect, type Socket } from 'node:net';

/**
 * One kept-alive connection with one request under way at a time. Parses as little as it can: the
 * generator shares the machine with what it measures.
 */
export interface HttpConnection {
  /** Resolves at the end of the answer; rejects when it is not a 200 or breaks off. */
  send(request: Buffer, onData?: (chunk: Buffer) => void): Promise<void>;
  close(): void;
}

export interface RequestInput {
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole request as the bytes that travel. */
export function requestBytes({ body, headers = {} }: RequestInput): Buffer {
  const lines = [
    'POST /v1/messages HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    'anthropic-version: 2023-06-01',
    'x-api-key: bench',
    'user-agent: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await connected(socket);
  let answer: Answer | null = null;
  const settle = (error?: Error) => {
    const settled = answer;
    answer = null;
    if (error === undefined) settled?.resolve();
    else settled?.reject(error);
  };
  socket.on('data', (chunk: Buffer) => {
    if (answer === null) return;
    answer.onData?.(chunk);
    const state = answer.reader.push(chunk);
    if (state === 'whole') settle();
    else if (state !== 'more') settle(new Error(state.problem));
  });
  socket.on('error', settle);
  socket.on('close', () =>
    settle(new Error('The connection was closed before the answer was whole.')),
  );
  return {
    send(request, onData) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      answer = { resolve, reject, onData, reader: createAnswerReader() };
      socket.write(request);
      return promise;
    },
    close: () => socket.destroy(),
  };
}

interface Answer {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly onData: ((chunk: Buffer) => void) | undefined;
  readonly reader: ReturnType<typeof createAnswerReader>;
}

function connected(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve);
  socket.once('error', reject);
  return promise;
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * Knows when one answer is whole. Chunked answers end where the last five bytes are the empty chunk,
 * which no text of the stub's contains.
 */
export function createAnswerReader() {
  let head: Buffer = Buffer.alloc(0);
  let remaining: number | null = null;
  let isChunked = false;
  let tail: Buffer = Buffer.alloc(0);

  function readHead(chunk: Buffer): Buffer | null {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return null;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head.toString('latin1', 0, end))?.[1];
    isChunked = length === undefined;
    remaining = length === undefined ? 0 : Number(length);
    return head.subarray(end + 4);
  }

  return {
    push(chunk: Buffer): 'more' | 'whole' | { readonly problem: string } {
      let body: Buffer | null = chunk;
      if (remaining === null) body = readHead(chunk);
      if (body === null || remaining === null) return 'more';
      if (head.toString('latin1', 9, 12) !== '200')
        return { problem: `Answered ${head.toString('latin1', 0, 400)}` };
      if (isChunked) {
        tail = body.length >= LAST_CHUNK.length ? body : Buffer.concat([tail, body]);
        tail = tail.subarray(-LAST_CHUNK.length);
        return tail.equals(LAST_CHUNK) ? 'whole' : 'more';
      }
      remaining -= body.length;
      return remaining <= 0 ? 'whole' : 'more';
    },
  };
}
