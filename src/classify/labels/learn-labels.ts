import { softmax } from '../model/softmax.ts';
import { PIECES, WORDS } from './label-features.ts';
import { seededRandom, shuffle } from '../learn/random.ts';

/** One row to learn from: its known features and its label's place. */
export interface LabelExample {
  readonly places: Int32Array;
  readonly values: Float32Array;
  /** Words or pieces, as in `label-features.ts`. */
  readonly groups: Uint8Array;
  readonly label: number;
}

export interface LabelLearnOptions {
  readonly labels: number;
  readonly vocabulary: number;
  /** Of each network. */
  readonly hidden: number;
  /**
   * Networks that are learned one by one, each from another beginning, and speak together: what each sees.
   * Those that see only words, or only pieces, err elsewhere than those that see both.
   */
  readonly views: readonly View[];
  readonly epochs: number;
  /** Share of the features left out of each look at an example. */
  readonly dropout: number;
  /** Share of the target that is spread over all labels. */
  readonly smoothing: number;
  readonly rate: number;
  readonly seed: number;
}

/** A group of features, or `null` for all. */
export type View = number | null;

export const LABEL_DEFAULTS = {
  hidden: 64,
  views: [null, WORDS, PIECES],
  epochs: 15,
  dropout: 0.5,
  smoothing: 0.1,
  rate: 0.1,
  seed: 1,
} as const;

/**
 * One hidden layer over all features: what one word means among many labels depends on the others. Several
 * networks side by side are one wide one whose scores are their mean.
 */
export interface LabelNetwork {
  readonly labels: number;
  readonly units: number;
  /** feature × unit */
  readonly features: Float32Array;
  readonly bias: Float32Array;
  /** unit × label */
  readonly out: Float32Array;
  readonly outBias: Float32Array;
}

/** The same examples in the same order give the same weights, bit for bit. */
export function learnLabels(
  examples: readonly LabelExample[],
  options: LabelLearnOptions,
): LabelNetwork {
  const networks = options.views.map((view, index) =>
    learnOne(
      examples.map((example) => viewed(example, view)),
      { ...options, seed: options.seed + index },
    ),
  );
  return sideBySide(networks, options, groupsOf(examples, options));
}

/** One group alone weighs as much as both. */
const ALONE = Math.SQRT2;

function viewed(example: LabelExample, view: View): LabelExample {
  if (view === null) return example;
  const { places, values, groups, label } = example;
  const inView = [...places.keys()].filter((at) => groups[at] === view);
  return {
    places: Int32Array.from(inView, (at) => places[at] ?? 0),
    values: Float32Array.from(inView, (at) => (values[at] ?? 0) * ALONE),
    groups: Uint8Array.from(inView, () => view),
    label,
  };
}

interface Working extends LabelNetwork {
  /** Sums of squared gradients, by feature and by label. */
  readonly seenFeatures: Float32Array;
  readonly seenLabels: Float32Array;
  readonly kept: Int32Array;
  readonly active: Float32Array;
  readonly back: Float32Array;
  readonly error: Float32Array;
}

function learnOne(examples: readonly LabelExample[], options: LabelLearnOptions): LabelNetwork {
  const random = seededRandom(options.seed);
  const working = create(options, random);
  const order = Int32Array.from(examples.keys());
  const steps = Math.max(1, options.epochs * examples.length);
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const example = examples[index];
      const pace = options.rate * (1 - (0.95 * step) / steps);
      if (example !== undefined) improve(working, example, { options, pace, random });
      step += 1;
    }
  }
  return working;
}

/** Range of the first weights of features. */
const FEATURE_RANGE = 0.1;

function create(options: LabelLearnOptions, random: () => number): Working {
  const { labels, vocabulary, hidden } = options;
  const weights = (length: number, range: number) =>
    Float32Array.from({ length }, () => (random() * 2 - 1) * range);
  return {
    labels,
    units: hidden,
    features: weights(vocabulary * hidden, FEATURE_RANGE),
    bias: new Float32Array(hidden),
    out: weights(hidden * labels, 0.5 / Math.sqrt(hidden)),
    outBias: new Float32Array(labels),
    seenFeatures: new Float32Array(vocabulary),
    seenLabels: new Float32Array(labels),
    kept: new Int32Array(4_096),
    active: new Float32Array(hidden),
    back: new Float32Array(hidden),
    error: new Float32Array(labels),
  };
}

interface Step {
  readonly options: LabelLearnOptions;
  readonly pace: number;
  readonly random: () => number;
}

function improve(working: Working, example: LabelExample, { options, pace, random }: Step): void {
  const { dropout, smoothing } = options;
  const kept = dropOut(working.kept, example.places.length, { dropout, random });
  const scale = 1 / (1 - dropout);
  forward(working, example, { kept, scale });
  const { error, labels } = working;
  softmax(error, error.length, 1);
  for (let one = 0; one < labels; one += 1) error[one] = (error[one] ?? 0) - smoothing / labels;
  error[example.label] = (error[example.label] ?? 0) - (1 - smoothing);
  backwardOut(working, pace);
  backwardFeatures(working, example, { kept, scale, pace });
}

function dropOut(
  kept: Int32Array,
  length: number,
  { dropout, random }: { readonly dropout: number; readonly random: () => number },
): number {
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if (random() < dropout) continue;
    kept[count] = index;
    count += 1;
  }
  return count;
}

