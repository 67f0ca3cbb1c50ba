import { expect, it } from 'vitest';
import { promptWasCut } from './prompt-cut.ts';

it.each([
  // estimate, counted, context, cut
  [3000, 2900, 8192, false],
  [3000, 20, 8192, false],
  [3000, null, 8192, false],
  [9000, null, 8192, false],
  [160_689, 16_384, 16_384, true],
  [160_689, 16_000, 16_384, true],
  [160_689, 4_000, 16_384, true],
  [9000, 7000, 8192, false],
  [9000, 4000, 8192, true],
  [8000, 7783, 8192, true],
  [8000, 7782, 8192, false],
] as const)('estimated %s, counted %s, context %s: %s', (estimated, counted, numCtx, cut) => {
  const count = { estimatedPromptTokens: estimated, promptEvalCount: counted, numCtx };
  expect(promptWasCut(count)).toBe(cut);
});
