import { backoffMs } from './backoff.ts';
import type { Candidate, Decision } from './decision.ts';
import type { UpstreamError, UpstreamErrorKind } from './error.ts';
import type { CancelledBy, Outcome } from './outcome.ts';
import type { Limits } from './policy.ts';
import type { Reason } from './reason.ts';

/** What comes next in serving a call. */
export type Step =
  | {
      readonly kind: 'attempt';
      /** Index in the decision's plan. */
      readonly step: number;
      /** Why this attempt is made; `null` for the first. */
      readonly reason: Reason | null;
      readonly waitMs: number;
    }
  | { readonly kind: 'stop'; readonly reason: Reason };

/** An attempt that has ended. */
export interface PastAttempt {
  /** Index in the decision's plan. */
  readonly step: number;
  readonly outcome: Outcome;
}

export interface Walk {
  readonly decision: Pick<Decision, 'plan'>;
  readonly history: readonly PastAttempt[];
  /** Since the call was received. */
  readonly elapsedMs: number;
  readonly deadlineMs: number;
  readonly limits: Pick<Limits, 'attempts' | 'maxRetryAfterMs'>;
  /** 0 to 1, by chance; spreads retries. */
  readonly draw: number;
}

/**
 * The next attempt, or why there is none: the same model again while that can help, then an equivalent
 * of its tier, then the next tier of the plan if the last outcome opens it. Asked after every attempt;
 * it goes nowhere that the plan does not.
 */
export function nextStep(walk: Walk): Step {
  const { decision, history, elapsedMs, deadlineMs, limits } = walk;
  const last = history.at(-1);
  if (last?.outcome.kind === 'cancelled') return stop(CANCELLED[last.outcome.by]);
  if (last?.outcome.kind === 'answered') return stop('committed');
  if (history.length >= limits.attempts) return stop('attempts_spent');
  if (elapsedMs >= deadlineMs) return stop('deadline_passed');
  if (last === undefined) {
    return decision.plan.length === 0 ? stop('no_candidate') : attempt(0, null, 0);
  }
  const { step, outcome } = last;
  const ways = waysOn(walk, { step, outcome });
  const inTime = ways.find(({ waitMs }) => elapsedMs + waitMs < deadlineMs);
  if (inTime !== undefined) return inTime;
  return stop(ways.length > 0 ? 'deadline_passed' : endOf(outcome));
}

/** A shutdown sets calls a deadline of its own. */
const CANCELLED: Readonly<Record<CancelledBy, Reason>> = {
  client: 'client_left',
  deadline: 'deadline_passed',
  shutdown: 'deadline_passed',
};

type AttemptStep = Extract<Step, { kind: 'attempt' }>;

/** An attempt that something may follow. */
interface Setback {
  readonly step: number;
  readonly outcome: Extract<Outcome, { kind: 'failed' | 'rejected' }>;
}

/** Everything that may be done after the last attempt, the best first. */
function waysOn(walk: Walk, last: Setback): readonly AttemptStep[] {
  const { plan } = walk.decision;
  const current = plan[last.step];
  if (current === undefined) return [];
  const onwards = stepsOnwards(walk, last, current).map((step) =>
    attempt(step, reasonFor(last.outcome, current.tier === plan[step]?.tier), 0),
  );
  return [...repeats(walk, last, current), ...onwards, ...waits(walk, last, current)];
}

/** The same model again: at once after a rejected answer, after a pause when the fault may pass. */
function repeats(walk: Walk, last: Setback, current: Candidate): readonly AttemptStep[] {
  const { outcome, step } = last;
  const failures = attemptsAt(walk, step);
  if (failures > current.retries) return [];
  if (outcome.kind === 'rejected') return [attempt(step, 'retry_rejected', 0)];
  if (!outcome.error.retryable) return [];
  const { retryAfterMs } = outcome.error;
  if ((retryAfterMs ?? 0) > walk.limits.maxRetryAfterMs) return [];
  const waitMs = backoffMs({ failures, retryAfterMs, draw: walk.draw });
  return [attempt(step, 'retry_transient', waitMs)];
}

