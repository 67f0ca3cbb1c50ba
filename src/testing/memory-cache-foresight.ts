import { modelName } from '../core/model.ts';
import { promptTokens } from '../core/usage.ts';
import type { CacheForesight, ObservedQuery, Receipt } from '../ledger/ledger.ts';

/** Predictions of caches beside what was reported, as the real ledgers sum them. */
export function cacheForesightOf(
  receipts: readonly Receipt[],
  { since }: ObservedQuery,
): readonly CacheForesight[] {
  const sums = new Map<string, CacheForesight>();
  for (const receipt of receipts) {
    const one = foresightOf(receipt);
    if (one === null || receipt.call.startedAt < (since ?? -Infinity)) continue;
    const before = sums.get(one.state);
    sums.set(one.state, before === undefined ? one : added(before, one));
  }
  return [...sums.values()].sort((left, right) => (left.state < right.state ? -1 : 1));
}

function foresightOf({ call: { cachePrediction }, attempts }: Receipt): CacheForesight | null {
  const asked = attempts.filter(({ opened }) => opened.role !== undefined).length;
  const first = attempts.find(({ opened }) => opened.number === asked + 1);
  if (cachePrediction === null || first?.closed == null) return null;
  const { opened, closed } = first;
  const isRead = closed.outcome === 'answered' || closed.outcome === 'rejected';
  if (!isRead || closed.usage.state !== 'reported') return null;
  const name = modelName({ provider: opened.provider, id: opened.requestedModel });
  if (name !== cachePrediction.model) return null;
  const { usage } = closed.usage;
  return {
    state: cachePrediction.state,
    calls: 1,
    promptTokens: promptTokens(usage),
    predictedReadTokens: cachePrediction.readTokens,
    readTokens: usage.cacheReadTokens,
    offTokens: Math.abs(cachePrediction.readTokens - usage.cacheReadTokens),
  };
}

function added(one: CacheForesight, other: CacheForesight): CacheForesight {
  return {
    state: one.state,
    calls: one.calls + other.calls,
    promptTokens: one.promptTokens + other.promptTokens,
    predictedReadTokens: one.predictedReadTokens + other.predictedReadTokens,
    readTokens: one.readTokens + other.readTokens,
    offTokens: one.offTokens + other.offTokens,
  };
}
