import { softmax } from '../model/softmax.ts';
import { SLOT_BITS } from '../features/sink.ts';
import { seededRandom, shuffle } from './random.ts';

/** One row to learn from: its vectors, the class it is of, and how much it counts. */
export interface Example {
  readonly slots: Int32Array;
  readonly values: Float32Array;
  readonly ideas: Int32Array;
  readonly ideaValues: Float32Array;
  /** What is to be predicted: a probability for each class; sums to 1. */
  readonly target: Target;
  readonly weight: number;
}

/** Mostly one class; several where more than one is right. */
export type Target = readonly (readonly [classIndex: number, share: number])[];

export interface LearnOptions {
  readonly classes: number;
  readonly ideaVectorSize: number;
  readonly epochs: number;
  /** Share of the features left out of each look at an example, so that none is leant on alone. */
  readonly dropout: number;
  /** Share of the target that is spread over all classes. */
  readonly smoothing: number;
  readonly hidden: number;
  readonly rate: number;
  readonly hiddenRate: number;
  readonly seed: number;
}

export const LEARN_DEFAULTS = {
  epochs: 10,
  dropout: 0.3,
  smoothing: 0.1,
  hidden: 24,
  rate: 0.5,
  hiddenRate: 0.1,
  seed: 1,
} as const;

/**
 * What is learned: for each slot a weight per class, and a small network over the ideas whose outputs are
 * added. Weights in full precision; `model/pack.ts` makes them small.
 */
export interface Learned {
  readonly classes: number;
  readonly hidden: number;
  /** slot × class */
  readonly linear: Float32Array;
  /** idea × hidden */
  readonly ideas: Float32Array;
  readonly hiddenBias: Float32Array;
  /** class × hidden */
  readonly out: Float32Array;
}

/**
 * Multinomial logistic regression with a small hidden layer beside it, by stochastic gradient with a rate per
 * feature (AdaGrad). The same examples in the same order give the same weights, bit for bit.
 */
export function learn(examples: readonly Example[], options: LearnOptions): Learned {
  const { classes, hidden } = options;
  const random = seededRandom(options.seed);
  const learned: Learned = {
    classes,
    hidden,
    linear: new Float32Array((1 << SLOT_BITS) * classes),
    ideas: randomWeights(options.ideaVectorSize * hidden, 0.5, random),
    hiddenBias: new Float32Array(hidden),
    out: randomWeights(classes * hidden, 0.5 / Math.sqrt(Math.max(1, hidden)), random),
  };
  const state = createState(learned, options);
  const order = Int32Array.from(examples.keys());
  const steps = options.epochs * examples.length;
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const example = examples[index];
      if (example !== undefined) improve(state, example, 1 - (0.9 * step) / steps, random);
      step += 1;
    }
  }
  return learned;
}

function randomWeights(length: number, scale: number, random: () => number): Float32Array {
  return Float32Array.from({ length }, () => (random() * 2 - 1) * scale);
}

interface State {
  readonly learned: Learned;
  readonly options: LearnOptions;
  /** Sums of squared gradients: what was moved much is moved more slowly. */
  readonly seenLinear: Float32Array;
  readonly seenIdeas: Float32Array;
  readonly seenOut: Float32Array;
  readonly kept: Int32Array;
  readonly raw: Float32Array;
  readonly active: Float32Array;
  readonly back: Float32Array;
  readonly error: Float32Array;
}

function createState(learned: Learned, options: LearnOptions): State {
  const { classes, hidden } = options;
  return {
    learned,
    options,
    seenLinear: new Float32Array(1 << SLOT_BITS),
    seenIdeas: new Float32Array(options.ideaVectorSize),
    seenOut: new Float32Array(classes),
    kept: new Int32Array(4_096),
    raw: new Float32Array(hidden),
    active: new Float32Array(hidden),
    back: new Float32Array(hidden),
    error: new Float32Array(classes),
  };
}

function improve(state: State, example: Example, pace: number, random: () => number): void {
  const keptCount = dropOut(state, example, random);
  forward(state, example, keptCount);
  softmax(state.error, state.options.classes, 1);
  const { classes, smoothing } = state.options;
  const { error } = state;
  for (let index = 0; index < classes; index += 1)
    error[index] = (error[index] ?? 0) - smoothing / classes;
  for (const [index, share] of example.target)
    error[index] = (error[index] ?? 0) - share * (1 - smoothing);
  backward(state, example, { keptCount, pace });
}

