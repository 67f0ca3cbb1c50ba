import { readBaseUrl } from '../../../config/base-url.ts';
import { createKeyring } from '../../../config/keyring.ts';
import type { ProviderPolicy } from '../../../core/policy.ts';
import { PROVIDERS } from '../../../provider/index.ts';
import { createUpstream } from '../../../provider/upstream.ts';
import { createUpstreamClient } from '../../../provider/upstream-client.ts';
import { isBound, type Rules, type SetUp } from '../set-up.ts';
import type { UpstreamAnswer, UpstreamFacts } from '../verdicts/upstreams.ts';
import { readJson } from './read-json.ts';

/**
 * Asks every provider that some tier needs or that has a key. A list of models costs nothing anywhere, and
 * shows at once whether the key is taken.
 */
export function probeUpstreams(
  { policy }: Rules,
  { place, offline }: SetUp,
): Promise<readonly UpstreamFacts[]> {
  const keyring = createKeyring(policy.providers, place.environment);
  const used = policy.providers.filter(
    ({ name }) => isBound(policy, name) || keyring.get(name) !== null,
  );
  return Promise.all(
    used.map(async (provider) => {
      const key = keyring.get(provider.name);
      const isLocal = isOnThisMachine(provider);
      return {
        provider: provider.name,
        address: new URL(provider.baseUrl).host,
        isLocal,
        isBound: isBound(policy, provider.name),
        hasKey: key !== null,
        answer: offline && !isLocal ? null : await ask(provider, key),
      };
    }),
  );
}

/** Longer than an answer takes from the other side of the earth. */
const TIMEOUT_MS = 4_000;

async function ask(policy: ProviderPolicy, key: string | null): Promise<UpstreamAnswer> {
  const client = createUpstreamClient({ baseUrl: policy.baseUrl, connectTimeoutMs: TIMEOUT_MS });
  const upstream = createUpstream({ policy, key, client });
  const start = performance.now();
  try {
    const result = await upstream.send({
      method: 'GET',
      path: PROVIDERS[policy.kind].modelsPath,
      headers: { accept: 'application/json' },
      body: null,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headTimeoutMs: TIMEOUT_MS,
      idleTimeoutMs: TIMEOUT_MS,
    });
    if (!result.ok) return { reached: false, why: result.error.message };
    const { status, headers } = result.response;
    const tookMs = Math.round(performance.now() - start);
    const skewMs = skewOf(headers['date'], tookMs);
    const models = PROVIDERS[policy.kind].readModels(await readJson(result.response.body));
    return { reached: true, status, tookMs, skewMs, models };
  } finally {
    await upstream.close();
  }
}

/** Their clock minus ours. The header has whole seconds, and the answer was under way for a while. */
function skewOf(date: string | undefined, tookMs: number): number | null {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? null : theirs + 500 - (Date.now() - tookMs / 2);
}

function isOnThisMachine({ baseUrl }: ProviderPolicy): boolean {
  const read = readBaseUrl(baseUrl);
  return read.ok && read.reach === 'loopback';
}
