import { ok, upstreamProblem, warning, type Verdict } from '../verdict.ts';

export interface TierFacts {
  readonly tier: number;
  /** `provider/id` of each model bound to it, and whether it could be called now. */
  readonly models: readonly {
    readonly name: string;
    /** `client`: only for clients that show a credential of their own. */
    readonly usable: 'yes' | 'client' | 'no';
  }[];
}

/** Whether Modicum is of any use as it stands: the one question the other checks lead to. */
export function judgeTiers(tiers: readonly TierFacts[]): readonly Verdict[] {
  const able = tiers.filter(({ models }) => models.some(({ usable }) => usable !== 'no'));
  if (able.length === 0) {
    return [
      upstreamProblem(
        'no tier can serve',
        'Start Ollama or set ANTHROPIC_API_KEY. Without either, see it work: modicum demo',
      ),
    ];
  }
  return tiers.map(judgeTier);
}

function judgeTier({ tier, models }: TierFacts): Verdict {
  const names = (usable: string) =>
    models.filter((model) => model.usable === usable).map(({ name }) => name);
  const [own, lent] = [names('yes'), names('client')];
  if (own.length > 0) return ok(`tier ${tier}: ${own.join(', ')}`);
  if (lent.length > 0) {
    return ok(`tier ${tier}: ${lent.join(', ')}, for clients that show their own credential`);
  }
  const bound = models.map(({ name }) => name).join(', ');
  return warning(
    `tier ${tier} cannot serve: ${bound === '' ? 'nothing is bound to it' : bound}`,
    'See the lines above; what then happens to its calls is tiers.*.unavailable in the policy.',
  );
}
