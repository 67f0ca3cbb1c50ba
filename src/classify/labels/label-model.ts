import { ModicumError } from '../../core/error.ts';
import { createByteReader, createByteWriter } from '../model/bytes.ts';
import { decodeText, encodeText } from './label-text.ts';
import type { LabelNetwork } from './learn-labels.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A classifier of labels that somebody else chose: what `modicum tasks train` makes of them. */
export interface LabelModel {
  readonly labels: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly units: number;
  /** feature × unit, each feature with a step of its own. */
  readonly features: Int8Array;
  readonly steps: Float32Array;
  readonly bias: Float32Array;
  /** unit × label */
  readonly out: Float32Array;
  readonly outBias: Float32Array;
  /** What scores are divided by before they become probabilities. */
  readonly temperature: number;
  /** Share of a text's features that are new, at the median of held-out texts and at their highest percent. */
  readonly usualNews: readonly [median: number, highest: number];
}

const MOST_STEPS = 127;

/** Rounds the weights of features to eight bits. */
export function packNetwork(
  network: LabelNetwork,
  rest: Pick<LabelModel, 'labels' | 'vocabulary' | 'temperature' | 'usualNews'>,
): LabelModel {
  const { units, features, bias, out, outBias } = network;
  const rows = rest.vocabulary.keys.length;
  const steps = new Float32Array(rows);
  const packed = new Int8Array(rows * units);
  for (let row = 0; row < rows; row += 1) {
    let most = 1e-9;
    for (let at = row * units; at < (row + 1) * units; at += 1)
      most = Math.max(most, Math.abs(features[at] ?? 0));
    const step = Math.fround(most / MOST_STEPS);
    steps[row] = step;
    for (let at = row * units; at < (row + 1) * units; at += 1)
      packed[at] = Math.round((features[at] ?? 0) / step);
  }
  return { ...rest, units, features: packed, steps, bias, out, outBias };
}

/** `MODL`: told apart from the models of task types by their first bytes. */
const MAGIC = 0x4d4f444c;
const VERSION = 1;

export function isLabelModel(bytes: Uint8Array): boolean {
  return createByteReader(bytes).whole() === MAGIC;
}

export function writeLabelModel(model: LabelModel): Uint8Array {
  const { labels, vocabulary, units, temperature, usualNews } = model;
  const header = encodeText(JSON.stringify({ labels, units, temperature, usualNews }));
  const writer = createByteWriter();
  writer.whole(MAGIC);
  writer.whole(VERSION);
  writer.whole(header.length);
  writer.bytes(header);
  writer.whole(vocabulary.keys.length);
  let before = 0;
  for (const key of vocabulary.keys) {
    writer.whole(key - before);
    before = key;
  }
  for (const floats of [vocabulary.worth, model.steps, model.bias, model.out, model.outBias])
    for (const value of floats) writer.float(value);
  writer.bytes(model.features);
  return writer.done();
}

/** Throws `ModicumError` when the bytes are no such model, are cut short, or come from another version. */
export function readLabelModel(bytes: Uint8Array): LabelModel {
  const reader = createByteReader(bytes);
  if (reader.whole() !== MAGIC) throw unreadable('it is no model of labels');
  const version = reader.whole();
  if (version !== VERSION)
    throw unreadable(`its format is version ${version}, this Modicum reads ${VERSION}`);
  const { labels, units, temperature, usualNews } = headerOf(
    decodeText(reader.bytes(reader.whole())),
  );
  const size = reader.whole();
  // Before anything is made room for: each feature takes a byte a unit.
  if (size * units > bytes.length) throw unreadable('it is cut short');
  let key = 0;
  const keys = Uint32Array.from({ length: size }, () => (key += reader.whole()));
  const floats = (length: number) => Float32Array.from({ length }, () => reader.float());
  const worth = floats(size);
  const steps = floats(size);
  const bias = floats(units);
  const out = floats(units * labels.length);
  const outBias = floats(labels.length);
  const weights = reader.bytes(size * units);
  if (reader.isOver || weights.length < size * units) throw unreadable('it is cut short');
  const features = new Int8Array(weights.buffer, weights.byteOffset, weights.length);
  const vocabulary = { keys, worth };
  return { labels, vocabulary, units, features, steps, bias, out, outBias, temperature, usualNews };
}

type Header = Pick<LabelModel, 'labels' | 'units' | 'temperature' | 'usualNews'>;

function headerOf(text: string): Header {
  try {
    const header = JSON.parse(text) as Header;
    if (Array.isArray(header.labels) && Number.isSafeInteger(header.units)) return header;
  } catch {
    // Told below, like a header of another shape.
  }
  throw unreadable('its header cannot be read');
}

function unreadable(why: string): ModicumError {
  return new ModicumError('model_unreadable', `the classifier's weights cannot be used: ${why}`);
}
