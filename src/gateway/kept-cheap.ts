import type { Decision } from '../core/decision.ts';
import type { CallRecord } from './call-record.ts';
import { costElsewhere, type Priced } from './costing.ts';
import type { UserAction } from './action-memory.ts';

/** The part of a job that says what keeping it cheap was worth. */
export type KeptJob = Priced & {
  readonly decision: Pick<Decision, 'frequency'>;
  readonly record: Pick<CallRecord, 'ended' | 'cost'>;
  readonly action: Pick<UserAction, 'kept'>;
};

/**
 * A call that was kept on the cheap tiers as one of many has its answer: what it would have cost where it would
 * have gone alone, less what it did cost. Nothing is saved where that would have been the same tier.
 */
export function noteKept(job: KeptJob): void {
  const { frequency } = job.decision;
  if (frequency === undefined) return;
  const { cap, insteadOf } = frequency;
  job.action.kept(cap, insteadOf <= cap ? 0 : savedBy(job, insteadOf));
}

function savedBy(job: KeptJob, insteadOf: keyof typeof job.gateway.policy.tiers): number | null {
  const answered = job.record.ended.findLast(({ closed }) => closed.outcome === 'answered');
  const model = job.gateway.policy.tiers[insteadOf].bindings[0];
  if (answered === undefined || model === undefined) return null;
  const { opened, closed } = answered;
  const asked = { provider: opened.provider, id: opened.requestedModel, effort: null };
  const last = { asked, served: closed.servedModel, reading: closed.usage };
  const alone = costElsewhere(job, last, model.id);
  const spent = job.record.cost();
  return alone.state === 'unknown' || spent.state === 'unknown'
    ? null
    : alone.nanoUsd - spent.nanoUsd;
}