function dropOut({ kept, options }: State, { slots }: Example, random: () => number): number {
  let count = 0;
  for (let index = 0; index < slots.length; index += 1) {
    if (random() < options.dropout) continue;
    kept[count] = index;
    count += 1;
  }
  return count;
}

/** Fills `error` with the scores of the classes. */
function forward(state: State, example: Example, keptCount: number): void {
  const { learned, kept, raw, active, error } = state;
  const { classes, hidden, linear, ideas, hiddenBias, out } = learned;
  error.fill(0);
  const scale = 1 / (1 - state.options.dropout * 0.5);
  for (let at = 0; at < keptCount; at += 1) {
    const index = kept[at] ?? 0;
    const base = (example.slots[index] ?? 0) * classes;
    const value = (example.values[index] ?? 0) * scale;
    for (let one = 0; one < classes; one += 1)
      error[one] = (error[one] ?? 0) + (linear[base + one] ?? 0) * value;
  }
  raw.set(hiddenBias);
  for (let index = 0; index < example.ideas.length; index += 1) {
    const base = (example.ideas[index] ?? 0) * hidden;
    const value = example.ideaValues[index] ?? 0;
    for (let unit = 0; unit < hidden; unit += 1)
      raw[unit] = (raw[unit] ?? 0) + (ideas[base + unit] ?? 0) * value;
  }
  for (let unit = 0; unit < hidden; unit += 1) active[unit] = Math.max(0, raw[unit] ?? 0);
  for (let one = 0; one < classes; one += 1) {
    let sum = 0;
    for (let unit = 0; unit < hidden; unit += 1)
      sum += (out[one * hidden + unit] ?? 0) * (active[unit] ?? 0);
    error[one] = (error[one] ?? 0) + sum;
  }
}

function backward(
  state: State,
  example: Example,
  { keptCount, pace }: { readonly keptCount: number; readonly pace: number },
): void {
  const { learned, options, error, kept, seenLinear } = state;
  const { classes, linear } = learned;
  let strength = 0;
  for (let one = 0; one < classes; one += 1) strength += (error[one] ?? 0) ** 2;
  for (let at = 0; at < keptCount; at += 1) {
    const index = kept[at] ?? 0;
    const slot = example.slots[index] ?? 0;
    const value = example.values[index] ?? 0;
    const seen = (seenLinear[slot] ?? 0) + strength * value * value * example.weight;
    seenLinear[slot] = seen;
    const step = (options.rate * pace * value * example.weight) / Math.sqrt(seen + 1e-3);
    const base = slot * classes;
    for (let one = 0; one < classes; one += 1) {
      linear[base + one] = (linear[base + one] ?? 0) - step * (error[one] ?? 0);
    }
  }
  if (options.hidden > 0) backwardHidden(state, example, pace);
}

function backwardHidden(state: State, example: Example, pace: number): void {
  const { learned, options, error, active, back, seenIdeas, seenOut } = state;
  const { classes, hidden, ideas, hiddenBias, out } = learned;
  const rate = options.hiddenRate * pace * example.weight;
  back.fill(0);
  let activity = 0;
  for (let unit = 0; unit < hidden; unit += 1) activity += (active[unit] ?? 0) ** 2;
  for (let one = 0; one < classes; one += 1) {
    const wrong = error[one] ?? 0;
    const seen = (seenOut[one] ?? 0) + (wrong * wrong * activity) / hidden;
    seenOut[one] = seen;
    const step = (rate * wrong) / Math.sqrt(seen + 1e-6);
    for (let unit = 0; unit < hidden; unit += 1) {
      const at = one * hidden + unit;
      back[unit] = (back[unit] ?? 0) + (out[at] ?? 0) * wrong;
      out[at] = (out[at] ?? 0) - step * (active[unit] ?? 0);
    }
  }
  let strength = 0;
  for (let unit = 0; unit < hidden; unit += 1) {
    if ((active[unit] ?? 0) <= 0) back[unit] = 0;
    strength += (back[unit] ?? 0) ** 2;
  }
  strength /= hidden;
  for (let index = 0; index < example.ideas.length; index += 1) {
    const idea = example.ideas[index] ?? 0;
    const value = example.ideaValues[index] ?? 0;
    const seen = (seenIdeas[idea] ?? 0) + strength * value * value;
    seenIdeas[idea] = seen;
    const step = (rate * value) / Math.sqrt(seen + 1e-6);
    for (let unit = 0; unit < hidden; unit += 1) {
      ideas[idea * hidden + unit] = (ideas[idea * hidden + unit] ?? 0) - step * (back[unit] ?? 0);
    }
  }
  for (let unit = 0; unit < hidden; unit += 1) {
    hiddenBias[unit] = (hiddenBias[unit] ?? 0) - rate * 0.1 * (back[unit] ?? 0);
  }
}

