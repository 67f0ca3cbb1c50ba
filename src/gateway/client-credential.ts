import type { ClientCredential } from '../provider/client-credential.ts';
import type { Inbound } from './inbound.ts';

/** What our own set-up writes where a client insists on some key. It opens nothing. */
export const PLACEHOLDER_KEY = 'modicum';

/**
 * What a call may be handed on with: the client's own credential for Anthropic, as it was sent; `null` when
 * it shows none. Only of calls in Anthropic's dialect, since what other clients show is meant for others.
 * The key of this gateway and the placeholder of our set-up are not one.
 */
export function clientCredential(
  { path, headers }: Pick<Inbound, 'path' | 'headers'>,
  clientKey: string | null,
): ClientCredential | null {
  if (!isAnthropicPath(path)) return null;
  const { authorization = '', 'x-api-key': key = '' } = headers;
  const credential = {
    ...(isTheirs(key, clientKey) && { 'x-api-key': key }),
    // Only of this scheme: others are for whoever stands between, and are no business of Anthropic's.
    ...(BEARER.test(authorization) && isTheirs(authorization, clientKey) && { authorization }),
  };
  return Object.keys(credential).length === 0 ? null : credential;
}

const BEARER = /^bearer\s+\S/i;

function isAnthropicPath(path: string): boolean {
  return path === '/v1/messages' || path.startsWith('/v1/messages/');
}

/** Wherever the gateway's key stands in a value, the whole of it stays here. */
function isTheirs(value: string, clientKey: string | null): boolean {
  const token = value.replace(/^bearer\s+/i, '').trim();
  if (token === '' || token.toLowerCase() === PLACEHOLDER_KEY) return false;
  return clientKey === null || !value.includes(clientKey);
}
