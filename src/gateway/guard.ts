import { createHash, timingSafeEqual } from 'node:crypto';
import type { ErrorCode } from '../core/error-code.ts';
import type { CallError } from '../core/error.ts';

export interface GuardOptions {
  /** The key clients must show; `null` asks for none, which only a loopback bind allows. */
  readonly clientKey: string | null;
  readonly loopback: boolean;
}

type Headers = Readonly<Record<string, string>>;

/**
 * The one choke point in front of every path: whoever is not let in here reaches nothing. Answers what is
 * wrong, or `null`.
 */
export function guard(headers: Headers, options: GuardOptions): CallError | null {
  // A page on another site can make a browser call loopback; its Host or Origin gives it away.
  if (options.loopback && !isLoopbackHost(headers['host'])) {
    return forbidden(
      'foreign_host',
      'The Host header does not name this machine. Use http://127.0.0.1.',
    );
  }
  if (isCrossSite(headers)) {
    return forbidden('cross_site', 'Requests from web pages of other sites are not served.');
  }
  if (options.clientKey !== null && !showsKey(headers, options.clientKey)) {
    return {
      status: 401,
      kind: 'authentication',
      code: 'client_key',
      message:
        'This gateway needs its client key, as x-modicum-key, as x-api-key or as Authorization: Bearer.',
      retryAfterMs: null,
      shouldRetry: false,
    };
  }
  return null;
}

function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** `Origin` is set by browsers alone. Ours own pages have our own host in it. */
function isCrossSite(headers: Headers): boolean {
  const origin = headers['origin'];
  if (origin !== undefined && origin !== `http://${headers['host'] ?? ''}`) return true;
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** In a header of its own, so that the others are free for what the client shows its vendor. */
function showsKey(headers: Headers, clientKey: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return [headers['x-modicum-key'], headers['x-api-key'], bearer].some(
    (shown) => shown !== undefined && same(shown, clientKey),
  );
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function forbidden(code: ErrorCode, message: string): CallError {
  return { status: 403, kind: 'permission', code, message, retryAfterMs: null, shouldRetry: false };
}
