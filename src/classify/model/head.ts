import type { IdeaVector } from '../features/ideas.ts';
import { SLOT_BITS, type Features } from '../features/sink.ts';
import type { Learned } from '../learn/learn.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * One prediction, made small: weights in eight bits, and of each slot only the classes it says something
 * about. `starts[slot]` to `starts[slot + 1]` are its entries.
 */
export interface Head {
  readonly classes: number;
  readonly starts: Int32Array;
  readonly of: Uint8Array;
  readonly weights: Int8Array;
  /** Per class, what one step of a weight is worth. */
  readonly scales: Float32Array;
  readonly hidden: number;
  /** idea × hidden */
  readonly ideas: Int8Array;
  readonly ideaScale: number;
  readonly hiddenBias: Float32Array;
  /** class × hidden */
  readonly out: Float32Array;
}

/** Rounds what was learned; weights smaller than `least` steps are left out. */
export function packHead(learned: Learned, { least }: { readonly least: number }): Head {
  const { classes, hidden, linear } = learned;
  const scales = scalesOf(linear, classes);
  const starts = new Int32Array((1 << SLOT_BITS) + 1);
  const of: number[] = [];
  const weights: number[] = [];
  for (let slot = 0; slot < 1 << SLOT_BITS; slot += 1) {
    for (let one = 0; one < classes; one += 1) {
      const steps = Math.round((linear[slot * classes + one] ?? 0) / (scales[one] ?? 1));
      if (Math.abs(steps) < least) continue;
      of.push(one);
      weights.push(steps);
    }
    starts[slot + 1] = of.length;
  }
  const ideaScale = largest(learned.ideas) / MOST_STEPS;
  return {
    classes,
    starts,
    of: Uint8Array.from(of),
    weights: Int8Array.from(weights),
    scales,
    hidden,
    ideas: Int8Array.from(learned.ideas, (weight) => Math.round(weight / ideaScale)),
    // As it is written: a model in memory answers like the one that is shipped.
    ideaScale: Math.fround(ideaScale),
    hiddenBias: learned.hiddenBias,
    out: learned.out,
  };
}

const MOST_STEPS = 127;

/** Each class has a scale of its own: a rare class must not lose its small weights. */
function scalesOf(linear: Float32Array, classes: number): Float32Array {
  const scales = new Float32Array(classes).fill(1e-9);
  for (let at = 0; at < linear.length; at += 1) {
    const one = at % classes;
    scales[one] = Math.max(scales[one] ?? 0, Math.abs(linear[at] ?? 0) / MOST_STEPS);
  }
  return scales;
}

function largest(weights: Float32Array): number {
  let most = 1e-9;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  return most;
}

/** Adds up what each feature and idea says, class by class, into `scores`. */
export function scoreHead(
  head: Head,
  vectors: { readonly features: Features; readonly ideas: IdeaVector },
  scores: Float64Array,
): void {
  const { classes, starts, of, weights, scales } = head;
  const { count, slots, values } = vectors.features;
  scores.fill(0, 0, classes);
  for (let index = 0; index < count; index += 1) {
    const slot = slots[index] ?? 0;
    const end = starts[slot + 1] ?? 0;
    const value = values[index] ?? 0;
    for (let at = starts[slot] ?? 0; at < end; at += 1) {
      const one = of[at] ?? 0;
      scores[one] = (scores[one] ?? 0) + (weights[at] ?? 0) * value;
    }
  }
  for (let one = 0; one < classes; one += 1) scores[one] = (scores[one] ?? 0) * (scales[one] ?? 0);
  if (head.hidden > 0) addIdeas(head, vectors.ideas, scores);
}

/** What fits the byte that an entry names its class with. */
const MOST_CLASSES = 256;
const MOST_HIDDEN = 256;
const units = new Float64Array(MOST_HIDDEN);

function addIdeas(head: Head, { count, ids, values }: IdeaVector, scores: Float64Array): void {
  const { classes, hidden, ideas, ideaScale, hiddenBias, out } = head;
  units.set(hiddenBias);
  for (let index = 0; index < count; index += 1) {
    const base = (ids[index] ?? 0) * hidden;
    const value = (values[index] ?? 0) * ideaScale;
    for (let unit = 0; unit < hidden; unit += 1) {
      units[unit] = (units[unit] ?? 0) + (ideas[base + unit] ?? 0) * value;
    }
  }
  for (let unit = 0; unit < hidden; unit += 1) {
    const active = units[unit] ?? 0;
    if (active <= 0) continue;
    for (let one = 0; one < classes; one += 1) {
      scores[one] = (scores[one] ?? 0) + (out[one * hidden + unit] ?? 0) * active;
    }
  }
}

/** What one feature says for one class; the entries of a slot are in the order of their classes. */
export function weightOf(head: Head, slot: number, wanted: number): number {
  const end = head.starts[slot + 1] ?? 0;
  for (let at = head.starts[slot] ?? 0; at < end; at += 1) {
    const one = head.of[at] ?? 0;
    if (one < wanted) continue;
    return one === wanted ? (head.weights[at] ?? 0) * (head.scales[wanted] ?? 0) : 0;
  }
  return 0;
}

export function writeHead(head: Head, writer: ByteWriter): void {
  const { classes, starts, of, weights, hidden } = head;
  writer.whole(classes);
  for (const scale of head.scales) writer.float(scale);
  let before = 0;
  const used: number[] = [];
  for (let slot = 0; slot < 1 << SLOT_BITS; slot += 1) {
    if ((starts[slot + 1] ?? 0) > (starts[slot] ?? 0)) used.push(slot);
  }
  writer.whole(used.length);
  for (const slot of used) {
    writer.whole(slot - before);
    writer.whole((starts[slot + 1] ?? 0) - (starts[slot] ?? 0));
    before = slot;
  }
  writer.whole(of.length);
  writer.bytes(of);
  writer.bytes(weights);
  writer.whole(hidden);
  writer.float(head.ideaScale);
  writer.whole(head.ideas.length);
  writer.bytes(head.ideas);
  for (const bias of head.hiddenBias) writer.float(bias);
  for (const weight of head.out) writer.float(weight);
}

/** `null` where the bytes speak of more classes or units than any head has: they are something else's. */
export function readHead(reader: ByteReader): Head | null {
  const classes = reader.whole();
  if (classes > MOST_CLASSES) return null;
  const scales = Float32Array.from({ length: classes }, () => reader.float());
  const starts = readStarts(reader);
  const entries = reader.whole();
  const of = reader.bytes(entries);
  const weights = signed(reader.bytes(entries));
  const hidden = reader.whole();
  if (hidden > MOST_HIDDEN) return null;
  const ideaScale = reader.float();
  const ideas = signed(reader.bytes(reader.whole()));
  const hiddenBias = Float32Array.from({ length: hidden }, () => reader.float());
  const out = Float32Array.from({ length: hidden * classes }, () => reader.float());
  return { classes, starts, of, weights, scales, hidden, ideas, ideaScale, hiddenBias, out };
}

function readStarts(reader: ByteReader): Int32Array {
  const starts = new Int32Array((1 << SLOT_BITS) + 1);
  const used = reader.whole();
  let slot = 0;
  let filled = 0;
  let entries = 0;
  for (let index = 0; index < used && slot < 1 << SLOT_BITS; index += 1) {
    slot += reader.whole();
    while (filled < slot && filled < 1 << SLOT_BITS) starts[++filled] = entries;
    entries += reader.whole();
  }
  while (filled < 1 << SLOT_BITS) starts[++filled] = entries;
  return starts;
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
