import { describe, expect, it } from 'vitest';
import { newsAt } from './news.ts';
import type { Row } from './row.ts';

function row(text: string): Row {
  return {
    source: 'prompts',
    text,
    type: 'translate',
    types: ['translate'],
    tier: 0,
    stakes: 'low',
    style: 'plain',
  };
}

const folding = { folds: 4, foldOf: (index: number) => index % 4 };

describe('how much of a text is new', () => {
  it('is nothing where all texts are alike', () => {
    const alike = Array.from({ length: 20 }, () => row('translate the menu to French'));
    expect(newsAt(alike, folding)).toEqual([0, 0]);
  });

  it('is much where each has words of its own, and its highest percent is no less than its median', () => {
    const letters = (at: number) => 'abcdefghijklmnopqrst'[at] ?? '';
    const mixed = Array.from({ length: 20 }, (_, at) =>
      row(at < 16 ? 'translate the menu to French' : `${letters(at).repeat(4)} zz${letters(at)}`),
    );
    const [median, highest] = newsAt(mixed, folding);
    expect(median).toBe(0);
    expect(highest).toBeGreaterThan(0.3);
    expect(highest).toBeLessThanOrEqual(1);
  });
});
