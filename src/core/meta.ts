import type { Cost } from './money.ts';
import type { TaskType } from './task.ts';
import type { Tier } from './tier.ts';
import { NO_TOKENS, type Usage } from './usage.ts';

/** How a model may be asked what an ambiguous call is, if at all. */
export interface MetaPolicy {
  /** Models of this tier are asked; those of tier 1 too where tier 0 is down and its rule is to escalate. */
  readonly tier: 0 | 1;
  /** Asked when the classifier is less sure than this, or when the call is unlike all it knows. */
  readonly below: number;
  /** The most that asking may cost per call, judged before anything is sent. */
  readonly maxCostNanoUsd: number;
  readonly deadlineMs: number;
}

/** What a model says a call is. */
export interface MetaAnswer {
  readonly taskType: TaskType;
  readonly tier: Tier;
  /** Its own word for how sure it is, 0 to 1; not calibrated by anyone. */
  readonly confidence: number;
}

/** The least that asking takes, for whoever judges a limit before there is a call. */
export const LEAST_QUESTION: Usage = { ...NO_TOKENS, freshInputTokens: 800, outputTokens: 150 };

/** A model that is less sure than this has not answered. */
export const META_SURE = 0.6;

/**
 * What came of asking: evidence for the decision, never the decision itself. A question that was not worth
 * asking leaves none.
 */
export type MetaFinding = MetaSource &
  (
    | { readonly kind: 'answered'; readonly answer: MetaAnswer }
    /** The call goes on as it would have without it. */
    | { readonly kind: 'failed'; readonly problem: MetaProblem; readonly detail: string }
  );

interface MetaSource {
  /** `provider/id` of whose answer it is, or of the last that was asked; `null` when none could be. */
  readonly model: string | null;
  /** Asked for this call; known from the same question before; or under way for another call just then. */
  readonly from: 'asked' | 'remembered' | 'shared';
  /** What asking cost this call. */
  readonly cost: Cost;
}

/** Nothing was sent for it. */
export const META_FREE: Cost = { state: 'final', nanoUsd: 0 };

/** Why there is no answer that counts. */
export const META_PROBLEMS = {
  no_model: 'no model of the tiers that are asked can be',
  unknown_price: 'nobody knows what it would cost',
  over_cost: 'it could cost more than the policy allows',
  timeout: 'no answer came in time',
  upstream_failed: 'the upstream failed',
  refused: 'the model refused',
  not_an_answer: 'the answer is not what was asked for',
  unsure: 'the model was not sure',
  ended: 'the call ended first',
} as const satisfies Record<string, string>;

export type MetaProblem = keyof typeof META_PROBLEMS;

/** What a model said of the call, where it was sure enough to count; else `null`. */
export function metaAnswer(finding: MetaFinding | undefined): MetaAnswer | null {
  if (finding?.kind !== 'answered') return null;
  return finding.answer.confidence >= META_SURE ? finding.answer : null;
}

/** In a few words for people: what the model said, or why it said nothing. */
export function metaEvidence(finding: MetaFinding): string {
  if (finding.kind === 'failed') {
    return `${finding.model ?? 'nobody was asked'}: ${META_PROBLEMS[finding.problem]} (${finding.detail})`;
  }
  const who = finding.model ?? 'a model';
  const { taskType, tier, confidence } = finding.answer;
  const when = { asked: '', remembered: ', asked before', shared: ', asked for another call' };
  return `${who} calls it ${taskType} for tier ${tier} (${Math.round(confidence * 100)} % sure by its own word${when[finding.from]})`;
}
