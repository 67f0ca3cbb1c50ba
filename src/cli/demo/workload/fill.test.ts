import { expect, test } from 'vitest';
import { seededRandom } from '../../../testing/seeded-random.ts';
import { fill, paragraphs } from './fill.ts';

test.each([
  ['{city} calls', /^[A-Z]\p{L}+ calls$/u],
  ['call {person}', /^Call \p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u],
  ['{3-40} of them', /^\d{1,2} of them$/],
  ['order {order}', /^Order WH-\d{5}$/],
  ['on {isodate}', /^On 2026-\d\d-\d\d$/],
  ['mail {email}', /^Mail [a-z.]+@example\.(com|net|org)$/],
  ['ring {phone}', /^Ring \+44 20 \d{4} \d{4}$/],
  ['it was {amount} at {time} on {date}', /^It was \$\d+\.\d\d at \d+:\d\d on \d+ \w+$/],
])('%s', (pattern, expected) => {
  for (let seed = 0; seed < 50; seed++) expect(fill(pattern, seededRandom(seed))).toMatch(expected);
});

test('an unknown slot is our mistake', () => {
  expect(() => fill('a {nothing}', seededRandom(1))).toThrow(/unknown slot: \{nothing\}/);
});

test('every pattern is used once before any comes again', () => {
  const patterns = ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.', 'Seven.'];
  const words = paragraphs(patterns, 400, seededRandom(3)).join(' ').split(' ');
  expect(words.length).toBeGreaterThan(50);
  for (let at = 0; at + 7 <= words.length; at += 7) {
    expect(new Set(words.slice(at, at + 7)).size).toBe(7);
  }
});
