import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalUsd } from '../core/money.ts';
import { parseByteSize, parseDollars, parseDuration } from './quantity.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['30 s', 30_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['0s', 0],
  ['30', null],
  ['-1s', null],
  ['1.5s', null],
  ['1d', null],
  ['s', null],
  ['1S', null],
  [30, null],
  [null, null],
])('%s as a duration is %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ['100B', 100],
  ['1KB', 1024],
  ['32MB', 33_554_432],
  ['32', null],
  ['32mb', null],
  [32, null],
])('%s as a size is %s', (text, expected) => {
  expect(parseByteSize(text)).toBe(expected);
});

describe('dollars', () => {
  test.each([
    [0, 0],
    [0.1, 100_000_000],
    ['0.10', 100_000_000],
    ['2.5', 2_500_000_000],
    [1e-9, 1],
    ['0.000000001', 1],
    ['0.0000000001', null],
    [1e-10, null],
    [100_000, 100_000_000_000_000],
    [100_000.5, null],
    ['100001', null],
    [-1, null],
    ['-1', null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    ['$1', null],
    ['1e3', null],
    ['', null],
    [true, null],
  ])('%s is %s nano-USD', (value, expected) => {
    expect(parseDollars(value)).toBe(expected);
  });

  test('are exact, as text and as a number', () => {
    const price = fc.integer({ min: 0, max: 100_000_000_000 });
    fc.assert(
      fc.property(price, (nanoUsd) => {
        expect(parseDollars(decimalUsd(nanoUsd))).toBe(nanoUsd);
        expect(parseDollars(Number(decimalUsd(nanoUsd)))).toBe(nanoUsd);
      }),
    );
  });
});
