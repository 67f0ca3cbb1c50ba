import { isObject } from '../../../core/json.ts';
import type { Policy, ProviderPolicy } from '../../../core/policy.ts';
import { isTier } from '../../../core/tier.ts';
import { PROVIDERS } from '../../../provider/index.ts';
import type { Rules } from '../set-up.ts';
import type { BoundLocalModel, OllamaFacts } from '../verdicts/ollama.ts';
import type { UpstreamFacts } from '../verdicts/upstreams.ts';

export function probeOllama(
  { policy }: Rules,
  upstreams: readonly UpstreamFacts[],
): Promise<readonly OllamaFacts[]> {
  const servers = policy.providers.filter(({ kind }) => kind === 'ollama');
  return Promise.all(
    servers.map(async (provider) => {
      const upstream = upstreams.find((one) => one.provider === provider.name);
      const answer = upstream?.answer ?? null;
      const isUp = answer?.reached === true && answer.status === 200;
      return {
        provider: provider.name,
        address: new URL(provider.baseUrl).host,
        isUp,
        requireLocal: provider.requireLocal,
        installed: isUp ? answer.models : null,
        bound: await Promise.all(
          boundTo(policy, provider).map((model) => withContext(provider, model, isUp)),
        ),
      };
    }),
  );
}

type Unasked = Omit<BoundLocalModel, 'contextTokens'>;

function boundTo(policy: Policy, provider: ProviderPolicy): readonly Unasked[] {
  const tiers = Object.keys(policy.tiers).map(Number).filter(isTier);
  return tiers.flatMap((tier) => {
    const { bindings, maxPromptTokens } = policy.tiers[tier];
    return bindings
      .filter((model) => model.provider === provider.name)
      .map(({ id }) => ({
        id,
        tier,
        maxPromptTokens,
        isRemote: PROVIDERS[provider.kind].isRemote(id),
      }));
  });
}

async function withContext(
  { baseUrl }: ProviderPolicy,
  model: Unasked,
  isUp: boolean,
): Promise<BoundLocalModel> {
  return { ...model, contextTokens: isUp ? await contextOf(baseUrl, model.id) : null };
}

const TIMEOUT_MS = 3_000;

/** What the model itself can hold: `<family>.context_length` in its description. */
async function contextOf(baseUrl: string, model: string): Promise<number | null> {
  try {
    const response = await fetch(`${baseUrl}/api/show`, {
      method: 'POST',
      body: JSON.stringify({ model }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    const info = isObject(body) && isObject(body['model_info']) ? body['model_info'] : {};
    const length = Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1];
    return typeof length === 'number' ? length : null;
  } catch {
    return null;
  }
}
