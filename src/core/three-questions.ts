import { findModel } from './catalog.ts';
import type { Candidate, Ruling } from './decision.ts';
import { asShare, type Answer, type Signal } from './grounds.ts';
import { metaAnswer } from './meta.ts';
import { modelName } from './model.ts';
import { UNAVAILABLE } from './plan.ts';
import { REASONS, type Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import type { TaskRule } from './task.ts';
import { irreversibleUse } from './tools-said.ts';
import { seenWork } from './work-seen.ts';

/** Judgment or processing? Recoverable? Does it fit? As this call answers them, and what came of it. */
export function answerQuestions(ruling: Ruling, input: RoutingInput): readonly Answer[] {
  const work = workOf(ruling, input);
  return [
    judgmentOrProcessing(ruling, input, work),
    recoverable(ruling, input, work),
    doesItFit(ruling, input),
  ];
}

/** One clause for people; `null` where a name or a conversation decided, and none of it was asked. */
export function clauseOf(answers: readonly Answer[], { decidedBy, plan }: Ruling): string | null {
  const [first] = plan;
  if (!isAsked(decidedBy) || first === undefined) return null;
  const [kind, mended, fits] = answers.map(({ answer }) => answer);
  return [
    kind === 'unknown' ? 'unknown work' : kind,
    mended === 'unknown' ? null : MENDED[mended === 'yes' ? 'yes' : 'no'],
    fits === 'yes' ? `it fits tier ${first.tier}` : `it does not fit below tier ${first.tier}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

const MENDED = { yes: 'a mistake can be made good', no: 'it must be right the first time' };

interface Work {
  readonly kind: TaskRule['kind'];
  readonly kindSignal: Signal;
  readonly recoverable: boolean;
  readonly recoverableSignal: Signal;
}

/** A declared task is what its contract says; else what was seen of the call; `null`: nothing was. */
function workOf(
  { taskType, confidence }: Ruling,
  { classification, conditions, policy }: RoutingInput,
): Work | null {
  const said = metaAnswer(conditions.meta);
  if (said !== null && said.taskType === taskType) {
    const { kind, recoverable: mended } = policy.tasks[taskType];
    const signal = { signal: `type:${taskType}`, weight: asShare(said.confidence) };
    return { kind, kindSignal: signal, recoverable: mended, recoverableSignal: signal };
  }
  if (taskType !== null && confidence === null) {
    const { kind, recoverable: mended } = policy.tasks[taskType];
    return {
      kind,
      kindSignal: { signal: `policy:tasks.${taskType}.kind`, weight: 1 },
      recoverable: mended,
      recoverableSignal: { signal: `policy:tasks.${taskType}.recoverable`, weight: 1 },
    };
  }
  const seen = seenWork(classification, policy);
  if (seen === null) return null;
  const type = `type:${classification.taskType ?? 'unknown'}`;
  return {
    kind: seen.kind,
    kindSignal: { signal: type, weight: seen.kindWeight },
    recoverable: seen.recoverable,
    recoverableSignal: {
      signal: seen.isAtStake ? 'stakes:high' : type,
      weight: seen.recoverableWeight,
    },
  };
}

/** Who decided without asking what the work is. */
const NAMED: ReadonlySet<Reason> = new Set<Reason>([
  'pin',
  'rewrite',
  'protected',
  'purpose_bound',
  'header_tier',
  'kept_model',
  'stuck_climbed',
]);

function isAsked(decidedBy: Reason): boolean {
  return !NAMED.has(decidedBy);
}

function judgmentOrProcessing(ruling: Ruling, input: RoutingInput, work: Work | null): Answer {
  const question = 'judgment_or_processing';
  const effect = isAsked(ruling.decidedBy) ? kindEffect(ruling, input, work) : unasked(ruling);
  if (work === null) return { question, answer: 'unknown', evidence: [], effect };
  return { question, answer: work.kind, evidence: [work.kindSignal], effect };
}

function unasked({ decidedBy }: Ruling): string {
  return `none: ${REASONS[decidedBy]}`;
}

function kindEffect({ tier }: Ruling, { policy }: RoutingInput, work: Work | null): string {
  if (work === null) return `the default tier ${policy.defaultTier}`;
  if (work.kind === 'processing') {
    return tier < 2 ? 'tier 0 or 1 will do' : `none: tier ${tier} for other reasons`;
  }
  return tier < 2 ? `tier ${tier} will do for what is easy of its kind` : 'tier 2 or above';
}

function recoverable(ruling: Ruling, input: RoutingInput, work: Work | null): Answer {
  const question = 'recoverable';
  const use = irreversibleUse(input);
  if (use !== null) {
    const effect = isAsked(ruling.decidedBy)
      ? `tier ${input.policy.irreversible.tier} or above`
      : unasked(ruling);
    return {
      question,
      answer: 'no',
      evidence: [{ signal: `tool:${use.tool}`, weight: 1 }],
      effect,
    };
  }
  if (work === null) return { question, answer: 'unknown', evidence: [], effect: 'none' };
  const evidence = [work.recoverableSignal];
  if (work.recoverable) return { question, answer: 'yes', evidence, effect: 'none' };
  const effect = isAsked(ruling.decidedBy) ? 'tier 1 or above' : unasked(ruling);
  return { question, answer: 'no', evidence, effect };
}

function doesItFit(ruling: Ruling, input: RoutingInput): Answer {
  const question = 'does_it_fit';
  const [first] = ruling.plan;
  const answered = first?.tier ?? ruling.tier;
  const misfits = ruling.excluded.filter(
    ({ tier, reason }) => tier < answered && !UNAVAILABLE.has(reason),
  );
  if (misfits.length > 0) {
    const evidence = misfits.map(({ tier, model, reason }) => {
      const limit = LIMITS[reason];
      const signal =
        limit === undefined ? `model:${modelName(model)}` : `policy:tiers.${tier}.${limit}`;
      return { signal, weight: 1 };
    });
    return { question, answer: 'no', evidence: distinct(evidence), effect: `tier ${answered}` };
  }
  const evidence = first === undefined ? [] : limitsUsed(first, ruling, input);
  return { question, answer: 'yes', evidence, effect: 'none' };
}

/** The key of the tier that each limit is written under. */
export const LIMITS: Readonly<Partial<Record<Reason, string>>> = {
  prompt_over_tier_limit: 'max_prompt_tokens',
  answer_over_tier_limit: 'max_answer_tokens',
  deadline_too_short: 'tokens_per_second',
};

/** How much of each limit the call takes; of a pinned model only its window counts. */
function limitsUsed(
  { tier, model }: Candidate,
  { estimate, deadlineMs, decidedBy }: Ruling,
  { policy, conditions }: RoutingInput,
): readonly Signal[] {
  const { maxPromptTokens, maxAnswerTokens, tokensPerSecond } = policy.tiers[tier];
  const { promptTokens, outputTokens } = estimate;
  const window = findModel(conditions.catalog, model.id)?.limits.contextTokens ?? null;
  const neededMs = tokensPerSecond === null ? 0 : (outputTokens * 1_000) / tokensPerSecond;
  const of = (signal: string, used: number, limit: number | null) =>
    limit === null ? [] : [{ signal, weight: asShare(used / Math.max(1, limit)) }];
  const byTier = isAsked(decidedBy)
    ? [
        ...of(`policy:tiers.${tier}.max_prompt_tokens`, promptTokens, maxPromptTokens),
        ...of(`policy:tiers.${tier}.max_answer_tokens`, outputTokens, maxAnswerTokens),
        ...of(
          `policy:tiers.${tier}.tokens_per_second`,
          neededMs,
          tokensPerSecond === null ? null : deadlineMs,
        ),
      ]
    : [];
  return [...byTier, ...of(`model:${modelName(model)}`, promptTokens + outputTokens, window)];
}

function distinct(signals: readonly Signal[]): readonly Signal[] {
  return [...new Map(signals.map((one) => [one.signal, one])).values()];
}