/** Scores of the classes for one example, nothing left out. */
export function scoresOf(
  learned: Learned,
  example: Omit<Example, 'target' | 'weight'>,
): Float32Array {
  const { classes, hidden, linear, ideas, hiddenBias, out } = learned;
  const scores = new Float32Array(classes);
  for (let index = 0; index < example.slots.length; index += 1) {
    const base = (example.slots[index] ?? 0) * classes;
    const value = example.values[index] ?? 0;
    for (let one = 0; one < classes; one += 1)
      scores[one] = (scores[one] ?? 0) + (linear[base + one] ?? 0) * value;
  }
  const raw = Float32Array.from(hiddenBias);
  for (let index = 0; index < example.ideas.length; index += 1) {
    const base = (example.ideas[index] ?? 0) * hidden;
    const value = example.ideaValues[index] ?? 0;
    for (let unit = 0; unit < hidden; unit += 1)
      raw[unit] = (raw[unit] ?? 0) + (ideas[base + unit] ?? 0) * value;
  }
  for (let one = 0; one < classes; one += 1) {
    let sum = 0;
    for (let unit = 0; unit < hidden; unit += 1)
      sum += (out[one * hidden + unit] ?? 0) * Math.max(0, raw[unit] ?? 0);
    scores[one] = (scores[one] ?? 0) + sum;
  }
  return scores;
}

/**
 * Several learned predictions as one, their classes one after the other: what reads the same features reads
 * them once. Only the first may have a hidden layer.
 */
export function joined(parts: readonly Learned[]): Learned {
  const [first] = parts;
  const classes = parts.reduce((sum, part) => sum + part.classes, 0);
  const linear = new Float32Array((1 << SLOT_BITS) * classes);
  let offset = 0;
  for (const part of parts) {
    for (let slot = 0; slot < 1 << SLOT_BITS; slot += 1) {
      for (let one = 0; one < part.classes; one += 1) {
        linear[slot * classes + offset + one] = part.linear[slot * part.classes + one] ?? 0;
      }
    }
    offset += part.classes;
  }
  const hidden = first?.hidden ?? 0;
  const out = new Float32Array(classes * hidden);
  out.set(first?.out ?? []);
  return {
    classes,
    hidden,
    linear,
    ideas: first?.ideas ?? new Float32Array(0),
    hiddenBias: first?.hiddenBias ?? new Float32Array(0),
    out,
  };
}

/**
 * Models of the same examples from different beginnings as one that answers with their average: its linear
 * weights are theirs on average, and their hidden layers stand side by side.
 */
export function averaged(parts: readonly Learned[]): Learned {
  const [first] = parts;
  const classes = first?.classes ?? 0;
  const share = 1 / Math.max(1, parts.length);
  const linear = new Float32Array(first?.linear.length ?? 0);
  for (const part of parts) {
    for (let at = 0; at < linear.length; at += 1) {
      linear[at] = (linear[at] ?? 0) + (part.linear[at] ?? 0) * share;
    }
  }
  const hidden = parts.reduce((sum, part) => sum + part.hidden, 0);
  const ideaCount = (first?.ideas.length ?? 0) / Math.max(1, first?.hidden ?? 1);
  const ideas = new Float32Array(ideaCount * hidden);
  const hiddenBias = new Float32Array(hidden);
  const out = new Float32Array(classes * hidden);
  let offset = 0;
  for (const part of parts) {
    copyRows(part.ideas, ideas, { from: part.hidden, to: hidden, offset, factor: 1 });
    copyRows(part.out, out, { from: part.hidden, to: hidden, offset, factor: share });
    hiddenBias.set(part.hiddenBias, offset);
    offset += part.hidden;
  }
  return { classes, hidden, linear, ideas, hiddenBias, out };
}

/** Rows of one width into rows of a larger one, beginning at `offset`. */
function copyRows(
  source: Float32Array,
  target: Float32Array,
  {
    from,
    to,
    offset,
    factor,
  }: {
    readonly from: number;
    readonly to: number;
    readonly offset: number;
    readonly factor: number;
  },
): void {
  if (from === 0) return;
  for (let at = 0; at < source.length; at += 1) {
    const row = Math.floor(at / from);
    target[row * to + offset + (at % from)] = (source[at] ?? 0) * factor;
  }
}
