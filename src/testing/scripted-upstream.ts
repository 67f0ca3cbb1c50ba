import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRecord, type OpenRecord, type RecordedRequest } from './scripted/recorded-request.ts';
import type { ScriptedReply } from './scripted/reply.ts';
import { sendReply } from './scripted/send-reply.ts';

/** An HTTP server on loopback that answers as the test says, fault by fault. */
export interface ScriptedUpstream {
  /** `http://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Those that took a reply from the script (or `afterwards`), in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Those that `routes` answered, such as probes for a list of models. */
  readonly routed: readonly RecordedRequest[];
  /** The next request that no earlier `nextRequest()` gave; waits for it to come. */
  nextRequest(): Promise<RecordedRequest>;
  /** Resolves when the client closed request `index` early; rejects when it was answered or cut. */
  whenClosed(index: number): Promise<void>;
  /** Resolves when the exchange of request `index` ended in any way. */
  whenEnded(index: number): Promise<void>;
  /** Adds replies to the end of the script. */
  add(...replies: readonly ScriptedReply[]): void;
  /** Listens on the same port again after `closePortBefore`. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export interface ScriptedUpstreamOptions {
  /** What every request gets once the script has run out; a 500 that says so unless given. */
  readonly afterwards?: ScriptedReply;
  /** Fixed answers by `METHOD /path`, which take nothing from the script. */
  readonly routes?: Readonly<Record<string, ScriptedReply>>;
}

/**
 * Starts a server whose first request gets the first reply of the script, and so on.
 *
 * @example
 * const upstream = await startScriptedUpstream([
 *   { status: 529, body: anthropicError('overloaded_error', 'Overloaded') },
 *   { sse: anthropicStream({ text: 'Hello.' }), thenCut: true },
 * ]);
 */
export async function startScriptedUpstream(
  script: readonly ScriptedReply[],
  options: ScriptedUpstreamOptions = {},
): Promise<ScriptedUpstream> {
  const upstream = new ScriptedServer(script, options);
  await upstream.start();
  return upstream;
}

class ScriptedServer implements ScriptedUpstream {
  readonly requests: RecordedRequest[] = [];
  readonly routed: RecordedRequest[] = [];
  readonly #records: OpenRecord[] = [];
  readonly #arrivals: (() => void)[] = [];
  readonly #script: ScriptedReply[];
  readonly #options: ScriptedUpstreamOptions;
  #server: Server | null = null;
  #port = 0;
  #handedOut = 0;

  constructor(script: readonly ScriptedReply[], options: ScriptedUpstreamOptions) {
    this.#script = [...script];
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    await this.reopen();
    this.#closePortIfScripted();
  }

  async reopen(): Promise<void> {
    if (this.#server?.listening === true) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    // Tests decide when a connection ends; no limit of the server may do it for them.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 0;
    this.#server = server;
    const port = this.#port;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const record of this.#records) record.close('cut-by-script');
    server.closeAllConnections();
    await closed;
  }

  add(...replies: readonly ScriptedReply[]): void {
    this.#script.push(...replies);
  }

  async nextRequest(): Promise<RecordedRequest> {
    const index = this.#handedOut++;
    for (;;) {
      const request = this.requests[index];
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
  }

  async whenEnded(index: number): Promise<void> {
    for (;;) {
      const record = this.#records[index];
      if (record !== undefined) return record.ended;
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
  }

  async whenClosed(index: number): Promise<void> {
    await this.whenEnded(index);
    const end = this.requests[index]?.end.kind;
    if (end !== 'left') throw new Error(`request ${index} was not closed by the client: ${end}`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readWhole(request);
    if (body === null) return;
    const route = this.#options.routes?.[`${request.method} ${pathOnly(request.url ?? '/')}`];
    const record = this.#record(request, body, route !== undefined);
    response.once('close', () => record.close(response.writableFinished ? 'answered' : 'left'));
    const reply = route ?? this.#nextReply(record.request.index);
    if (this.#closePortIfScripted()) response.shouldKeepAlive = false;
    await sendReply(reply, response, record);
  }

  #record(request: IncomingMessage, body: Uint8Array, isRouted: boolean): OpenRecord {
    const list = isRouted ? this.routed : this.requests;
    const record = openRecord({
      index: list.length,
      method: request.method ?? '',
      path: request.url ?? '',
      rawHeaders: request.rawHeaders,
      body,
    });
    list.push(record.request);
    if (isRouted) return record;
    this.#records.push(record);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return record;
  }

  #nextReply(index: number): ScriptedReply {
    const reply = this.#script.shift() ?? this.#options.afterwards;
    if (reply !== undefined) return reply;
    return {
      status: 500,
      headers: { 'x-should-retry': 'false' },
      body: { error: `the script holds no reply for request ${index}` },
    };
  }

  /**
   * Stops listening before the reply ahead of `closePortBefore` goes out: once the client has that
   * reply, its next connection is refused for certain.
   */
  #closePortIfScripted(): boolean {
    const next = this.#script[0];
    if (typeof next !== 'object' || !('closePortBefore' in next)) return false;
    this.#script.shift();
    this.#server?.close();
    return true;
  }
}

async function readWhole(request: IncomingMessage): Promise<Uint8Array | null> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  } catch {
    // The client left while still sending: there is nobody to answer.
    return null;
  }
}

function pathOnly(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
