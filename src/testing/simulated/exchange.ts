import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { isObject, type JsonObject } from '../../core/json.ts';

/** One request to a simulated upstream, read whole, and where its answer goes. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** `null` when the body is no JSON object. */
  readonly json: JsonObject | null;
  readonly response: ServerResponse;
  /** Parts of the path that the route's pattern captured. */
  readonly captured: readonly string[];
  /** Base URL the server listens at. */
  readonly origin: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  handle(exchange: Exchange): Promise<void> | void;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the routes on a loopback port of the system's choice; `otherwise` answers the rest. */
export async function serveRoutes(
  routes: readonly Route[],
  otherwise: (exchange: Exchange) => void,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    void (async () => {
      response.setHeader('x-modicum-simulated', '1');
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
      const route = routes.find((each) => each.method === method && each.path.test(path));
      const exchange: Exchange = {
        method,
        path,
        headers: request.headers,
        json: parseObject(await readText(request)),
        response,
        captured: (route?.path.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part)),
        origin,
      };
      await (route === undefined ? otherwise(exchange) : route.handle(exchange));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function sendJson(
  exchange: Exchange,
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): void {
  exchange.response.writeHead(status, { 'content-type': 'application/json', ...headers });
  exchange.response.end(JSON.stringify(body));
}

/** Writes one piece of a stream, waiting for slow readers. `false`: the client has left. */
export async function writePiece(response: Writable, piece: string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(piece)) return true;
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve).once('close', resolve);
  await promise;
  response.off('drain', resolve).off('close', resolve);
  return !response.destroyed;
}

async function readText(request: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
