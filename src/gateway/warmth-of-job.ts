import { findModel } from '../core/catalog.ts';
import { modelName } from '../core/model.ts';
import { cachingOf, effortAt, rawEstimate } from '../core/warmth-of-candidate.ts';
import type { Answered } from '../core/warmth-record.ts';
import type { CallRecord, EndedAttempt } from './call-record.ts';
import type { Place } from './conversations.ts';
import type { Gateway } from './gateway.ts';
import type { Job } from './job.ts';

/** The part of a job that says what it left in caches. */
export type WarmingJob = Pick<Job, 'call' | 'decision'> & {
  readonly gateway: Pick<Gateway, 'catalog'>;
  readonly place: Pick<Place, 'conversation'>;
  readonly record: Pick<CallRecord, 'ended'>;
};

/** What the answered attempts of a call left in their models' caches, as their upstreams reported it. */
export function answersOf(job: WarmingJob): readonly Answered[] {
  const reported = job.record.ended.filter(hasWarmed);
  return reported.flatMap((attempt, index) => {
    const answered = answeredOf(job, attempt, index === reported.length - 1);
    return answered === null ? [] : [answered];
  });
}

/** A rejected answer was read by its model all the same. */
function hasWarmed({ closed }: EndedAttempt): boolean {
  const isRead = closed.outcome === 'answered' || closed.outcome === 'rejected';
  return isRead && closed.usage.state === 'reported';
}

function answeredOf(
  { call, decision, gateway, place }: WarmingJob,
  { opened, closed }: EndedAttempt,
  isLast: boolean,
): Answered | null {
  const { catalog } = gateway;
  const { conversation } = place;
  const candidate = decision.plan.find(
    ({ model }) => model.provider === opened.provider && model.id === opened.requestedModel,
  );
  if (candidate === undefined || closed.usage.state === 'unknown') return null;
  const question = { call, catalog, conversation, candidate };
  return {
    model: modelName(candidate.model),
    entry: findModel(catalog, candidate.model.id),
    usage: closed.usage.usage,
    at: opened.startedAt,
    caching: cachingOf(question),
    effort: effortAt(call, candidate.model),
    tools: conversation.request.tools,
    estimatedTokens: rawEstimate(question),
    isTurn: isLast && closed.outcome === 'answered',
  };
}
