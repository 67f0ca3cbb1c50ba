import { readingOf, type Reading } from '../../classify/reading.ts';
import type { Classification } from '../../core/classification.ts';
import { NO_OPTIONS, type CallOptions } from '../../core/call-options.ts';
import type { Call } from '../../core/call.ts';
import type { Candidate, Decision, Refusal } from '../../core/decision.ts';
import { modelName } from '../../core/model.ts';
import type { PurposeReading } from '../../core/purpose.ts';
import { route } from '../../core/route.ts';
import type { Tier } from '../../core/tier.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { reworded, untranslatable } from '../../wire/index.ts';
import { readRow, type RowId } from './row-call.ts';

/** What would become of one row's call: its type, and the tier this policy decides on by itself. */
export interface Prediction extends Partial<PredictionDetails> {
  /** The row's own, else its place: line or position, from 1. */
  readonly id: RowId;
  /** A task type, or a label of the model that was named; `null`: nothing was recognised. */
  readonly taskType: string | null;
  /** Where the policy sends it under `modicum/auto` with everything up; `null`: it would be refused. */
  readonly tier: Tier | null;
  /** 0 to 1: how often such a call is of this type. */
  readonly confidence: number;
  /** 0 to 1: how likely a cheap model does worse than a strong one; `null` where a word rule spoke. */
  readonly pStrong: number | null;
  /** 1 to 10. */
  readonly complexity: number | null;
  /** What decided, what moved it since, then the strongest signals. */
  readonly reasons: readonly string[];
}

/** Everything else that is known; left out unless all is asked for. */
export interface PredictionDetails {
  readonly alternatives: readonly { readonly taskType: string; readonly confidence: number }[];
  /** Per tier, how likely it is the lowest that gets the call right. */
  readonly tiers: readonly number[] | null;
  readonly stakes: number | null;
  readonly outOfDistribution: number | null;
  readonly kind: 'judgment' | 'processing' | null;
  readonly recoverable: boolean | null;
  /** `provider/id` of what would be asked first. */
  readonly model: string | null;
  readonly classifier: string;
}

/** A row that is no call. */
export interface Unpredicted {
  readonly id: RowId;
  readonly error: string;
}

export type RowPredictor = (row: unknown, place: number) => Prediction | Unpredicted;

/** What deciding takes. */
export type Deciding = Pick<Gateway, 'policy' | 'catalog' | 'classifier' | 'clock'>;

export interface PredictOptions {
  /** Everything that is known, not only what most want. */
  readonly all?: boolean;
  /** What names the rows instead of the classifier: labels of somebody's own. */
  readonly labels?: LabelNamer;
}

/** Names a call by a label; the tier stays what the policy decides. */
export type LabelNamer = (reading: Reading) => Pick<Prediction, 'taskType' | 'confidence'> &
  Pick<PredictionDetails, 'classifier' | 'outOfDistribution'> & {
    readonly alternatives: readonly { readonly taskType: string; readonly confidence: number }[];
  };

/** Predicts rows one by one, under one policy, in a world where every provider is up and has its key. */
export function createRowPredictor(
  deciding: Deciding,
  { all = false, labels }: PredictOptions = {},
): RowPredictor {
  const decide = createLoneDecider(deciding);
  return (row, place) => {
    const read = readRow(row, place);
    if (!read.ok) return { id: read.id, error: read.error };
    const { classification, decision } = decide(read);
    const prediction = { id: read.id, ...predictionOf(classification, decision, all) };
    if (labels === undefined) return prediction;
    const { taskType, confidence, ...details } = labels(readingOf(read.call, read.purpose));
    return { ...prediction, taskType, confidence, ...(all && details) };
  };
}

export interface LoneCall {
  readonly call: Call;
  readonly purpose: PurposeReading;
  readonly options?: CallOptions;
}

/** Classifies and routes a call as if it were the first there is: no conversation, nobody down. */
export function createLoneDecider({ policy, catalog, classifier, clock }: Deciding) {
  const up = { hasKey: true, state: 'up', models: null } as const;
  const upstreams = Object.fromEntries(policy.providers.map(({ name }) => [name, up]));
  return ({ call, purpose, options = NO_OPTIONS }: LoneCall) => {
    const classification = classifier.classify(call, purpose);
    const conditions = {
      now: clock.now(),
      catalog,
      options,
      upstreams,
      untranslatable: untranslatable(call),
      reworded: reworded(call),
      purpose,
      kept: null,
      signers: new Map(),
    };
    const decision = route(call, classification, policy, conditions);
    const input = { call, classification, policy, conditions };
    return { classification, decision, input };
  };
}

/** How many of the classifier's signals stand among the reasons. */
const SIGNALS_TOLD = 3;

export function predictionOf(
  classification: Classification,
  decision: Decision | Refusal,
  all: boolean,
): Omit<Prediction, 'id'> {
  const { taskType, confidence, judged, signals } = classification;
  const decided =
    decision.kind === 'refusal' ? [decision.reason] : [decision.decidedBy, ...decision.reasons];
  const first = decision.kind === 'refusal' ? undefined : decision.plan[0];
  return {
    taskType,
    tier: decision.kind === 'refusal' ? null : (first?.tier ?? decision.tier),
    confidence: rounded(confidence),
    pStrong: judged === null ? null : rounded(judged.pStrong),
    complexity: judged?.complexity ?? null,
    reasons: [...new Set([...decided, ...signals.slice(0, SIGNALS_TOLD)])],
    ...(all && detailsOf(classification, first)),
  };
}

function detailsOf(
  { alternatives, classifier, judged }: Classification,
  first: Candidate | undefined,
): PredictionDetails {
  return {
    alternatives: alternatives.map((one) => ({ ...one, confidence: rounded(one.confidence) })),
    tiers: judged?.tiers.map(rounded) ?? null,
    stakes: judged === null ? null : rounded(judged.stakes),
    outOfDistribution: judged === null ? null : rounded(judged.outOfDistribution),
    kind: judged?.kind ?? null,
    recoverable: judged?.recoverable ?? null,
    model: first === undefined ? null : modelName(first.model),
    classifier,
  };
}

/** Four places tell all there is to tell, and keep lines short. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
