import { createKeyring } from '../config/keyring.ts';
import type { LoadedPolicy } from '../config/load-policy.ts';
import { ASSUMED } from '../config/merge-catalog.ts';
import { findModel, priceOn } from '../core/catalog.ts';
import type { Model } from '../core/model.ts';
import type { ProviderPolicy } from '../core/policy.ts';
import { TIERS } from '../core/tier.ts';
import { PROVIDERS } from '../provider/index.ts';
import { createUpstreamClient } from '../provider/upstream-client.ts';

/** What a provider said when it was asked for its models. */
export interface AskedProvider {
  readonly name: string;
  readonly kind: string;
  /**
   * `no_key`: none was found, so it was not asked. `client`: it takes what each client shows. `refused`:
   * it does not take the key. `offline`: nothing answers there. `unclear`: its answer is no list.
   */
  readonly state: 'listed' | 'no_key' | 'client' | 'refused' | 'offline' | 'unclear' | 'not_asked';
  readonly models: readonly string[] | null;
}

export interface CheckedModel {
  readonly model: string;
  readonly tier: number;
  /** `unknown`: nobody could be asked, or nobody knows; it is not held against it. */
  readonly state: 'usable' | 'unusable' | 'unknown';
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

const TIMEOUT_MS = 10_000;

/** Asks every provider for its list, each with its own key; no model is called. */
export async function askProviders(
  { policy }: LoadedPolicy,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly AskedProvider[]> {
  const keyring = createKeyring(policy.providers, environment);
  return Promise.all(
    policy.providers.map((provider) => askOne(provider, keyring.get(provider.name))),
  );
}

/** For a look at the catalog alone. */
export function unaskedProviders({ policy }: LoadedPolicy): readonly AskedProvider[] {
  return policy.providers.map(({ name, kind }) => ({
    name,
    kind,
    state: 'not_asked',
    models: null,
  }));
}

async function askOne(policy: ProviderPolicy, key: string | null): Promise<AskedProvider> {
  const { name, kind } = policy;
  const asked = (state: AskedProvider['state'], models: readonly string[] | null = null) => ({
    name,
    kind,
    state,
    models,
  });
  if (key === null && policy.passesClientCredential) return asked('client');
  if (key === null && policy.keys.length > 0) return asked('no_key');
  const provider = PROVIDERS[kind];
  const client = createUpstreamClient({ baseUrl: policy.baseUrl });
  try {
    const result = await client.send({
      method: 'GET',
      path: provider.modelsPath,
      headers: {
        accept: 'application/json',
        ...provider.defaultHeaders,
        ...(key === null ? {} : provider.authorize(key)),
      },
      body: null,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headTimeoutMs: TIMEOUT_MS,
      idleTimeoutMs: TIMEOUT_MS,
    });
    if (!result.ok) return asked('offline');
    const { status, body } = result.response;
    const text = await readText(body);
    if (status === 401 || status === 403) return asked('refused');
    const models = status === 200 && text !== null ? provider.readModels(parsed(text)) : null;
    return models === null ? asked('unclear') : asked('listed', models);
  } catch {
    return asked('offline');
  } finally {
    await client.close();
  }
}

/** A list longer than this is not one. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

async function readText(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_LIST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every model a tier is bound to, against what its provider said and what the catalog knows. */
export function checkBoundModels(
  { policy, catalog }: LoadedPolicy,
  asked: readonly AskedProvider[],
  today: string,
): readonly CheckedModel[] {
  return TIERS.flatMap((tier) =>
    policy.tiers[tier].bindings.map((binding) => {
      const provider = asked.find(({ name }) => name === binding.provider);
      const known = findModel(catalog, binding.id);
      const problem = provider === undefined ? null : problemAt(binding, provider);
      const warnings = [
        ...(known === null || known.source === ASSUMED ? ['not in the catalog'] : []),
        ...(known !== null && priceOn(known, today) === null ? ['its price is not known'] : []),
        ...(known?.retired == null
          ? []
          : [`will be retired on ${known.retired.on}; ${known.retired.replacedBy} replaces it`]),
      ];
      const isListed = provider?.state === 'listed' && problem === null;
      const state = problem !== null ? 'unusable' : isListed ? 'usable' : 'unknown';
      return { model: `${binding.provider}/${binding.id}`, tier, state, problem, warnings };
    }),
  );
}

function problemAt({ id }: Model, { name, kind, state, models }: AskedProvider): string | null {
  switch (state) {
    case 'no_key':
      return `no key for ${name} was found; modicum policy show providers.${name}.key says where it is looked for`;
    case 'refused':
      return `${name} does not take its key`;
    case 'offline':
      return kind === 'ollama'
        ? `${name} does not answer; start it: ollama serve`
        : `${name} does not answer`;
    case 'listed':
      return models === null || isAmong(id, models) ? null : missingText(id, name, kind);
    case 'client':
    case 'unclear':
    case 'not_asked':
      return null;
  }
}

/** Ollama says `qwen:latest` for what is called `qwen`. */
function isAmong(id: string, models: readonly string[]): boolean {
  return models.includes(id) || models.includes(`${id}:latest`);
}

function missingText(id: string, provider: string, kind: string): string {
  if (kind === 'ollama') return `${provider} does not have it; get it: ollama pull ${id}`;
  return `${provider} does not list it for your key`;
}
