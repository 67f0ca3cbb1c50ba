import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fateOf, type Fate } from './fate.ts';

const KEYS = Array.from({ length: 6000 }, (_, at) => `content ${at}`);

function kinds(where: 'api' | 'local', occurrence: number): readonly Fate['kind'][] {
  return KEYS.map((key) => fateOf({ seed: 1, where, key, occurrence }).kind);
}

function share(all: readonly Fate['kind'][], ...wanted: readonly Fate['kind'][]): number {
  return all.filter((kind) => wanted.includes(kind)).length / all.length;
}

test('an API fails for about one content in a hundred and never answers badly', () => {
  const first = kinds('api', 1);
  expect(share(first, 'overloaded', 'server-error')).toBeGreaterThan(0.006);
  expect(share(first, 'overloaded', 'server-error')).toBeLessThan(0.016);
  expect(share(first, 'overloaded')).toBeGreaterThan(share(first, 'server-error'));
  expect(share(first, 'server-error')).toBeGreaterThan(0);
  expect(share(first, 'bad-answer')).toBe(0);
});

test('a local model fails a little more often and answers about six in a hundred badly', () => {
  const first = kinds('local', 1);
  expect(share(first, 'overloaded', 'server-error')).toBeGreaterThan(0.01);
  expect(share(first, 'overloaded', 'server-error')).toBeLessThan(0.02);
  expect(share(first, 'bad-answer')).toBeGreaterThan(0.045);
  expect(share(first, 'bad-answer')).toBeLessThan(0.075);
});

test('half of the bad answers stay bad, the others are good when asked again', () => {
  const second = share(kinds('local', 2), 'bad-answer');
  expect(second).toBeGreaterThan(0.02);
  expect(second).toBeLessThan(0.04);
  expect(kinds('local', 9).filter((kind) => kind === 'bad-answer')).toHaveLength(
    kinds('local', 3).filter((kind) => kind === 'bad-answer').length,
  );
});

test('no content fails a third time', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom('api' as const, 'local' as const),
      fc.string(),
      fc.integer({ min: 3, max: 50 }),
      (seed, where, key, occurrence) => {
        const { kind } = fateOf({ seed, where, key, occurrence });
        expect(['good-answer', 'bad-answer']).toContain(kind);
      },
    ),
    { numRuns: 2000 },
  );
});
