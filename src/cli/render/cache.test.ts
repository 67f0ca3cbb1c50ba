import { describe, expect, it } from 'vitest';
import {
  closedAttemptWith,
  closedCallWith,
  openAttemptWith,
  openCallWith,
} from '../../../test/conformance/ledger-rows.ts';
import type { ClosedAttempt, OpenAttempt, OpenCall, Receipt } from '../../ledger/ledger.ts';
import { cacheFields, cacheMiss, foresightLine, renderForesight } from './cache.ts';

const usage = (cacheReadTokens: number, freshInputTokens = 100): ClosedAttempt['usage'] => ({
  state: 'reported',
  usage: {
    freshInputTokens,
    cacheReadTokens,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 1,
    thinkingTokens: null,
  },
});

function receipt(
  call: Partial<OpenCall>,
  opened: Partial<OpenAttempt> = {},
  closed: Partial<ClosedAttempt> | null = { usage: usage(900) },
): Receipt {
  const callId = 'call_1';
  return {
    call: openCallWith({ callId, ...call }),
    closed: closedCallWith({ callId }),
    retriedBy: [],
    attempts: [
      {
        opened: openAttemptWith({ callId, ...opened }),
        closed: closed === null ? null : closedAttemptWith({ callId, ...closed }),
      },
    ],
  };
}

describe('what was expected of a cache', () => {
  it('stands beside what was reported', () => {
    const [[, text] = []] = cacheFields(receipt({}));
    expect(text).toEqual([
      'expected warm: read 900, write 160; reported read 900, off by 0.0 % of the prompt',
    ]);
    expect(cacheMiss(receipt({}, {}, { usage: usage(850, 150) }))).toEqual({
      predictedReadTokens: 900,
      readTokens: 850,
      promptTokens: 1_000,
      offTokens: 50,
    });
  });

  it.each([
    ['no attempt ended', receipt({}, {}, null)],
    ['another model answered', receipt({}, { requestedModel: 'other' })],
    ['nothing was reported', receipt({}, {}, { usage: { state: 'unknown' } })],
    ['nothing was expected', receipt({ cachePrediction: null })],
  ])('is not compared where %s', (_name, one) => {
    expect(cacheMiss(one)).toBeNull();
  });

  it('and the sums of a switch are left out where there are none', () => {
    expect(cacheFields(receipt({ cachePrediction: null }))).toEqual([
      ['cache', []],
      ['switch', []],
    ]);
  });
});

describe('how well caches were foreseen', () => {
  const warm = {
    state: 'warm' as const,
    calls: 3,
    promptTokens: 10_000,
    predictedReadTokens: 9_000,
    readTokens: 8_800,
    offTokens: 240,
  };
  it('is told per state, and in one line', () => {
    expect(renderForesight([{ ...warm, state: 'cold', calls: 1 }, warm])).toEqual([
      'cold   1 turn, expected to read 9,000, read 8,800, off by 2.4 % of the prompts',
      'warm   3 turns, expected to read 9,000, read 8,800, off by 2.4 % of the prompts',
    ]);
    expect(foresightLine([warm])).toEqual([
      '  caches         3 turns foreseen, off by 2.4 % of the prompts',
    ]);
    expect(foresightLine([{ ...warm, calls: 1, promptTokens: 0, offTokens: 0 }])).toEqual([
      '  caches         1 turn foreseen, off by 0.0 % of the prompts',
    ]);
    expect(foresightLine([])).toEqual([]);
  });
});
