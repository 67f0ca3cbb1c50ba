import { findModel, type CatalogModel } from './catalog.ts';
import { costOf, dayOf } from './cost.ts';
import type { Ruling } from './decision.ts';
import type { Cost } from './money.ts';
import type { RoutingInput } from './routing-input.ts';

/**
 * What each step of the plan would cost if it answered: the estimate of the first in the tokens of the other,
 * at list prices, nothing read from a cache. In the order of the plan.
 */
export function planCosts(
  { plan, estimate }: Ruling,
  { conditions }: RoutingInput,
): readonly Cost[] {
  const { catalog, now } = conditions;
  const entries = plan.map(({ model }) => findModel(catalog, model.id));
  return entries.map((model) => {
    const factor = tokensPerToken(entries[0] ?? null, model);
    return costOf({
      reading: {
        state: 'estimated',
        usage: {
          freshInputTokens: Math.round(estimate.promptTokens * factor),
          cacheReadTokens: 0,
          cacheWrite5mTokens: 0,
          cacheWrite1hTokens: 0,
          outputTokens: Math.round(estimate.outputTokens * factor),
          thinkingTokens: null,
        },
      },
      model,
      day: dayOf(now),
    });
  });
}

/** How many tokens the other makes of one of these. */
function tokensPerToken(counted: CatalogModel | null, other: CatalogModel | null): number {
  return counted === null || other === null
    ? 1
    : counted.charactersPerToken / other.charactersPerToken;
}
