import { lexicon } from '../lexicon/lexicon.ts';
import type { FeatureSink } from './sink.ts';
import type { Tokens } from './tokens.ts';

/** Which ideas a call holds, as a short vector: for what has to see how they go together. */
export interface IdeaVector {
  readonly count: number;
  /** Each below `ideaVectorSize()`. */
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

export interface IdeaSink extends IdeaVector {
  clear(): void;
  put(id: number, value: number): void;
}

const MOST_IDS = 1_024;

export function createIdeaSink(): IdeaSink {
  const ids = new Int32Array(MOST_IDS);
  const values = new Float32Array(MOST_IDS);
  let count = 0;
  return {
    get count() {
      return count;
    },
    ids,
    values,
    clear() {
      count = 0;
    },
    put(id, value) {
      if (count >= MOST_IDS) return;
      ids[count] = id;
      values[count] = value;
      count += 1;
    },
  };
}

/** The parts of a call whose ideas are told apart; the first word that holds an idea is a part of its own. */
export const IDEA_PARTS = [
  'idea',
  'first-idea',
  'job-idea',
  'before-idea',
  'material-idea',
] as const;
export type IdeaPart = Exclude<(typeof IDEA_PARTS)[number], 'first-idea'>;

/** Each idea once, and each that follows another directly: `shorten` then `email`. */
export function putIdeas(
  tokens: Tokens,
  { first, last }: { readonly first: number; readonly last: number },
  part: IdeaPart,
  sinks: { readonly features: FeatureSink; readonly ideas: IdeaSink },
): void {
  const { ideas: names, ideasOf } = lexicon();
  const { features, ideas } = sinks;
  const began = features.count;
  const base = IDEA_PARTS.indexOf(part) * names.length;
  const salt = PART_SALTS[part];
  const firstBase = IDEA_PARTS.indexOf('first-idea') * names.length;
  let before: readonly number[] = [];
  let beforeAt = 0;
  let place = 0;
  for (let at = first; at < last; at += 1) {
    if (tokens.repeated[at] === 1) continue;
    const found = ideasOf(tokens.hash[at] ?? 0);
    if (found === undefined) continue;
    const from = tokens.start[at] ?? 0;
    const to = tokens.end[at] ?? 0;
    for (const idea of found) {
      features.putSpan(Math.imul(idea + 1, IDEA) ^ salt, from, to);
      ideas.put(base + idea, 0.5);
      if (place < 3) features.putSpan(Math.imul(idea + 1, PLACED + place) ^ salt, from, to);
      if (place === 0 && part === 'idea') ideas.put(firstBase + idea, 1);
      for (const earlier of before) {
        features.putSpan(
          Math.imul(earlier + 1, PAIR) ^ Math.imul(idea + 1, IDEA) ^ salt,
          beforeAt,
          to,
        );
      }
    }
    before = found;
    beforeAt = from;
    place += 1;
  }
  features.share(began, IDEA_WEIGHT);
}

/** How long an idea vector can be, without its circumstances. */
export function ideaSpan(): number {
  return IDEA_PARTS.length * lexicon().ideas.length;
}

const IDEA_WEIGHT = 0.7;
const PART_SALTS: Readonly<Record<IdeaPart, number>> = {
  idea: 0x428a2f98,
  'job-idea': 0x71374491,
  'before-idea': 0x3956c25b,
  'material-idea': 0x59f111f1,
};
const IDEA = 0x9e3779b1;
const PLACED = 0x85ebca6b;
const PAIR = 0xc2b2ae35;
