import { seededRandom } from '../seeded-random.ts';

/** What becomes of one request, before any answer is made up. */
export type Fate =
  | { readonly kind: 'good-answer' }
  /** Right in form at first sight, but not what was asked: a label in a sentence, JSON that lacks a field. */
  | { readonly kind: 'bad-answer' }
  /** 529 of an API, 503 of a local server whose queue is full. */
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'server-error' };

/** How often things go wrong, as shares of different contents. */
const API = { fails: 0.01, failsTwice: 0.2, badAnswer: 0, staysBad: 0 };
/** Half of what a small model gets wrong it gets wrong every time: that is what escalation is for. */
const LOCAL = { fails: 0.015, failsTwice: 0.2, badAnswer: 0.06, staysBad: 0.5 };

/** Follows from seed, content and how often it came (1 for the first time), from nothing else. */
export function fateOf(request: {
  readonly seed: number;
  readonly where: 'api' | 'local';
  readonly key: string;
  readonly occurrence: number;
}): Fate {
  const odds = request.where === 'api' ? API : LOCAL;
  const random = seededRandom(request.seed, request.where, request.key, 'fate');
  const fails = random.chance(odds.fails);
  const failures = random.chance(odds.failsTwice) ? 2 : 1;
  const overloaded = random.chance(0.7);
  const isHard = random.chance(odds.badAnswer);
  const staysBad = random.chance(odds.staysBad);
  if (fails && request.occurrence <= failures) {
    return { kind: overloaded ? 'overloaded' : 'server-error' };
  }
  const firstAnswer = request.occurrence === 1;
  return { kind: isHard && (staysBad || firstAnswer) ? 'bad-answer' : 'good-answer' };
}
