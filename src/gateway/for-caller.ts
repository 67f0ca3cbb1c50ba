import { secretsOf, withoutCredential } from '../provider/client-credential.ts';
import type { ClientCredential } from '../provider/client-credential.ts';
import type { Upstream } from '../provider/upstream.ts';
import { clientCredential } from './client-credential.ts';
import { hashOf } from './conversation-key.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';

/**
 * The gateway as one request sees it. Its upstreams are those that may be asked with what this client shows
 * of itself, and whatever it showed is taken out of every text. Nothing of it outlives the request.
 */
export function forCaller(
  gateway: Gateway,
  inbound: Pick<Inbound, 'path' | 'headers'>,
  clientKey: string | null,
): Gateway {
  const { authorization, 'x-api-key': key, 'x-modicum-key': shownKey } = inbound.headers;
  if (authorization === undefined && key === undefined && shownKey === undefined) return gateway;
  const redact = redactor(gateway, inbound.headers);
  const credential = clientCredential(inbound, clientKey);
  return {
    ...gateway,
    upstreams: credential === null ? gateway.upstreams : lend(gateway.upstreams, credential),
    redact,
    caller: hashOf([authorization ?? '', key ?? '', shownKey ?? '']),
    asSeenFrom: (path) => forCaller(gateway, { ...inbound, path }, clientKey),
    log: (code, cause) => gateway.log(code, withoutSecrets(cause, redact)),
  };
}

function lend(
  upstreams: ReadonlyMap<string, Upstream>,
  credential: ClientCredential,
): ReadonlyMap<string, Upstream> {
  return new Map(
    [...upstreams].map(([name, upstream]) => [name, upstream.withCredential(credential)]),
  );
}

/** Also what is not handed on is somebody's secret: an OpenAI client's key, for example. */
function redactor(gateway: Gateway, headers: Inbound['headers']): Gateway['redact'] {
  const { authorization, 'x-api-key': key } = headers;
  const shown: ClientCredential = {
    ...(key !== undefined && { 'x-api-key': key }),
    ...(authorization !== undefined && { authorization }),
  };
  if (secretsOf(shown).length === 0) return gateway.redact;
  return (text) => withoutCredential(gateway.redact(text), shown);
}

/** A cause as it may be logged. One without a secret in it stays the object it is. */
function withoutSecrets(cause: unknown, redact: Gateway['redact']): unknown {
  if (!(cause instanceof Error)) return typeof cause === 'string' ? redact(cause) : cause;
  const stack = cause.stack ?? '';
  if (redact(cause.message) === cause.message && redact(stack) === stack) return cause;
  const safe = new Error(redact(cause.message));
  safe.name = cause.name;
  safe.stack = redact(stack);
  return safe;
}
