import { expect, it } from 'vitest';
import { renderCost, renderMs, savedBy } from './cost.ts';

const final = (nanoUsd: number) => ({ state: 'final', nanoUsd }) as const;
const estimated = (nanoUsd: number) => ({ state: 'estimated', nanoUsd }) as const;
const unknown = { state: 'unknown' } as const;

it.each([
  [final(1_200_000), '$0.0012'],
  [estimated(1_200_000), '~$0.0012'],
  [unknown, 'unknown'],
  [final(0), '$0.00'],
])('renders %o as %s', (cost, text) => {
  expect(renderCost(cost)).toBe(text);
});

it.each([
  { cost: final(1), baseline: final(5), saved: final(4) },
  { cost: final(5), baseline: final(1), saved: final(-4) },
  { cost: estimated(1), baseline: final(5), saved: estimated(4) },
  { cost: final(1), baseline: estimated(5), saved: estimated(4) },
  { cost: unknown, baseline: final(5), saved: unknown },
  { cost: final(1), baseline: unknown, saved: unknown },
])('$cost instead of $baseline saves $saved', ({ cost, baseline, saved }) => {
  expect(savedBy(cost, baseline)).toEqual(saved);
});

it.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [61_234, '61.2 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(renderMs(milliseconds)).toBe(text);
});
