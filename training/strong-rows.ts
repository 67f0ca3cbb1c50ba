import { readSet } from './permissive-rows.ts';

/** A question, and how often strong models answered it better than weak ones; 0.5 is as often as its set. */
export interface StrongRow {
  readonly text: string;
  readonly share: number;
}

interface ScoredPrompt {
  readonly src: string;
  readonly use: string;
  readonly set?: string;
  readonly prompt: string;
  readonly scores?: Readonly<Record<string, number>>;
}

const STRONG =
  /gpt-4|claude-3-5|claude-v[12]|claude-3-opus|405B|o1-|70B|72B|Large|gemini-1.5-pro|Yi-34B|llama-2-70b|grok|athene/i;

/**
 * Prompts that several models answered. What differs from set to set is taken out first: otherwise the model
 * would learn to tell data sets apart.
 */
export function strongRows(folder: string): readonly StrongRow[] {
  const rows = (readSet(folder, 'cost') as readonly ScoredPrompt[]).flatMap((row) => {
    const gain = row.use === 'train' ? gainOf(row) : null;
    return gain === null ? [] : [{ text: row.prompt, set: `${row.src}/${row.set ?? ''}`, gain }];
  });
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { set, gain } of rows) {
    const before = sums.get(set) ?? { sum: 0, count: 0 };
    sums.set(set, { sum: before.sum + gain, count: before.count + 1 });
  }
  return rows.map(({ text, set, gain }) => {
    const { sum = 0, count = 1 } = sums.get(set) ?? {};
    return { text, share: Math.min(1, Math.max(0, 0.5 + (gain - sum / count) / 2)) };
  });
}

/** How much better the strong models did, and where all are weak, how many failed. */
function gainOf({ scores = {}, src }: ScoredPrompt): number | null {
  const all = Object.entries(scores).filter(([, score]) => typeof score === 'number');
  if (all.length < 2) return null;
  const failed = 1 - mean(all.map(([, score]) => score));
  const strong = all.filter(([model]) => STRONG.test(model)).map(([, score]) => score);
  const weak = all.filter(([model]) => !STRONG.test(model)).map(([, score]) => score);
  if (src === 'routerdc_7b' || strong.length === 0 || weak.length === 0) return failed;
  return mean(strong) - mean(weak);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
