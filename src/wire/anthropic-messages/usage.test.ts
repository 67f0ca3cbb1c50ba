import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Usage, UsageReading } from '../../core/usage.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import { readUsage, writeUsage } from './usage.ts';

function reported(counts: Partial<Usage>): UsageReading {
  return {
    state: 'reported',
    usage: {
      freshInputTokens: 10,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 5,
      thinkingTokens: null,
      ...counts,
    },
  };
}

const BASE = { input_tokens: 10, output_tokens: 5 };

describe('one object', () => {
  test.each<[JsonObject, UsageReading]>([
    [BASE, reported({})],
    [{ ...BASE, cache_read_input_tokens: 7 }, reported({ cacheReadTokens: 7 })],
    [{ ...BASE, cache_read_input_tokens: null, cache_creation: null }, reported({})],
    [{ ...BASE, cache_creation_input_tokens: 9 }, reported({ cacheWrite5mTokens: 9 })],
    [
      {
        ...BASE,
        cache_creation_input_tokens: 9,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
      },
      reported({ cacheWrite5mTokens: 4, cacheWrite1hTokens: 5 }),
    ],
    [
      { ...BASE, cache_creation: { ephemeral_1h_input_tokens: 5 } },
      reported({ cacheWrite1hTokens: 5 }),
    ],
    [
      {
        ...BASE,
        cache_creation_input_tokens: 20,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
      },
      reported({ cacheWrite5mTokens: 15, cacheWrite1hTokens: 5 }),
    ],
    [{ ...BASE, output_tokens_details: { thinking_tokens: 3 } }, reported({ thinkingTokens: 3 })],
    [{ ...BASE, output_tokens_details: { thinking_tokens: null } }, reported({})],
    [{ ...BASE, service_tier: 'standard', iterations: [], unheard_of: -1 }, reported({})],
  ])('%j', (usage, reading) => {
    expect(readUsage(usage)).toEqual(reading);
  });

  const COUNTERS: readonly ((value: Json) => JsonObject)[] = [
    (value) => ({ ...BASE, input_tokens: value }),
    (value) => ({ ...BASE, output_tokens: value }),
    (value) => ({ ...BASE, cache_read_input_tokens: value }),
    (value) => ({ ...BASE, cache_creation_input_tokens: value }),
    (value) => ({ ...BASE, cache_creation: { ephemeral_5m_input_tokens: value } }),
    (value) => ({ ...BASE, cache_creation: { ephemeral_1h_input_tokens: value } }),
    (value) => ({ ...BASE, output_tokens_details: { thinking_tokens: value } }),
  ];

  test.each([-1, 1.5, 1e300, '7', true, {}])('a counter of %j makes all unknown', (value) => {
    for (const usage of COUNTERS) expect(readUsage(usage(value))).toEqual(UNKNOWN_USAGE);
  });

  test.each<[Json | undefined]>([
    [undefined],
    [null],
    ['10'],
    [[]],
    [{}],
    [{ input_tokens: 1 }],
    [{ output_tokens: 1 }],
  ])('%j is unknown', (usage) => {
    expect(readUsage(usage)).toEqual(UNKNOWN_USAGE);
  });
});

describe('a later object of the same stream', () => {
  const earlier = reported({
    cacheReadTokens: 7,
    cacheWrite5mTokens: 4,
    cacheWrite1hTokens: 5,
    outputTokens: 1,
  });

  test('keeps the input it does not repeat', () => {
    expect(readUsage({ output_tokens: 42 }, earlier)).toEqual(
      reported({
        cacheReadTokens: 7,
        cacheWrite5mTokens: 4,
        cacheWrite1hTokens: 5,
        outputTokens: 42,
      }),
    );
  });

  test('keeps the lifetimes of a total it repeats', () => {
    const later = {
      input_tokens: 11,
      output_tokens: 42,
      cache_creation_input_tokens: 9,
      cache_read_input_tokens: 8,
    };
    expect(readUsage(later, earlier)).toEqual(
      reported({
        freshInputTokens: 11,
        cacheReadTokens: 8,
        cacheWrite5mTokens: 4,
        cacheWrite1hTokens: 5,
        outputTokens: 42,
      }),
    );
  });

  test('is unknown without a count of the output, or of the input anywhere', () => {
    expect(readUsage({ input_tokens: 10 }, earlier)).toEqual(UNKNOWN_USAGE);
    expect(readUsage({ output_tokens: 42 }, UNKNOWN_USAGE)).toEqual(UNKNOWN_USAGE);
  });
});

test('never anything but whole counts, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(
          'input_tokens',
          'output_tokens',
          'cache_creation',
          'cache_creation_input_tokens',
        ),
        fc.jsonValue(),
      ),
      (value, usage) => {
        for (const reading of [readUsage(value), readUsage(usage)]) {
          const counts =
            reading.state === 'unknown'
              ? []
              : Object.values(reading.usage as unknown as JsonObject);
          expect(
            counts.every(
              (count) => count === null || (Number.isSafeInteger(count) && Number(count) >= 0),
            ),
          ).toBe(true);
        }
      },
    ),
  );
});

test('what is written is read back the same; unknown is written as 0', () => {
  const count = fc.nat(1_000_000);
  const usage = fc.record({
    freshInputTokens: count,
    cacheReadTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    outputTokens: count,
    thinkingTokens: fc.option(count),
  });
  fc.assert(
    fc.property(usage, (counts) => {
      const reading: UsageReading = { state: 'reported', usage: counts };
      expect(readUsage(writeUsage(reading))).toEqual(reading);
    }),
  );
  expect(writeUsage(UNKNOWN_USAGE)).toEqual({ input_tokens: 0, output_tokens: 0 });
});
