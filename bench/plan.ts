import type { Case } from './cases.ts';

/** How much is measured. Rounds are odd, so that a median is one of them. */
export interface Plan {
  readonly cases: readonly Case[];
  readonly translated: readonly Case[];
  readonly rounds: number;
  /** Unmeasured, before each case: what is longer takes longer to compile. */
  readonly warmUpMs: number;
  readonly throughputMs: number;
  readonly latencyRounds: number;
  readonly latencyMs: { readonly small: number; readonly large: number };
  readonly streams: number;
  readonly slowEvents: number;
  readonly starts: number;
}

const at = (connections: number): readonly Case[] => [
  { size: '1 KB', kind: 'JSON', connections },
  { size: '1 KB', kind: 'SSE', connections },
  { size: '120 KB', kind: 'JSON', connections },
  { size: '120 KB', kind: 'SSE', connections },
];

/** Under a minute: enough to see a change of a tenth. */
export const QUICK: Plan = {
  cases: at(16),
  translated: [],
  rounds: 3,
  warmUpMs: 500,
  throughputMs: 250,
  latencyRounds: 1,
  latencyMs: { small: 1_000, large: 1_500 },
  streams: 300,
  slowEvents: 8,
  starts: 1,
};

/** Several minutes. */
export const FULL: Plan = {
  cases: [...at(16), ...at(1), ...at(64)],
  translated: at(16),
  rounds: 5,
  warmUpMs: 1_000,
  throughputMs: 500,
  latencyRounds: 3,
  latencyMs: { small: 1_500, large: 3_000 },
  streams: 1_000,
  slowEvents: 24,
  starts: 3,
};
