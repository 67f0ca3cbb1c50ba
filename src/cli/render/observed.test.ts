import { describe, expect, it } from 'vitest';
import type { Observed } from '../../ledger/ledger.ts';
import { renderObserved } from './observed.ts';

const seen = (purpose: Observed['purpose'], nanoUsd: number, shadowNanoUsd: number): Observed => ({
  purpose,
  calls: 2,
  nanoUsd,
  shadowNanoUsd,
  unknownCosts: 0,
});

describe('what observation found', () => {
  it('is nothing where nothing was observed', () => {
    expect(renderObserved([])).toEqual([]);
  });

  it('adds the turns after a tool to the main conversation, and asks nobody to move it', () => {
    const lines = renderObserved([
      seen('main', 1_000_000_000, 500_000_000),
      seen('tool_continuation', 2_000_000_000, 500_000_000),
    ]);
    expect(lines).toEqual(['  observed       main        4 calls, $3.00 as named, ≈ $1.00 routed']);
  });

  it('names the command for what would save most', () => {
    const lines = renderObserved([
      seen('title', 30_000_000, 10_000_000),
      seen('sub_agent', 900_000_000, 100_000_000),
      seen('web_summary', 10_000_000, 40_000_000),
    ]);
    expect(lines.at(-1)).toBe('  to route it    modicum policy set sub_agent=modicum/auto');
    expect(lines).toHaveLength(4);
  });

  it('names none where routing would cost more', () => {
    expect(renderObserved([seen('title', 10, 20)])).toHaveLength(1);
  });

  it('says what it left out', () => {
    const [line] = renderObserved([{ ...seen('title', 0, 0), calls: 1, unknownCosts: 1 }]);
    expect(line).toContain('1 call, $0.00 as named, ≈ $0.00 routed (1 of unknown cost left out)');
  });
});
