import type { Answer } from '../core/answer.ts';
import { costOf, dayOf } from '../core/cost.ts';
import type { UpstreamError } from '../core/error.ts';
import type { MetaFinding, MetaProblem } from '../core/meta.ts';
import type { MetaStep } from '../core/meta-plan.ts';
import { modelName } from '../core/model.ts';
import type { Cost } from '../core/money.ts';
import type { Reason } from '../core/reason.ts';
import type { UsageReading } from '../core/usage.ts';
import { readMetaAnswer } from '../classify/meta/read-meta-answer.ts';
import type { ClosedAttempt } from '../ledger/ledger.ts';
import type { UpstreamResponse } from '../provider/provider.ts';
import type { CallRecord } from './call-record.ts';
import { changeTexts } from './change-texts.ts';
import { namedModel, servedEntry } from './costing.ts';
import type { Gateway } from './gateway.ts';
import type { Leash } from './job.ts';
import { upstreamRequestId } from './upstream-reply.ts';

/** One attempt at the question what a call is, in the books of that call. */
export interface MetaBooking {
  answeredWith(response: UpstreamResponse): void;
  /** Closes the row; says what the answer is worth. */
  close(answer: Answer): MetaTried;
  /** Closes the row of an attempt that brought no answer. */
  fail(failed: MetaFailed): MetaTried;
}

export interface MetaTried {
  readonly finding: MetaFinding;
  /** Nobody else is asked: the model has spoken, or there is no time left. */
  readonly isLast: boolean;
}

export interface MetaFailed {
  readonly error: UpstreamError;
  readonly usage: UsageReading;
}

interface Books {
  readonly gateway: Pick<Gateway, 'clock' | 'catalog'>;
  readonly record: Pick<CallRecord, 'openAttempt' | 'closeAttempt'>;
  readonly leash: Pick<Leash, 'pulledBy'>;
}

/** Opens the attempt's row; what it gives back closes it, once, and says what came of it. */
export async function bookMeta(
  { gateway, record, leash }: Books,
  { candidate }: MetaStep,
  reason: Reason | null,
): Promise<MetaBooking> {
  const { clock, catalog } = gateway;
  const { model } = candidate;
  const startedAt = clock.now();
  const startedTick = clock.tick();
  const number = await record.openAttempt({
    startedAt,
    tier: candidate.tier,
    provider: model.provider,
    requestedModel: model.id,
    reason,
    role: 'classify',
    lane: 'translated',
    changes: changeTexts(candidate),
  });
  let status: number | null = null;
  let requestId: string | null = null;
  const end = (
    closing: Pick<ClosedAttempt, 'outcome' | 'detail' | 'finishReason' | 'usage'>,
    served: string | null,
  ): Cost => {
    const entry = servedEntry(catalog, model, served);
    const cost = costOf({ reading: closing.usage, model: entry, day: dayOf(startedAt) });
    record.closeAttempt({
      ...closing,
      number,
      servedModel: served,
      status,
      cost,
      firstTokenMs: null,
      totalMs: clock.tick() - startedTick,
      upstreamRequestId: requestId,
    });
    return cost;
  };
  const source = { model: modelName(model), from: 'asked' } as const;
  return {
    answeredWith(response) {
      status = response.status;
      requestId = upstreamRequestId(response.headers);
    },
    close(answer) {
      const read = readMetaAnswer(answer);
      const { finishReason, usage } = answer;
      const outcome = read.ok ? 'answered' : 'rejected';
      const detail = read.ok ? null : `${read.problem}: ${read.detail}`;
      const cost = end({ outcome, detail, finishReason, usage }, namedModel(answer));
      const finding: MetaFinding = read.ok
        ? { ...source, cost, kind: 'answered', answer: read.answer }
        : { ...source, cost, kind: 'failed', problem: read.problem, detail: read.detail };
      return { finding, isLast: true };
    },
    fail({ error, usage }) {
      const by = leash.pulledBy();
      const why = by === null ? failureOf(error) : PULLED[by === 'deadline' ? 'deadline' : 'ended'];
      const outcome = why.problem === 'ended' ? 'cancelled' : 'failed';
      const detail = outcome === 'cancelled' ? `by ${by}` : `${why.problem}: ${why.detail}`;
      const cost = end({ outcome, detail, finishReason: null, usage }, null);
      return { finding: { ...source, cost, kind: 'failed', ...why }, isLast: by !== null };
    },
  };
}

interface Why {
  readonly problem: MetaProblem;
  readonly detail: string;
}

/** Its own words are not kept: they may quote the question, and with it the call. */
function failureOf({ kind, status }: UpstreamError): Why {
  const detail = status === null ? kind : `${kind}, status ${status}`;
  return { problem: kind === 'timeout' ? 'timeout' : 'upstream_failed', detail };
}

const PULLED = {
  deadline: { problem: 'timeout', detail: 'its deadline passed' },
  ended: { problem: 'ended', detail: 'nobody waits for it any more' },
} as const satisfies Record<string, Why>;
