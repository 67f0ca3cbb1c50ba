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
import { hasWord } from './model/known-words.ts';
import {
  JUDGING_CLASSES,
  PERSONA,
  STAKES,
  TIERS,
  type Judging,
  type Model,
} from './model/model.ts';
import { highest, softmax } from './model/softmax.ts';
import { gainOf, needForStrong, type NeedSigns } from './need.ts';
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
  const scores = new Float64Array(JUDGING_CLASSES);
  const usualTiers = model.labels.map(usualTierOf);
  const gains = model.labels.map((label) => gainOf(taskTypeNamed(label)));
  return {
    predict(reading) {
      const vectors = reader.read(reading);
      scoreHead(model.types, vectors, likely);
      softmax(likely, likely.length, typeTemperatureOf(model, reading));
      const label = highest(likely, likely.length);
      const outOfDistribution = newsIn(vectors, model);
      const ofType = evidenceFor(model.types, vectors, label).map((one) => speaking('type', one));
      const { judging } = model;
      if (judging === null) {
        return { label, likely, outOfDistribution, judged: null, evidence: ofType };
      }
      putTypes(vectors, reading, likely);
      scoreHead(judging.head, vectors, scores);
      const judged = judgedFrom(scores, judging, { reading, likely, gains, usualTiers });
      const tier = TIERS + highest(judged.tiers, judged.tiers.length);
      const ofTier = evidenceFor(judging.head, vectors, tier).map((one) => speaking('tier', one));
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

function usualTierOf(label: string): number {
  const type = taskTypeNamed(label);
  return type === null ? DEFAULT_TIER : TASK_CONTRACTS[type].tier;
}

/** Of a label that is no task type. */
const DEFAULT_TIER = 2;

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

/** How sure words make of a type depends on what stands around them. */
export function typeTemperatureOf({ typeTemperature, judging }: Model, reading: Reading): number {
  const context = contextOf(reading);
  if (judging === null || context === 'bare') return typeTemperature;
  const [program, agent] = judging.typeTemperatures;
  return context === 'program' ? program : agent;
}

interface Judgeable extends Pick<NeedSigns, 'likely' | 'gains'> {
  readonly reading: Reading;
  /** Per label: the tier its type's contract begins at. */
  readonly usualTiers: readonly number[];
}

/**
 * How likely each tier is to be just enough. A prompt that stands alone is held to the contracts of what it may
 * be: nothing around it says that less is enough, or that more is at stake. So is one under a system text that
 * only says who answers, as likely as it is one.
 */
function tiersOf(
  scores: Float64Array,
  { tierTemperatures: [program, agent] }: Judging,
  { reading, likely, usualTiers }: Pick<Judgeable, 'reading' | 'likely' | 'usualTiers'>,
): Float64Array {
  const context = contextOf(reading);
  const tiers = scores.slice(TIERS, TIERS + 4);
  softmax(tiers, 4, context === 'program' ? program : agent);
  const alone = context === 'bare' ? 1 : context === 'program' ? ofTwo(scores, PERSONA, 1) : 0;
  if (alone === 0) return tiers;
  for (let tier = 0; tier < 4; tier += 1) tiers[tier] = (tiers[tier] ?? 0) * (1 - alone);
  for (const [label, tier] of usualTiers.entries()) {
    tiers[tier] = (tiers[tier] ?? 0) + alone * (likely[label] ?? 0);
  }
  return tiers;
}

function judgedFrom(
  scores: Float64Array,
  judging: Judging,
  { reading, likely, gains, usualTiers }: Judgeable,
) {
  const tiers = tiersOf(scores, judging, { reading, likely, usualTiers });
  const [p0 = 0, p1 = 0, p2 = 0, p3 = 0] = tiers;
  return {
    tiers: [p0, p1, p2, p3] as const,
    stakes: ofTwo(scores, STAKES, judging.stakesTemperature),
    pStrong: needForStrong({ ask: reading.ask, likely, gains, tiers: [p0, p1, p2, p3] }),
    complexity: Math.round(
      COMPLEXITY[0] * p0 + COMPLEXITY[1] * p1 + COMPLEXITY[2] * p2 + COMPLEXITY[3] * p3,
    ),
  };
}

/** How complex work is that each tier is just enough for, of 10. */
const COMPLEXITY = [2, 4, 6, 9] as const;

/** The probability of the second of two classes. */
function ofTwo(scores: Float64Array, first: number, temperature: number): number {
  const margin = ((scores[first + 1] ?? 0) - (scores[first] ?? 0)) / temperature;
  return 1 / (1 + Math.exp(-margin));
}

/** Share of new words, on a scale where 0.5 is as many as the strangest percent of usual texts has. */
function newsIn(
  { features }: Vectors,
  { knownWords, usualNews: [median, highestPercent] }: Model,
): number {
  const { wordCount, words } = features;
  if (wordCount === 0) return 1;
  let news = 0;
  for (let index = 0; index < wordCount; index += 1) {
    if (!hasWord(knownWords, words[index] ?? 0)) news += 1;
  }
  const share = news / wordCount;
  const beyond = (share - median) / Math.max(0.01, highestPercent - median);
  return Math.min(1, Math.max(0, beyond / 2));
}

const MOST_EVIDENCE = 4;
/** A word may speak as itself, as the first one and as an idea: more are looked at than are named. */
const MOST_SPEAKERS = 8;
const LEAST_WEIGHT = 0.05;
const speakers = new Int32Array(MOST_SPEAKERS);
const strengths = new Float64Array(MOST_SPEAKERS);

/** The features that say most for one class, strongest first, each name once. */
function evidenceFor(
  head: Head,
  { features }: Vectors,
  one: number,
): readonly (readonly [signal: string, weight: number])[] {
  const found = strongest(head, features, one);
  const byName = new Map<string, number>();
  for (let rank = 0; rank < found; rank += 1) {
    const name = features.nameOf(speakers[rank] ?? 0);
    if (name !== '') byName.set(name, (byName.get(name) ?? 0) + (strengths[rank] ?? 0));
  }
  return [...byName].slice(0, MOST_EVIDENCE);
}

/** Fills `speakers` and `strengths`; answers how many there are. */
function strongest(head: Head, features: Vectors['features'], one: number): number {
  let found = 0;
  const { count, slots, values } = features;
  const { starts } = head;
  for (let index = 0; index < count; index += 1) {
    const slot = slots[index] ?? 0;
    if (starts[slot] === starts[slot + 1]) continue;
    const strength = weightOf(head, slot, one) * (values[index] ?? 0);
    if (strength < LEAST_WEIGHT) continue;
    let rank = found;
    while (rank > 0 && (strengths[rank - 1] ?? 0) < strength) rank -= 1;
    if (rank >= MOST_SPEAKERS) continue;
    found = Math.min(MOST_SPEAKERS, found + 1);
    for (let below = found - 1; below > rank; below -= 1) {
      speakers[below] = speakers[below - 1] ?? 0;
      strengths[below] = strengths[below - 1] ?? 0;
    }
    speakers[rank] = index;
    strengths[rank] = strength;
  }
  return found;
}

function speaking(
  speaksFor: Evidence['speaksFor'],
  [signal, weight]: readonly [string, number],
): Evidence {
  return { signal, weight: Math.round(weight * 100) / 100, speaksFor };
}
