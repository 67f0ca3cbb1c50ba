import type { Call } from '../core/call.ts';
import type { Classification, Classifier, Evidence, Judged } from '../core/classification.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import type { TaskType } from '../core/task.ts';
import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { contextOf } from './features/circumstances.ts';
import { createFeatureReader, type Vectors } from './features/features.ts';
import { putTypes } from './features/type-evidence.ts';
import { scoreHead, weightOf, type Head } from './model/head.ts';
import type { JudgingHeads, Model } from './model/model.ts';
import { highest, softmax } from './model/softmax.ts';
import { readingOf, type Reading } from './reading.ts';

/** What a model says of one reading. */
export interface Prediction {
  /** Index of the likeliest label. */
  readonly label: number;
  /** Probability of each label; overwritten by the next prediction. */
  readonly likely: Float64Array;
  readonly outOfDistribution: number;
  readonly judged: Omit<Judged, 'evidence' | 'outOfDistribution' | 'kind' | 'recoverable'> | null;
  readonly evidence: readonly Evidence[];
}

export interface Predictor {
  predict(reading: Reading): Prediction;
}

/** Prepares a model for use: arrays of its own, nothing else is kept from one reading to the next. */
export function createPredictor(model: Model): Predictor {
  const reader = createFeatureReader();
  const likely = new Float64Array(model.labels.length);
  return {
    predict(reading) {
      const vectors = reader.read(reading);
      scoreHead(model.types, vectors, likely);
      softmax(likely, likely.length, model.typeTemperature);
      const label = highest(likely, likely.length);
      const ofType = evidenceFor(model.types, vectors, { one: label, speaksFor: 'type' });
      const outOfDistribution = newsIn(vectors, model);
      if (model.judging === null) {
        return { label, likely, outOfDistribution, judged: null, evidence: ofType };
      }
      putTypes(vectors, reading, likely);
      const { tiers, ...rest } = judge(model.judging, vectors, reading);
      const tier = highest(tiers, tiers.length);
      const ofTier = evidenceFor(model.judging.tiers, vectors, { one: tier, speaksFor: 'tier' });
      const judged = { tiers, ...rest };
      return { label, likely, outOfDistribution, judged, evidence: [...ofType, ...ofTier] };
    },
  };
}

/** Names the kind of work and how hard it is, with weights made by `training/`. */
export function createTrainedClassifier(model: Model): Classifier {
  const predictor = createPredictor(model);
  const types = model.labels.map(taskTypeNamed);
  const traits = types.map((type) => (type === null ? null : traitsOf(type)));
  return {
    name: model.name,
    classify(call: Call, purpose: PurposeReading = PLAIN_CALL): Classification {
      const prediction = predictor.predict(readingOf(call, purpose));
      return classificationOf(prediction, { model, types, traits });
    },
  };
}

interface Traits {
  readonly isJudgment: boolean;
  readonly recoverable: boolean;
}

function traitsOf(type: TaskType): Traits {
  const { kind, recoverable } = TASK_CONTRACTS[type];
  return { isJudgment: kind === 'judgment', recoverable };
}

interface Labels {
  readonly model: Model;
  readonly types: readonly (TaskType | null)[];
  readonly traits: readonly (Traits | null)[];
}

function classificationOf(
  prediction: Prediction,
  { model, types, traits }: Labels,
): Classification {
  const { label, likely, outOfDistribution, judged, evidence } = prediction;
  const taskType = types[label] ?? null;
  const confidence = taskType === null ? 0 : (likely[label] ?? 0);
  const unsure = confidence < LEAST_CONFIDENCE;
  return {
    taskType: unsure ? null : taskType,
    confidence: unsure ? 0 : confidence,
    alternatives: runnersUp(likely, label, types),
    classifier: model.name,
    signals: evidence.filter(({ speaksFor }) => speaksFor === 'type').map(({ signal }) => signal),
    judged:
      judged === null
        ? null
        : {
            ...judged,
            kind: judgmentShare(likely, traits) >= 0.5 ? 'judgment' : 'processing',
            recoverable: (traits[label]?.recoverable ?? false) && judged.stakes < 0.5,
            outOfDistribution,
            evidence,
          },
  };
}

