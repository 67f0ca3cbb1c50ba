import { SLOT_BITS } from '../features/sink.ts';
import { packHead, type Head } from '../model/head.ts';
import { scoresOf, type Example, type Learned } from './learn.ts';
import { seededRandom, shuffle } from './random.ts';

export interface LearnOnOptions {
  /** The classes that are learned: of one prediction among those a head makes. */
  readonly first: number;
  readonly classes: number;
  readonly epochs?: number;
  readonly rate?: number;
  readonly smoothing?: number;
  readonly seed?: number;
}

/** A few looks: what is known already is not to be forgotten over a handful of rows. */
const EPOCHS = 8;
const RATE = 0.4;
const SMOOTHING = 0.05;

/**
 * Goes on learning where a head stands. Its words gain and lose weight; how ideas go together stays. Targets
 * count from the first of the classes that are learned. The same examples in the same order give the same
 * head, bit for bit.
 */
export function learnOn(head: Head, examples: readonly Example[], options: LearnOnOptions): Head {
  const learned = unpackHead(head);
  const { epochs = EPOCHS, rate = RATE, seed = 1 } = options;
  const random = seededRandom(seed);
  const order = Int32Array.from(examples.keys());
  const error = new Float64Array(options.classes);
  const steps = Math.max(1, epochs * examples.length);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    for (const index of order) {
      const example = examples[index];
      if (example !== undefined) {
        fillError(error, scoresOf(learned, example), { example, options });
        change(learned, example, { error, first: options.first, pace: rate * (1 - step / steps) });
      }
      step += 1;
    }
  }
  return packHead(learned, { least: 1 });
}

/** The weights of a head as they were before they were made small, but for the rounding. */
export function unpackHead(head: Head): Learned {
  const { classes, starts, of, weights, scales, hidden, ideas, ideaScale, hiddenBias, out } = head;
  const linear = new Float32Array((1 << SLOT_BITS) * classes);
  for (let slot = 0; slot < 1 << SLOT_BITS; slot += 1) {
    const end = starts[slot + 1] ?? 0;
    for (let at = starts[slot] ?? 0; at < end; at += 1) {
      const one = of[at] ?? 0;
      linear[slot * classes + one] = (weights[at] ?? 0) * (scales[one] ?? 0);
    }
  }
  const unpacked = Float32Array.from(ideas, (steps) => steps * ideaScale);
  return { classes, hidden, linear, ideas: unpacked, hiddenBias, out };
}

interface Looked {
  readonly example: Example;
  readonly options: LearnOnOptions;
}

/** Predicted less wanted, class by class. */
function fillError(error: Float64Array, scores: Float32Array, { example, options }: Looked): void {
  const { first, classes, smoothing = SMOOTHING } = options;
  let most = -Infinity;
  for (let one = 0; one < classes; one += 1) most = Math.max(most, scores[first + one] ?? 0);
  let sum = 0;
  for (let one = 0; one < classes; one += 1) {
    const likely = Math.exp((scores[first + one] ?? 0) - most);
    error[one] = likely;
    sum += likely;
  }
  for (let one = 0; one < classes; one += 1)
    error[one] = (error[one] ?? 0) / sum - smoothing / classes;
  for (const [one, share] of example.target)
    error[one] = (error[one] ?? 0) - share * (1 - smoothing);
}

interface Change {
  readonly error: Float64Array;
  readonly first: number;
  readonly pace: number;
}

function change(learned: Learned, example: Example, { error, first, pace }: Change): void {
  const { classes, linear } = learned;
  for (let index = 0; index < example.slots.length; index += 1) {
    const base = (example.slots[index] ?? 0) * classes + first;
    const step = pace * (example.values[index] ?? 0) * example.weight;
    for (let one = 0; one < error.length; one += 1)
      linear[base + one] = (linear[base + one] ?? 0) - step * (error[one] ?? 0);
  }
}
