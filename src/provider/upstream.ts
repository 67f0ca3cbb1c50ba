import type { UpstreamState } from '../core/conditions.ts';
import type { ProviderPolicy } from '../core/policy.ts';
import { PROVIDERS } from './index.ts';
import type { Provider, UpstreamRequest, UpstreamResult } from './provider.ts';
import type { UpstreamClient } from './upstream-client.ts';

/** One configured provider, ready to be called: its family, its address, its key, and whether it answers. */
export interface Upstream {
  readonly name: string;
  readonly provider: Provider;
  readonly policy: ProviderPolicy;
  /** `headers` are the call's own; the key and the family's defaults are added here and nowhere else. */
  send(request: UpstreamRequest): Promise<UpstreamResult>;
  /** What is known without asking. */
  state(): UpstreamState;
  /** Asks for the list of models, at most once per `maxAgeMs`; several callers share one question. */
  check(options: { readonly now: number; readonly maxAgeMs: number }): Promise<UpstreamState>;
  close(): Promise<void>;
}

export interface UpstreamOptions {
  readonly policy: ProviderPolicy;
  /** `null`: none is needed, or none was found. */
  readonly key: string | null;
  readonly client: UpstreamClient;
}

/** Longest wait for a list of models; a local server that takes longer is not going to be fast. */
const CHECK_TIMEOUT_MS = 1_500;

export function createUpstream({ policy, key, client }: UpstreamOptions): Upstream {
  const provider = PROVIDERS[policy.kind];
  const hasKey = policy.key === null || key !== null;
  let state: UpstreamState = { hasKey, state: 'unknown', models: null };
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<UpstreamState> | null = null;

  const send = async (request: UpstreamRequest): Promise<UpstreamResult> => {
    const result = await client.send({
      ...request,
      headers: {
        ...provider.defaultHeaders,
        ...request.headers,
        ...(key === null ? {} : provider.authorize(key)),
      },
    });
    return result.ok && key !== null
      ? {
          ok: true,
          response: { ...result.response, headers: withoutKey(result.response.headers, key) },
        }
      : result;
  };

  const ask = async (now: number): Promise<UpstreamState> => {
    const models = await listModels({ provider, send });
    checkedAt = now;
    state = { hasKey, state: models === null ? 'down' : 'up', models };
    checking = null;
    return state;
  };

  return {
    name: policy.name,
    provider,
    policy,
    send,
    state: () => state,
    check({ now, maxAgeMs }) {
      if (now - checkedAt < maxAgeMs) return Promise.resolve(state);
      checking ??= ask(now);
      return checking;
    },
    close: () => client.close(),
  };
}

/** Headers of an answer travel on to the client; none may quote the key it was asked with. */
function withoutKey(headers: Readonly<Record<string, string>>, key: string) {
  const quoting = Object.entries(headers).filter(([, value]) => value.includes(key));
  if (quoting.length === 0) return headers;
  const redacted = quoting.map(([name, value]) => [name, value.replaceAll(key, '[key]')] as const);
  return { ...headers, ...Object.fromEntries(redacted) };
}

async function listModels(upstream: Pick<Upstream, 'provider' | 'send'>) {
  const result = await upstream.send({
    method: 'GET',
    path: upstream.provider.modelsPath,
    headers: { accept: 'application/json' },
    body: null,
    signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    headTimeoutMs: CHECK_TIMEOUT_MS,
    idleTimeoutMs: CHECK_TIMEOUT_MS,
  });
  if (!result.ok) return null;
  try {
    const text = await readText(result.response.body);
    return result.response.status === 200 ? upstream.provider.readModels(JSON.parse(text)) : null;
  } catch {
    return null;
  }
}

/** A model list larger than this is not one. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_LIST_BYTES) throw new Error('The list of models is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
