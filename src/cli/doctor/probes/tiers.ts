import { isTier } from '../../../core/tier.ts';
import type { Rules } from '../set-up.ts';
import type { KeyFacts } from '../verdicts/keys.ts';
import type { TierFacts } from '../verdicts/tiers.ts';
import type { UpstreamFacts } from '../verdicts/upstreams.ts';

interface Known {
  readonly keys: readonly KeyFacts[];
  readonly upstreams: readonly UpstreamFacts[];
}

/** Puts together what keys and upstreams say, by tier. */
export function tierFacts({ policy }: Rules, known: Known): readonly TierFacts[] {
  return Object.keys(policy.tiers)
    .map(Number)
    .filter(isTier)
    .map((tier) => ({
      tier,
      models: policy.tiers[tier].bindings.map(({ provider, id }) => ({
        name: `${provider}/${id}`,
        usable: usable({ provider, id }, known),
      })),
    }));
}

function usable(
  { provider, id }: { readonly provider: string; readonly id: string },
  { keys, upstreams }: Known,
): TierFacts['models'][number]['usable'] {
  const key = keys.find((one) => one.provider === provider);
  const upstream = upstreams.find((one) => one.provider === provider);
  if (key === undefined || upstream === undefined || !answersFor(upstream, id)) return 'no';
  if (key.needsNone || key.foundIn !== null) return 'yes';
  return key.passesClientCredential ? 'client' : 'no';
}

/** Not asked counts as well: nothing speaks against it. A local server must have the model. */
function answersFor({ answer, hasKey, isLocal }: UpstreamFacts, id: string): boolean {
  if (answer === null) return true;
  if (!answer.reached || (hasKey && (answer.status === 401 || answer.status === 403))) return false;
  const list = isLocal ? answer.models : null;
  return list === null || list.includes(id) || list.includes(`${id}:latest`);
}
