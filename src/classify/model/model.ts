import { ModicumError } from '../../core/error.ts';
import { isObject } from '../../core/json.ts';
import { createByteReader, createByteWriter, type ByteReader } from './bytes.ts';
import { readHead, writeHead, type Head } from './head.ts';

/** Everything a classifier knows: what `training/` or `modicum tasks train` makes, and what is shipped. */
export interface Model {
  /** Name and version, as it stands in rows: `linear@1`. */
  readonly name: string;
  /** The classes of `types`, in order. */
  readonly labels: readonly string[];
  readonly types: Head;
  /** The words it has seen, as bits at their hashes (`model/known-words.ts`). */
  readonly knownWords: Uint8Array;
  /** What the scores of `types` are divided by before they become probabilities; of prompts that stand alone. */
  readonly typeTemperature: number;
  /**
   * Share of a text's words that are new to the model, at the median of texts it was not trained on and at
   * their highest percent: where a text starts to be foreign.
   */
  readonly usualNews: readonly [median: number, highest: number];
  /** `null` for a model that only names types. */
  readonly judging: Judging | null;
}

/** Predictions beside the type. They read the likely types as evidence, and all of them the same features. */
export interface Judging {
  /** Eight classes; `TIERS`, `STAKES` and `PERSONA` say where each prediction's begin. */
  readonly head: Head;
  /** As `typeTemperature`, of calls of programs and of agents' turns. */
  readonly typeTemperatures: readonly [program: number, agent: number];
  /** Of calls of programs and of agents' turns. */
  readonly tierTemperatures: readonly [program: number, agent: number];
  readonly stakesTemperature: number;
}

/** Four classes: the lowest tier that is enough. */
export const TIERS = 0;
/** Two: low and high. */
export const STAKES = 4;
/** Two: the system text states a job, or only says who answers. */
export const PERSONA = 6;
export const JUDGING_CLASSES = 8;

const MAGIC = 0x4d4f4443;
const VERSION = 2;

export function writeModel(model: Model): Uint8Array {
  const { types, judging, knownWords, ...plain } = model;
  const temperatures =
    judging === null
      ? null
      : {
          types: judging.typeTemperatures,
          tiers: judging.tierTemperatures,
          stakes: judging.stakesTemperature,
        };
  const header = new Uint8Array(encode(JSON.stringify({ ...plain, temperatures })));
  const writer = createByteWriter();
  writer.whole(MAGIC);
  writer.whole(VERSION);
  writer.whole(header.length);
  writer.bytes(header);
  writer.whole(knownWords.length);
  writer.bytes(knownWords);
  writeHead(types, writer);
  if (judging !== null) writeHead(judging.head, writer);
  return writer.done();
}

/** Throws `ModicumError` when the bytes are no model, are cut short, or come from another version. */
export function readModel(bytes: Uint8Array): Model {
  const reader = createByteReader(bytes);
  if (reader.whole() !== MAGIC) throw unreadable('it is no classifier of Modicum');
  const version = reader.whole();
  if (version !== VERSION)
    throw unreadable(`its format is version ${version}, this Modicum reads ${VERSION}`);
  const header = headerOf(decode(reader.bytes(reader.whole())));
  const knownWords = reader.bytes(reader.whole());
  const types = headOf(reader);
  const judging: Judging | null =
    header.temperatures === null
      ? null
      : {
          head: headOf(reader),
          typeTemperatures: header.temperatures.types,
          tierTemperatures: header.temperatures.tiers,
          stakesTemperature: header.temperatures.stakes,
        };
  if (reader.isOver) throw unreadable('it is cut short');
  const { name, labels, typeTemperature, usualNews } = header;
  if (labels.length !== types.classes) throw unreadable('its labels and its weights do not agree');
  return { name, labels, types, knownWords, typeTemperature, usualNews, judging };
}

type Header = Omit<Model, 'types' | 'knownWords' | 'judging'> & {
  readonly temperatures: {
    readonly types: readonly [number, number];
    readonly tiers: readonly [number, number];
    readonly stakes: number;
  } | null;
};

function headOf(reader: ByteReader): Head {
  const head = readHead(reader);
  if (head === null) throw unreadable('its weights are none of a classifier');
  return head;
}

function headerOf(text: string): Header {
  const header = parsed(text);
  if (!isHeader(header)) throw unreadable('its header cannot be read');
  return header;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Also a file that an earlier Modicum wrote is outside input: what is missing in it is missed here, not later. */
function isHeader(value: unknown): value is Header {
  if (!isObject(value)) return false;
  const { name, labels, typeTemperature, usualNews, temperatures } = value;
  return (
    typeof name === 'string' &&
    Array.isArray(labels) &&
    labels.every((label) => typeof label === 'string') &&
    isTemperature(typeTemperature) &&
    isPair(usualNews) &&
    (temperatures === null || areTemperatures(temperatures))
  );
}

function areTemperatures(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { types, tiers, stakes } = value;
  const areBoth = (pair: unknown) => isPair(pair) && pair.every(isTemperature);
  return areBoth(types) && areBoth(tiers) && isTemperature(stakes);
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function isTemperature(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

function unreadable(why: string): ModicumError {
  return new ModicumError('model_unreadable', `the classifier's weights cannot be used: ${why}`);
}

/** UTF-8 by hand for the header, which is ASCII: the pure rooms know no TextEncoder. */
function encode(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

function decode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
