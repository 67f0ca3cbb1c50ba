import type { Decision, Refusal } from './decision.ts';
import type { PolicyLine } from './grounds.ts';
import { modelName } from './model.ts';
import { policyEdits } from './policy-edits.ts';
import type { Reason } from './reason.ts';
import { route } from './route.ts';
import type { RoutingInput } from './routing-input.ts';

/**
 * The smallest change of the policy that sends this very call to another model first: tried out, not
 * guessed. Small is what touches the fewest other calls. `null`: none of those tried does.
 */
export function whatWouldChange(input: RoutingInput, decision: Decision): PolicyLine | null {
  const [first] = decision.plan;
  if (first === undefined || SETTLED.has(decision.decidedBy)) return null;
  for (const { settings, policy } of policyEdits(input, decision)) {
    const other = route(input.call, input.classification, policy, input.conditions);
    const [instead] = other.kind === 'decision' ? other.plan : [];
    if (instead === undefined) continue;
    const model = modelName(instead.model);
    if (instead.tier === first.tier && model === modelName(first.model)) continue;
    return { settings, tier: instead.tier, model };
  }
  return null;
}

/** No line of the policy is what keeps these where they are. */
const SETTLED: ReadonlySet<Reason> = new Set<Reason>(['kept_model', 'stuck_climbed', 'protected']);

/** The same with what would change it; a refusal has no first model that could be another. */
export function withWhatWouldChange<Made extends Decision | Refusal>(
  made: Made,
  input: RoutingInput,
): Made {
  return made.kind === 'refusal' ? made : { ...made, wouldChange: whatWouldChange(input, made) };
}
