import type { UpstreamState } from '../core/conditions.ts';
import type { ProviderPolicy } from '../core/policy.ts';
import { secretsOf, withoutCredentials, type ClientCredential } from './client-credential.ts';
import { PROVIDERS } from './index.ts';
import type { Provider, UpstreamRequest, UpstreamResult } from './provider.ts';
import type { UpstreamClient } from './upstream-client.ts';

/** One configured provider, ready to be called: its family, its address, its key, and whether it answers. */
export interface Upstream {
  readonly name: string;
  readonly provider: Provider;
  readonly policy: ProviderPolicy;
  /**
   * `headers` are the call's own; the key and the family's defaults are added here and nowhere else. What
   * shows who asks is either Modicum's key or a lent credential, never some of each.
   */
  send(request: UpstreamRequest): Promise<UpstreamResult>;
  /**
   * The same upstream for one call, asked with that client's own credential. Only where the policy passes
   * one on and Modicum holds no key; else the upstream itself, to which the credential stays unknown.
   */
  withCredential(credential: ClientCredential): Upstream;
  /** It is asked with a credential that a client lent it for one call. */
  readonly isLent?: true;
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
  const isPassing = key === null && policy.passesClientCredential;
  const hasKey = key !== null || (policy.keys.length === 0 && !policy.passesClientCredential);
  const shown = key === null ? NOTHING_SHOWN : { headers: provider.authorize(key), secrets: [key] };
  let state: UpstreamState = { hasKey, state: 'unknown', models: null };
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<UpstreamState> | null = null;
  const onAnswer = () => {
    if (state.state !== 'up') state = { ...state, state: 'up' };
  };

  /** Asks as this one; `null`: nobody is there who could ask. */
  const checkAs = (asking: Shown | null): Upstream['check'] => {
    const ask = async (now: number): Promise<UpstreamState> => {
      const send = sender({ provider, client, shown: asking ?? NOTHING_SHOWN });
      const list = await listModels({ provider, send });
      checkedAt = now;
      checking = null;
      // One client's list is not another's, and its bad key says nothing about the server.
      state = isPassing
        ? { hasKey, state: list.isReached ? 'up' : 'down', models: null }
        : { hasKey, state: list.models === null ? 'down' : 'up', models: list.models };
      return state;
    };
    return ({ now, maxAgeMs }) => {
      if (asking === null || now - checkedAt < maxAgeMs) return Promise.resolve(state);
      checking ??= ask(now);
      return checking;
    };
  };

  const upstream: Upstream = {
    name: policy.name,
    provider,
    policy,
    send: sender({ provider, client, shown, onAnswer }),
    state: () => state,
    check: checkAs(isPassing ? null : shown),
    withCredential(credential) {
      if (!isPassing) return upstream;
      const lent = { headers: { ...credential }, secrets: secretsOf(credential) };
      const check = checkAs(lent);
      return {
        ...upstream,
        isLent: true,
        send: sender({ provider, client, shown: lent, onAnswer }),
        state: () => ({ ...state, hasKey: true }),
        check: async (options) => ({ ...(await check(options)), hasKey: true }),
      };
    },
    close: () => client.close(),
  };
  return upstream;
}

/** What a request shows of who asks, and the texts in it that an answer must not quote. */
interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

const NOTHING_SHOWN: Shown = { headers: {}, secrets: [] };

interface Sender {
  readonly provider: Provider;
  readonly client: UpstreamClient;
  readonly shown: Shown;
  /** It answered well, which says more than any question about its state. */
  readonly onAnswer?: () => void;
}

function sender({ provider, client, shown, onAnswer }: Sender): Upstream['send'] {
  return async (request) => {
    const result = await client.send({
      ...request,
      headers: {
        ...provider.defaultHeaders,
        ...withoutCredentials(request.headers),
        ...shown.headers,
      },
    });
    if (!result.ok) return result;
    if (result.response.status < 300) onAnswer?.();
    const headers = withoutSecrets(result.response.headers, shown.secrets);
    return { ok: true, response: { ...result.response, headers } };
  };
}

/** Headers of an answer travel on to the client; none may quote what it was asked with. */
function withoutSecrets(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const isQuoting = (value: string) => secrets.some((secret) => value.includes(secret));
  if (!Object.values(headers).some(isQuoting)) return headers;
  const redact = (value: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), value);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)]));
}

interface ModelsAnswer {
  /** Somebody answered, whatever it was. */
  readonly isReached: boolean;
  readonly models: readonly string[] | null;
}

async function listModels(upstream: Pick<Upstream, 'provider' | 'send'>): Promise<ModelsAnswer> {
  const result = await upstream.send({
    method: 'GET',
    path: upstream.provider.modelsPath,
    headers: { accept: 'application/json' },
    body: null,
    signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    headTimeoutMs: CHECK_TIMEOUT_MS,
    idleTimeoutMs: CHECK_TIMEOUT_MS,
  });
  if (!result.ok) return { isReached: false, models: null };
  const isReached = result.response.status < 500;
  try {
    const text = await readText(result.response.body);
    const models =
      result.response.status === 200 ? upstream.provider.readModels(JSON.parse(text)) : null;
    return { isReached, models };
  } catch {
    return { isReached, models: null };
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