interface Looked {
  readonly kept: number;
  readonly scale: number;
}

/** Fills `active` and, with the scores of the labels, `error`. */
function forward(working: Working, example: LabelExample, { kept, scale }: Looked): void {
  const { units, labels, features, active, out, error } = working;
  active.set(working.bias);
  for (let at = 0; at < kept; at += 1) {
    const index = working.kept[at] ?? 0;
    const base = (example.places[index] ?? 0) * units;
    const value = (example.values[index] ?? 0) * scale;
    for (let unit = 0; unit < units; unit += 1)
      active[unit] = (active[unit] ?? 0) + (features[base + unit] ?? 0) * value;
  }
  error.set(working.outBias);
  for (let unit = 0; unit < units; unit += 1) {
    const strength = active[unit] ?? 0;
    if (strength <= 0) {
      active[unit] = 0;
      continue;
    }
    const base = unit * labels;
    for (let one = 0; one < labels; one += 1)
      error[one] = (error[one] ?? 0) + (out[base + one] ?? 0) * strength;
  }
}

/** Moves the weights of the labels, and leaves in `back` what is to change in the units. */
function backwardOut(working: Working, pace: number): void {
  const { units, labels, active, back, out, outBias, error, seenLabels } = working;
  let activity = 0;
  for (let unit = 0; unit < units; unit += 1) activity += (active[unit] ?? 0) ** 2;
  back.fill(0);
  for (let unit = 0; unit < units; unit += 1) {
    if ((active[unit] ?? 0) <= 0) continue;
    const base = unit * labels;
    let sum = 0;
    for (let one = 0; one < labels; one += 1) sum += (out[base + one] ?? 0) * (error[one] ?? 0);
    back[unit] = sum;
  }
  for (let one = 0; one < labels; one += 1) {
    const wrong = error[one] ?? 0;
    const seen = (seenLabels[one] ?? 0) + (wrong * wrong * activity) / units;
    seenLabels[one] = seen;
    error[one] = (pace * wrong) / Math.sqrt(seen + 1e-6);
    outBias[one] = (outBias[one] ?? 0) - 0.1 * (error[one] ?? 0);
  }
  for (let unit = 0; unit < units; unit += 1) {
    const strength = active[unit] ?? 0;
    if (strength <= 0) continue;
    const base = unit * labels;
    for (let one = 0; one < labels; one += 1)
      out[base + one] = (out[base + one] ?? 0) - (error[one] ?? 0) * strength;
  }
}

function backwardFeatures(
  working: Working,
  example: LabelExample,
  { kept, scale, pace }: Looked & { readonly pace: number },
): void {
  const { units, features, bias, back, seenFeatures } = working;
  let strength = 0;
  for (let unit = 0; unit < units; unit += 1) strength += (back[unit] ?? 0) ** 2;
  strength /= units;
  for (let at = 0; at < kept; at += 1) {
    const index = working.kept[at] ?? 0;
    const place = example.places[index] ?? 0;
    const value = (example.values[index] ?? 0) * scale;
    const seen = (seenFeatures[place] ?? 0) + strength * value * value;
    seenFeatures[place] = seen;
    const step = (pace * value) / Math.sqrt(seen + 1e-6);
    const base = place * units;
    for (let unit = 0; unit < units; unit += 1)
      features[base + unit] = (features[base + unit] ?? 0) - step * (back[unit] ?? 0);
  }
  for (let unit = 0; unit < units; unit += 1)
    bias[unit] = (bias[unit] ?? 0) - pace * 0.1 * (back[unit] ?? 0);
}

/** Of each feature, its group. */
function groupsOf(
  examples: readonly LabelExample[],
  { vocabulary }: LabelLearnOptions,
): Uint8Array {
  const all = new Uint8Array(vocabulary);
  for (const { places, groups } of examples)
    for (let at = 0; at < places.length; at += 1) all[places[at] ?? 0] = groups[at] ?? 0;
  return all;
}

/** What a network does not see says nothing in it. */
function sideBySide(
  networks: readonly LabelNetwork[],
  { labels, vocabulary, hidden, views }: LabelLearnOptions,
  groups: Uint8Array,
): LabelNetwork {
  const units = hidden * networks.length;
  const features = new Float32Array(vocabulary * units);
  const bias = new Float32Array(units);
  const out = new Float32Array(units * labels);
  const outBias = new Float32Array(labels);
  const share = 1 / networks.length;
  for (const [index, one] of networks.entries()) {
    const offset = index * hidden;
    const view = views[index] ?? null;
    const weight = view === null ? 1 : ALONE;
    for (let place = 0; place < vocabulary; place += 1) {
      if (view !== null && groups[place] !== view) continue;
      for (let unit = 0; unit < hidden; unit += 1)
        features[place * units + offset + unit] =
          (one.features[place * hidden + unit] ?? 0) * weight;
    }
    bias.set(one.bias, offset);
    for (let at = 0; at < one.out.length; at += 1)
      out[offset * labels + at] = (one.out[at] ?? 0) * share;
    for (let at = 0; at < labels; at += 1)
      outBias[at] = (outBias[at] ?? 0) + (one.outBias[at] ?? 0) * share;
  }
  return { labels, units, features, bias, out, outBias };
}
