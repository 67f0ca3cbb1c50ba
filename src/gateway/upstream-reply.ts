import type { UpstreamError } from '../core/error.ts';
import { UpstreamFailure, type UpstreamResponse } from '../provider/provider.ts';

/** A reply an upstream gave that is handed to the client as it came: its status, headers and bytes. */
export interface UpstreamReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type CollectedBody =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: UpstreamError };

/** An error body larger than this is not one. */
export const MAX_ERROR_BYTES = 1024 * 1024;

/** The whole body, up to a limit. Being cut or silent is a value here. */
export async function collectBody(
  response: UpstreamResponse,
  limitBytes: number,
): Promise<CollectedBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > limitBytes) return { ok: false, error: malformed('Its answer is too large.') };
      chunks.push(chunk);
    }
  } catch (failure) {
    return { ok: false, error: asUpstreamError(failure) };
  }
  return { ok: true, bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) };
}

export function asUpstreamError(failure: unknown): UpstreamError {
  if (failure instanceof UpstreamFailure) return failure.error;
  throw failure;
}

/** A 200 whose content is not an answer. Sent once more, because proxies in between do this in passing. */
export function malformed(message: string): UpstreamError {
  return { kind: 'malformed', status: 200, message, retryable: true, retryAfterMs: null };
}

/** A 200 in a form nobody asked for. Asking again would pay again for the same. */
export function unusable(message: string): UpstreamError {
  return { ...malformed(message), retryable: false };
}

/** Headers that belong to one connection or one server, or that would let an upstream set state here. */
const KEPT_BACK: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
  'set-cookie',
  'date',
  'server',
  'via',
  'alt-svc',
  'strict-transport-security',
  'location',
  'proxy-connection',
]);

/** An upstream's headers as the client may see them. */
export function replyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const ours = name.startsWith('x-modicum-') || name.startsWith('access-control-');
    if (!ours && !KEPT_BACK.has(name)) kept[name] = value;
  }
  return kept;
}

/**
 * The bytes of an upstream's error as the client may see them: some servers quote the key they were
 * given. The client has its own, and must not learn ours.
 */
export function withoutKeys(bytes: Uint8Array, redact: (text: string) => string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const redacted = redact(text);
  if (redacted !== text) return new TextEncoder().encode(redacted);
  return hidesKey(text, redact) ? new TextEncoder().encode(redact(unescaped(text))) : bytes;
}

/** A key may stand in JSON with some of its characters escaped. */
function hidesKey(text: string, redact: (text: string) => string): boolean {
  if (!text.includes('\\u')) return false;
  const plain = unescaped(text);
  return redact(plain) !== plain;
}

/** The same JSON with no printable character escaped that need not be. */
function unescaped(text: string): string {
  return text.replace(/\\u00([2-7][0-9a-f])/gi, (escape, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return character === '"' || character === '\\' ? escape : character;
  });
}

export function upstreamRequestId(headers: Readonly<Record<string, string>>): string | null {
  return headers['request-id'] ?? headers['x-request-id'] ?? null;
}