/** Below this a type is no better than a guess. */
const LEAST_CONFIDENCE = 0.05;
const MOST_ALTERNATIVES = 3;
const LEAST_ALTERNATIVE = 0.03;

function runnersUp(
  likely: Float64Array,
  label: number,
  types: readonly (TaskType | null)[],
): Classification['alternatives'] {
  return [...likely.keys()]
    .filter((one) => one !== label && (likely[one] ?? 0) >= LEAST_ALTERNATIVE)
    .toSorted((a, b) => (likely[b] ?? 0) - (likely[a] ?? 0))
    .slice(0, MOST_ALTERNATIVES)
    .flatMap((one) => {
      const taskType = types[one] ?? null;
      return taskType === null ? [] : [{ taskType, confidence: likely[one] ?? 0 }];
    });
}

function judgmentShare(likely: Float64Array, traits: readonly (Traits | null)[]): number {
  let share = 0;
  for (const [one, trait] of traits.entries())
    if (trait?.isJudgment === true) share += likely[one] ?? 0;
  return share;
}

const CONTEXTS = ['bare', 'program', 'agent'] as const;

function judge(heads: JudgingHeads, vectors: Vectors, reading: Reading) {
  const tiers = new Float64Array(4);
  scoreHead(heads.tiers, vectors, tiers);
  softmax(tiers, 4, heads.tierTemperatures[CONTEXTS.indexOf(contextOf(reading))] ?? 1);
  const [p0 = 0, p1 = 0, p2 = 0, p3 = 0] = tiers;
  return {
    tiers: [p0, p1, p2, p3] as const,
    stakes: ofTwo(heads.stakes, vectors, heads.stakesTemperature),
    pStrong: ofTwo(heads.strong, vectors, heads.strongTemperature),
    complexity: Math.round(
      COMPLEXITY[0] * p0 + COMPLEXITY[1] * p1 + COMPLEXITY[2] * p2 + COMPLEXITY[3] * p3,
    ),
  };
}

/** How complex work is that each tier is just enough for, of 10. */
const COMPLEXITY = [2, 4, 6, 9] as const;

/** The probability of the second of two classes. */
function ofTwo(head: Head, vectors: Vectors, temperature: number): number {
  const scores = new Float64Array(2);
  scoreHead(head, vectors, scores);
  softmax(scores, 2, temperature);
  return scores[1] ?? 0;
}

/** Share of new words, on a scale where 0.5 is as many as the strangest percent of usual texts has. */
function newsIn(
  { features }: Vectors,
  { types, usualNews: [median, highestPercent] }: Model,
): number {
  let news = 0;
  for (let index = 0; index < features.count; index += 1) {
    const slot = features.slots[index] ?? 0;
    if (types.starts[slot] === types.starts[slot + 1]) news += 1;
  }
  const share = news / Math.max(1, features.count);
  const beyond = (share - median) / Math.max(0.01, highestPercent - median);
  return Math.min(1, Math.max(0, beyond / 2));
}

const MOST_EVIDENCE = 4;

/** The features that say most for one class, each name once. */
function evidenceFor(
  head: Head,
  { features }: Vectors,
  { one, speaksFor }: { readonly one: number; readonly speaksFor: Evidence['speaksFor'] },
): readonly Evidence[] {
  const best: { index: number; weight: number }[] = [];
  let least = LEAST_WEIGHT;
  for (let index = 0; index < features.count; index += 1) {
    const weight = weightOf(head, features.slots[index] ?? 0, one) * (features.values[index] ?? 0);
    if (weight <= least) continue;
    best.push({ index, weight });
    best.sort((a, b) => b.weight - a.weight);
    if (best.length > 2 * MOST_EVIDENCE) best.length = 2 * MOST_EVIDENCE;
    if (best.length === 2 * MOST_EVIDENCE) least = best.at(-1)?.weight ?? least;
  }
  const byName = new Map<string, number>();
  for (const { index, weight } of best) {
    const name = features.nameOf(index);
    if (name !== '') byName.set(name, (byName.get(name) ?? 0) + weight);
  }
  return [...byName]
    .slice(0, MOST_EVIDENCE)
    .map(([signal, weight]) => ({ signal, weight: Math.round(weight * 100) / 100, speaksFor }));
}

const LEAST_WEIGHT = 0.05;
