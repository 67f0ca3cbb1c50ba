import { declaredBounds } from './bounds.ts';
import { assess, type Assessment, type Unable } from './candidate.ts';
import type { Decision, Refusal } from './decision.ts';
import { explain } from './explanation.ts';
import type { PinnedName } from './model-name.ts';
import { equivalents } from './plan.ts';
import type { Reason } from './reason.ts';
import { refusePinAboveCap, refuseUnservable } from './refusal.ts';
import { knownTask, taskOf, type RoutingInput } from './routing-input.ts';

/**
 * A call that names a real model: that one, at any provider that serves it, or none. It is never
 * swapped for another. A floor is only noted; a cap refuses.
 */
export function routePinned(
  input: RoutingInput,
  pin: PinnedName,
  isRewritten: boolean,
): Decision | Refusal {
  const task = knownTask(input, input.conditions.options.task);
  const bounds = declaredBounds(input, task?.source === 'declared' ? task.rule : null);
  if (pin.tier > bounds.cap) return refusePinAboveCap(pin, bounds);
  const assessments = pin.candidates.map((model) =>
    assess({
      input,
      model,
      tier: pin.tier,
      rule: task?.rule ?? null,
      standing: isRewritten ? 'rewritten' : 'pinned',
      mayBeDown: false,
    }),
  );
  const able = assessments.filter((assessment) => assessment.able);
  const excluded = assessments.flatMap(exclusionOf);
  const { taskType, confidence } = taskOf(input, task);
  const plan = equivalents(
    able.map(({ candidate }) => candidate),
    [],
    0,
  );
  const [first] = plan;
  const [best] = able;
  if (first === undefined || best === undefined) {
    const subject = `The model "${pin.name}"`;
    return refuseUnservable({ taskType, excluded, subject, remedy: remedyFor(pin) });
  }
  const reasons: readonly Reason[] = pin.tier < bounds.floor ? ['pin_below_floor'] : [];
  const evidence = isRewritten
    ? `the policy rewrites ${input.call.requestedModel} to this model`
    : 'the client names this model';
  return {
    kind: 'decision',
    plan,
    tier: pin.tier,
    decidedBy: isRewritten ? 'rewrite' : 'pin',
    reasons,
    taskType,
    confidence,
    ...bounds,
    delivery: 'streamed',
    validate: [],
    excluded,
    estimate: best.estimate,
    explanation: explain({ first, evidence, reasons }),
  };
}

function exclusionOf(assessment: Assessment): readonly Unable[] {
  return assessment.able ? [] : [assessment.exclusion];
}

function remedyFor({ entry }: PinnedName): string {
  const kind = entry === null ? '' : ` of kind ${entry.kind}`;
  return `The policy has no provider${kind}; add one under providers.`;
}
