import { describe, expect, it } from 'vitest';
import type { SwitchAccount } from '../../core/switch-guard.ts';
import type { CachePrediction } from '../../core/warmth.ts';
import { cacheText, renderSwitch } from './switch.ts';

const cache = (change: Partial<CachePrediction>): CachePrediction => ({
  state: 'warm',
  coldBecause: null,
  readTokens: 77_300,
  writeTokens: 700,
  freshTokens: 0,
  ttl: '5m',
  ...change,
});

const cost = (first: number, later: number) => ({
  firstNanoUsd: first,
  laterNanoUsd: later,
  totalNanoUsd: first + later,
});

const account = (change: Partial<SwitchAccount>): SwitchAccount => ({
  verdict: 'not_worth',
  boundary: 'after_compaction',
  outlook: { turns: 9, newTokens: 700, growthTokens: 700, outputTokens: 220 },
  stay: { model: 'p/a', cache: cache({}), cost: cost(23_000_000, 184_000_000) },
  move: {
    model: 'p/b',
    cache: cache({ state: 'cold', coldBecause: 'first_visit', readTokens: 0, writeTokens: 78_000 }),
    cost: cost(197_000_000, 94_000_000),
  },
  breakEvenTurns: 16,
  ...change,
});

describe('the arithmetic of a switch', () => {
  it('stands in lines that a person can add up', () => {
    expect(renderSwitch(account({}))).toEqual([
      'stay  p/a  warm: read 77,300, write 700  $0.0230 next + 8 later × ≈ $0.0230 = $0.2070',
      'move  p/b  cold (first visit): write 78,000  $0.1970 next + 8 later × ≈ $0.0118 = $0.2910',
      'over  9 turns to come, 700 tokens more each, 220 tokens answered',
      'moving is not worth it: $0.0840 more; it breaks even after 16 turns',
      'what would change it: 16 turns to come or more',
    ]);
  });

  it('of a single turn has no later ones', () => {
    const outlook = { turns: 1, newTokens: 1, growthTokens: 1, outputTokens: 1 };
    const [stay, , over] = renderSwitch(
      account({ outlook, stay: { model: 'p/a', cache: cache({}), cost: cost(900, 0) } }),
    );
    expect(stay).toBe('stay  p/a  warm: read 77,300, write 700  $0.00000090 next = $0.00000090');
    expect(over).toBe('over  1 turn to come, 1 token more each, 1 token answered');
  });

  it.each<[string, Partial<SwitchAccount>, string, string]>([
    [
      'pays later',
      {
        verdict: 'pays',
        breakEvenTurns: 3,
        move: { model: 'p/b', cache: cache({}), cost: cost(0, 107_000_000) },
      },
      'moving pays: $0.1000 less; it breaks even after 3 turns',
      'fewer than 3 turns to come',
    ],
    [
      'pays at once',
      { verdict: 'pays', breakEvenTurns: 1 },
      'it breaks even after 1 turn',
      'the next turn alone costs less there',
    ],
    ['never pays', { breakEvenTurns: null }, 'it never breaks even', 'nothing about its length'],
    [
      'pays only for a while',
      { breakEvenTurns: 2 },
      'breaks even after 2 turns',
      'dearer price band',
    ],
    ['is not safe', { verdict: 'unsafe' }, 'would cost $0.0840 more', 'the turn after compaction'],
    [
      'is not safe, but cheaper',
      { verdict: 'unsafe', move: { model: 'p/b', cache: cache({}), cost: cost(0, 7_000_000) } },
      'would cost $0.2000 less',
      'a model or tier that the call names',
    ],
    [
      'has no price',
      { verdict: 'unpriced', breakEvenTurns: null },
      'a price is unknown',
      'prices override',
    ],
  ])('that %s says what would change it', (_name, change, verdict, changed) => {
    const lines = renderSwitch(account(change));
    expect(lines[3]).toContain(verdict);
    expect(lines[4]).toContain(changed);
  });

  it('says so where a price is unknown', () => {
    const move = { model: 'p/b', cache: cache({}), cost: null };
    expect(renderSwitch(account({ verdict: 'unpriced', move }))[1]).toContain('price unknown');
  });
});

describe('a cache in one line', () => {
  it.each<[Partial<CachePrediction>, string]>([
    [{ ttl: '1h' }, 'warm: read 77,300, write 700 for 1h'],
    [{ readTokens: 0, writeTokens: 0, freshTokens: 12, ttl: null }, 'warm: in full 12'],
    [{ readTokens: 0, writeTokens: 0 }, 'warm: nothing'],
    [{ state: 'cold', coldBecause: 'expired' }, 'cold (idle for longer than it lives): '],
    [{ state: 'return' }, 'return: read'],
  ])('%o', (change, text) => {
    expect(cacheText(cache(change))).toContain(text);
  });
});
