import type { MetaFinding } from '../core/meta.ts';
import { createRecentMap } from './recent-map.ts';

/**
 * What models said of earlier questions, by the hash of each, so that repeats do not pay twice; and what is
 * being asked just now, so that the same question is not asked twice at once. In memory, bounded, and
 * without the questions themselves.
 */
export interface MetaMemory {
  known(key: string): MetaFinding | undefined;
  /** The same question, under way for another call. */
  underWay(key: string): Promise<MetaFinding | null> | undefined;
  /** Asks, for all who come meanwhile. `null` from `ask`: the call that asked ended first. */
  ask(key: string, ask: () => Promise<MetaFinding | null>): Promise<MetaFinding | null>;
}

const MOST_ANSWERS = 2_000;

export function createMetaMemory(limit: number = MOST_ANSWERS): MetaMemory {
  const answers = createRecentMap<MetaFinding>(limit);
  const asking = new Map<string, Promise<MetaFinding | null>>();
  return {
    known: (key) => answers.get(key),
    underWay: (key) => asking.get(key),
    async ask(key, ask) {
      const asked = ask();
      asking.set(key, asked);
      try {
        const finding = await asked;
        if (finding !== null && isLasting(finding)) answers.set(key, finding);
        return finding;
      } finally {
        asking.delete(key);
      }
    },
  };
}

/** What the model itself made of the question; that it could not be reached passes. */
function isLasting(finding: MetaFinding): boolean {
  return finding.kind === 'answered' || LASTING.has(finding.problem);
}

const LASTING: ReadonlySet<string> = new Set(['refused', 'not_an_answer', 'unsure']);
