import type { Reading } from '../reading.ts';
import { CIRCUMSTANCES, circumstancesOf, contextOf } from './circumstances.ts';
import { skipCourtesies, skipThanks } from './courtesies.ts';
import { createIdeaSink, ideaSpan, putIdeas, type IdeaPart, type IdeaSink } from './ideas.ts';
import { createFeatureSink, type FeatureSink } from './sink.ts';
import { createTokens, markRepeats, readTokens, type Tokens } from './tokens.ts';
import { putWords, type Part } from './words.ts';

/** A call as numbers. Short-lived: the next reading overwrites it. */
export interface Vectors {
  readonly features: FeatureSink;
  readonly ideas: IdeaSink;
}

export interface FeatureReader {
  read(reading: Reading): Vectors;
}

/** Tokens of each part that are looked at: instructions stand at the edges of a text. */
const HEAD = 48;
const TAIL = 24;
/** Tokens read beyond those that count: courtesies, and what is said again and again. */
const MOST_FILLING = 112;
const SYSTEM = 48;
const EARLIER = 24;
/** Characters before the end that the tail is read from, and of an answer. */
const TAIL_CHARACTERS = 280;
const ANSWER_CHARACTERS = 240;

const ASK: Part = { name: 'word', salt: 0, weight: 1, opening: 12 };
const ASK_END: Part = { name: 'word', salt: 0, weight: 0.7, opening: 0 };
const JOB: Part = { name: 'job', salt: 0x51ed270b, weight: 0.9, opening: 12 };
/** In a program's call the job stands in the system text, and what the user sends is its material. */
const JOB_AS_ASK: Part = { name: 'job', salt: 0, weight: 0.8, opening: 12 };
const ASK_AS_MATERIAL: Part = { name: 'word', salt: 0x19a4c116, weight: 0.5, opening: 4 };
const ASK_BESIDE_JOB: Part = { name: 'word', salt: 0, weight: 0.4, opening: 12 };
const BEFORE: Part = { name: 'before', salt: 0x2545f491, weight: 0.6, opening: 0 };
const ANSWERED: Part = { name: 'answered', salt: 0x7f4a7c15, weight: 0.6, opening: 0 };

interface Span {
  readonly first: number;
  readonly last: number;
}

/** How long an idea vector is. */
export function ideaVectorSize(): number {
  return ideaSpan() + CIRCUMSTANCES.length;
}

/** Kinds of features; measuring leaves one out to see what it is worth. */
export interface FeatureGroups {
  /** Pairs of words. */
  readonly pairs: boolean;
  /** Ideas behind the words. */
  readonly ideas: boolean;
}

const ALL_GROUPS: FeatureGroups = { pairs: true, ideas: true };

/** Makes a reader with arrays of its own: one for each line of work, not one for each call. */
export function createFeatureReader(groups: FeatureGroups = ALL_GROUPS): FeatureReader {
  const features = createFeatureSink();
  const ideas = createIdeaSink();
  const head = createTokens(HEAD + MOST_FILLING);
  const tail = createTokens(TAIL_CHARACTERS);
  const other = createTokens(SYSTEM);
  const sinks = { features, ideas };

  const readWords = (tokens: Tokens, span: Span, part: Part): void => {
    putWords(tokens, { ...span, pairs: groups.pairs }, part, features);
  };
  const readIdeas = (tokens: Tokens, span: Span, part: IdeaPart): void => {
    if (groups.ideas) putIdeas(tokens, span, part, sinks);
  };

  const putAsk = (ask: string, part: Part): void => {
    readTokens(ask, head);
    const first = skipCourtesies(head);
    const end = skipThanks(head, first);
    const last = markRepeats(head, { first, last: end, most: HEAD });
    const isWhole = head.count < head.hash.length && last === end;
    features.openText(head, ASK.name);
    readWords(head, { first, last }, part);
    if (part !== ASK) readWords(head, { first, last }, ASK_AS_MATERIAL);
    readIdeas(head, { first, last }, part === ASK ? 'idea' : 'material-idea');
    if (isWhole) return;
    const rest = Math.max(head.end[last - 1] ?? 0, ask.length - TAIL_CHARACTERS);
    readTokens(ask.slice(rest), tail);
    const tailEnd = skipThanks(tail, 0);
    const span = { first: Math.max(0, tailEnd - TAIL), last: tailEnd };
    markRepeats(tail, { ...span, most: TAIL });
    features.openText(tail, ASK_END.name);
    readWords(tail, span, part === ASK ? ASK_END : ASK_AS_MATERIAL);
    readIdeas(tail, span, part === ASK ? 'idea' : 'material-idea');
  };

  const putPart = (text: string, part: Part, ideaPart: IdeaPart | null): void => {
    if (text === '') return;
    const tokens = part === ANSWERED ? tail : other;
    readTokens(text, tokens);
    const most = part === JOB || part === JOB_AS_ASK ? SYSTEM : EARLIER;
    const span =
      part === ANSWERED
        ? { first: Math.max(0, tokens.count - most), last: tokens.count }
        : { first: 0, last: Math.min(tokens.count, most) };
    markRepeats(tokens, { ...span, most });
    features.openText(tokens, part.name);
    readWords(tokens, span, part);
    if (ideaPart !== null) readIdeas(tokens, span, ideaPart);
  };

  const putCircumstances = (reading: Reading): void => {
    for (const name of circumstancesOf(reading)) {
      features.putNamed(name, name.startsWith('tool:') ? ONE_TOOL : ONE_CIRCUMSTANCE);
      const place = (CIRCUMSTANCES as readonly string[]).indexOf(name);
      if (place >= 0) ideas.put(ideaSpan() + place, 1);
    }
  };

  return {
    read(reading) {
      features.clear();
      ideas.clear();
      const isProgram = contextOf(reading) === 'program' && reading.system !== '';
      putAsk(reading.ask, isProgram ? ASK_BESIDE_JOB : ASK);
      putPart(reading.system, JOB, 'job-idea');
      if (isProgram) putPart(reading.system, JOB_AS_ASK, 'idea');
      putPart(reading.earlierAsk, BEFORE, 'before-idea');
      putPart(reading.earlierAnswer.slice(-ANSWER_CHARACTERS), ANSWERED, null);
      putCircumstances(reading);
      return { features, ideas };
    },
  };
}

const ONE_CIRCUMSTANCE = 0.25;
const ONE_TOOL = 0.1;
