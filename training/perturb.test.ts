import { describe, expect, it } from 'vitest';
import { seededRandom } from '../src/classify/learn/random.ts';
import { perturbed, PERTURBATIONS } from './perturb.ts';
import type { Row } from './row.ts';

const TEXT = 'please rewrite the second paragraph so that it sounds friendlier. Keep the numbers.';
const ROW: Row = {
  source: 'prompts',
  text: TEXT,
  type: 'rewrite_text',
  types: ['rewrite_text'],
  tier: 1,
  stakes: 'low',
  style: 'plain',
};

const WORDS = TEXT.toLowerCase().match(/[a-z]+/g) ?? [];

/** Share of the words that are still there. */
function wordsKept(text: string): number {
  const lower = text.toLowerCase();
  return WORDS.filter((word) => lower.includes(word)).length / WORDS.length;
}

describe('saying the same differently', () => {
  it.each(Object.entries(PERTURBATIONS))('%s: changes the text, and little of it', (_way, say) => {
    const said = Array.from({ length: 40 }, (_, seed) => say(TEXT, seededRandom(seed)));
    expect(said.some((text) => text !== TEXT)).toBe(true);
    for (const text of said) expect(wordsKept(text)).toBeGreaterThan(0.6);
    expect(say(TEXT, seededRandom(1))).toBe(say(TEXT, seededRandom(1)));
    expect(() => say('', seededRandom(1))).not.toThrow();
  });

  it('misspells some letters and no more', () => {
    const typos = PERTURBATIONS['typos'];
    if (typos === undefined) throw new Error('There are typos.');
    for (let seed = 0; seed < 50; seed += 1) {
      const said = typos(TEXT, seededRandom(seed));
      expect(Math.abs(said.length - TEXT.length)).toBeLessThanOrEqual(2);
    }
  });

  it('leaves everything else about a row as it is, by one or two ways', () => {
    const texts = new Set<string>();
    const random = seededRandom(5);
    for (let time = 0; time < 60; time += 1) {
      const { text, ...rest } = perturbed(ROW, random);
      expect({ ...rest, text: TEXT }).toEqual(ROW);
      texts.add(text);
    }
    expect(texts.size).toBeGreaterThan(20);
  });
});