/** The policy waits for this tier: the same model once more when everything else is used up. */
function waits(walk: Walk, last: Setback, current: Candidate): readonly AttemptStep[] {
  const { outcome, step } = last;
  if (current.waitMs === 0 || outcome.kind !== 'failed') return [];
  if (reachOf(outcome.error, current) !== 'plan') return [];
  if (attemptsAt(walk, step) > current.retries + 1) return [];
  if ((outcome.error.retryAfterMs ?? 0) > current.waitMs) return [];
  return [attempt(step, 'retry_transient', current.waitMs)];
}

function attemptsAt({ history }: Walk, step: number): number {
  return history.filter((past) => past.step === step).length;
}

/**
 * Later steps that the last outcome opens. Within a tier a step says itself how it is reached; another
 * tier is entered by its first step's word alone, and only the next one of the plan.
 */
function stepsOnwards(walk: Walk, last: Setback, current: Candidate): readonly number[] {
  const { plan } = walk.decision;
  const { outcome } = last;
  const reach = outcome.kind === 'failed' ? reachOf(outcome.error, current) : 'plan';
  if (reach === 'nowhere') return [];
  const higherTier = plan.slice(last.step + 1).find(({ tier }) => tier !== current.tier);
  const isEntered = reach === 'plan' && higherTier?.after.includes(outcome.kind) === true;
  const barred = barredProviders(walk);
  return plan.flatMap((candidate, step) => {
    if (step <= last.step || barred.has(candidate.model.provider)) return [];
    const isOpen =
      candidate.tier === current.tier
        ? candidate.after.includes(outcome.kind)
        : candidate.tier === higherTier?.tier && isEntered;
    return isOpen ? [step] : [];
  });
}

function reasonFor(outcome: Setback['outcome'], isSameTier: boolean): Reason {
  if (isSameTier) return 'equivalent_provider';
  return outcome.kind === 'rejected' ? 'answer_rejected' : 'tier_unavailable';
}

/**
 * How far an error opens the plan. `nowhere`: the request itself is at fault, and another model would
 * only hide that. `tier`: something is wrong with this account or this model at this provider; an equivalent
 * may serve, but a missing right is no reason to pay for another tier. `plan`: the upstream is unwell.
 */
type Reach = 'nowhere' | 'tier' | 'plan';

const REACH: Readonly<Record<UpstreamErrorKind, Reach>> = {
  invalid_request: 'nowhere',
  too_large: 'nowhere',
  authentication: 'tier',
  billing: 'tier',
  permission: 'tier',
  not_found: 'tier',
  spend_limit: 'tier',
  rate_limited: 'plan',
  overloaded: 'plan',
  server_error: 'plan',
  unreachable: 'plan',
  cut: 'plan',
  timeout: 'plan',
  malformed: 'plan',
};

/** A local model that was not pulled is as good as a local server that is not running. */
function reachOf(error: UpstreamError, { tier }: Candidate): Reach {
  return error.kind === 'not_found' && tier === 0 ? 'plan' : REACH[error.kind];
}

/** Providers whose account cannot pay or is not let in: their other models would say the same. */
function barredProviders({ decision, history }: Walk): ReadonlySet<string> {
  return new Set(
    history.flatMap(({ step, outcome }) => {
      const provider = decision.plan[step]?.model.provider;
      const isBarred = outcome.kind === 'failed' && ACCOUNT_ERRORS.has(outcome.error.kind);
      return isBarred && provider !== undefined ? [provider] : [];
    }),
  );
}

const ACCOUNT_ERRORS: ReadonlySet<UpstreamErrorKind> = new Set([
  'authentication',
  'billing',
  'spend_limit',
]);

/** Why nothing is left after this outcome. */
function endOf(outcome: Setback['outcome']): Reason {
  if (outcome.kind !== 'failed') return 'no_candidate';
  return REACH[outcome.error.kind] === 'plan' ? 'no_candidate' : 'not_retryable';
}

function attempt(step: number, reason: Reason | null, waitMs: number): AttemptStep {
  return { kind: 'attempt', step, reason, waitMs };
}

function stop(reason: Reason): Step {
  return { kind: 'stop', reason };
}
