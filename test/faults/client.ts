import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { until } from './eventually.ts';

/** What a client saw of one reply. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): { readonly [name: string]: unknown };
  /** Did the connection end before the body was whole? */
  readonly brokenOff: boolean;
}

export interface Sending {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** An object is sent as JSON. */
  readonly body?: string | Uint8Array | object;
}

/** A whole exchange on a connection of its own. */
export async function send(port: number, sending: Sending = {}): Promise<Seen> {
  const open = await openStream(port, sending);
  await open.ended;
  return open.seen();
}

/** A streaming client that can look at what came so far, stop reading, or leave. */
export interface OpenStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  text(): string;
  /** Resolves once this text has come. */
  until(text: string): Promise<void>;
  readonly ended: Promise<void>;
  seen(): Seen;
  pause(): void;
  resume(): void;
  leave(): void;
}

export async function openStream(port: number, sending: Sending = {}): Promise<OpenStream> {
  const { response, leave } = await head(port, sending);
  const chunks: Buffer[] = [];
  const text = () => Buffer.concat(chunks).toString('utf8');
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => {});
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
  const headers = flatten(response);
  const status = response.statusCode ?? 0;
  return {
    status,
    headers,
    text,
    until: (wanted) => until(`the client sees ${wanted}`, () => text().includes(wanted)),
    ended,
    seen: () => ({
      status,
      headers,
      bytes: Buffer.concat(chunks),
      text: text(),
      json: () => JSON.parse(text()) as { readonly [name: string]: unknown },
      brokenOff: !response.complete,
    }),
    pause: () => response.pause(),
    resume: () => response.resume(),
    leave,
  };
}

/** A request whose reply nobody waits for yet: for clients that leave before it. */
export function begin(port: number, sending: Sending = {}): { leave(): void } {
  const outgoing = start(port, sending);
  outgoing.on('error', () => {});
  return { leave: () => outgoing.destroy() };
}

function start(port: number, { method = 'POST', path = '/v1/messages', headers, body }: Sending) {
  const outgoing = request({
    port,
    host: '127.0.0.1',
    method,
    path,
    agent: new Agent({ keepAlive: false }),
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers },
  });
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  outgoing.end(isRaw ? body : JSON.stringify(body));
  return outgoing;
}

async function head(port: number, sending: Sending) {
  const outgoing = start(port, sending);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  return { response, leave: () => outgoing.destroy() };
}

function flatten(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Bytes on a bare connection, for requests no library would write. Resolves when the server closes it. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<string> {
  const socket = rawSocket(port);
  socket.write(bytes);
  return closedText(socket);
}

export function rawSocket(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}

/** All that came until the connection was closed. */
export function closedText(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** A call on the workhorse tier, by its real name, so that nothing about it is decided anew. */
export function message(changes: object = {}): object {
  return {
    model: 'sample-work',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Say hello.' }],
    ...changes,
  };
}

/** The same as a stream. */
export function streamed(changes: object = {}): object {
  return message({ stream: true, ...changes });
}

/** Work for the local tier. */
export function localWork(changes: object = {}): Sending {
  return {
    headers: { 'x-modicum-tier': '0', 'x-modicum-task': 'classify_text' },
    body: message({ model: 'modicum/auto', ...changes }),
  };
}
