import { declaredBounds } from './bounds.ts';
import { assess, type Assessment, type Unable } from './candidate.ts';
import type { Refusal, Ruling } from './decision.ts';
import { explain } from './explanation.ts';
import type { PinnedName } from './model-name.ts';
import { equivalents } from './plan.ts';
import type { Reason } from './reason.ts';
import { refusePinAboveCap, refuseUnservable } from './refusal.ts';
import { PURPOSES } from './purpose.ts';
import { deadlineOf, knownTask, taskOf, type RoutingInput, type Via } from './routing-input.ts';

/**
 * A call that names a real model: that one, at any provider that serves it, or none. It is never
 * swapped for another. A floor is only noted; a cap refuses.
 */
export function routePinned(input: RoutingInput, pin: PinnedName, via: Via): Ruling | Refusal {
  const task = knownTask(input, input.conditions.options.task);
  const bounds = declaredBounds(input, task?.source === 'declared' ? task.rule : null);
  if (pin.tier > bounds.cap) return refusePinAboveCap(pin, bounds);
  const assessments = pin.candidates.map((model) =>
    assess({
      input,
      model,
      tier: pin.tier,
      rule: task?.rule ?? null,
      standing: isAsked(via) ? 'pinned' : 'rewritten',
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
  const hadToMove = via === 'purpose_bound' && input.conditions.kept !== null;
  const reasons: readonly Reason[] = [
    ...(hadToMove ? (['conversation_moved'] as const) : []),
    ...(pin.tier < bounds.floor ? (['pin_below_floor'] as const) : []),
  ];
  return {
    kind: 'decision',
    plan,
    tier: pin.tier,
    decidedBy: via === 'name' ? 'pin' : via,
    reasons,
    taskType,
    confidence,
    ...bounds,
    delivery: 'streamed',
    validate: [],
    deadlineMs: deadlineOf(input),
    excluded,
    estimate: best.estimate,
    explanation: explain({ first, evidence: evidenceOf(input, via), reasons }),
  };
}

function isAsked(via: Via): boolean {
  return via === 'name' || via === 'protected';
}

function evidenceOf({ call, conditions }: RoutingInput, via: Via): string {
  const { purpose } = conditions.purpose;
  switch (via) {
    case 'name':
      return 'the client names this model';
    case 'protected':
      return `the client names this model, and ${PROTECTED[conditions.purpose.protectedBy ?? 'safeguards']}`;
    case 'rewrite':
      return `the policy rewrites ${call.requestedModel} to this model`;
    case 'purpose_bound':
      return `the policy binds ${PURPOSES[purpose]} to this model`;
  }
}

const PROTECTED = {
  safety_monitor: 'a safety check goes nowhere else',
  safeguards: 'a call that carries a safety check goes nowhere else',
  compaction: 'the summary of a conversation goes nowhere else',
} as const;

function exclusionOf(assessment: Assessment): readonly Unable[] {
  return assessment.able ? [] : [assessment.exclusion];
}

function remedyFor({ entry }: PinnedName): string {
  const kind = entry === null ? '' : ` of kind ${entry.kind}`;
  return `The policy has no provider${kind}; add one under providers.`;
}
