import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashText, seededRandom } from './seeded-random.ts';

const draws = (...seed: (string | number)[]) => {
  const random = seededRandom(...seed);
  return Array.from({ length: 8 }, () => random.next());
};

test('the same seed draws the same, every part of it counts', () => {
  expect(draws(1, 'a')).toEqual(draws(1, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
  expect(draws('ab', 'c')).not.toEqual(draws('a', 'bc'));
});

test('draws are pinned: a day made from a seed stays the same day in later versions', () => {
  const random = seededRandom(7, 'pin');
  expect(Array.from({ length: 6 }, () => random.integer(0, 999))).toMatchInlineSnapshot(`
    [
      666,
      315,
      979,
      737,
      950,
      844,
    ]
  `);
  expect(hashText('pin')).toMatchInlineSnapshot(`"c7fa395836dedfee93fcc6fb"`);
});

const rising = (a: number, b: number) => a - b;

describe('always', () => {
  test('draws lie in range and picks come from the list', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer(),
        fc.nat(500),
        fc.array(fc.nat(), { minLength: 1 }),
        (seed, least, span, items) => {
          const random = seededRandom(seed);
          const share = random.next();
          expect(share >= 0 && share < 1).toBe(true);
          const whole = random.integer(least, least + span);
          expect(Number.isInteger(whole) && whole >= least && whole <= least + span).toBe(true);
          expect(items).toContain(random.pick(items));
          expect(random.shuffled(items).toSorted(rising)).toEqual(items.toSorted(rising));
        },
      ),
    );
  });

  test('a hash is 24 hexadecimal digits', () => {
    fc.assert(fc.property(fc.string(), (text) => /^[0-9a-f]{24}$/.test(hashText(text))));
  });
});

test('chances come out about as often as they say, also over neighbouring seeds', () => {
  let hits = 0;
  for (let seed = 0; seed < 4000; seed++) if (seededRandom(seed, 'x').chance(0.06)) hits += 1;
  expect(hits).toBeGreaterThan(180);
  expect(hits).toBeLessThan(300);
});

test('neighbouring texts get distinct hashes', () => {
  const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`);
  expect(new Set(texts.map(hashText)).size).toBe(5000);
});

test('nothing can be picked from an empty list', () => {
  expect(() => seededRandom(1).pick([])).toThrow(RangeError);
});
