import { modelName } from '../core/model.ts';
import type { Spared } from '../core/spared.ts';
import type { Decided } from './decide.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** Decide, but call nobody: what would happen, for `x-modicum-dry-run` and `modicum route`. */
export function dryRunReply(decided: Decided): Reply {
  const { classification, purpose, laneMode, shadow } = decided;
  const decision = decided.spared?.decision ?? decided.decision;
  return jsonReply(200, {
    object: 'modicum.decision',
    ...describe(decision),
    classification,
    purpose: { ...purpose, laneMode },
    shadow,
  });
}

function describe(decision: Decided['decision'] | Spared) {
  const excluded = decision.excluded.map((entry) => ({ ...entry, model: modelName(entry.model) }));
  if (decision.kind !== 'decision') return { ...decision, excluded };
  const plan = decision.plan.map((step) => ({ ...step, model: modelName(step.model) }));
  return { ...decision, plan, excluded };
}
