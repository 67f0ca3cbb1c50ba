import { describe, expect, test } from 'vitest';
import { judgeSpeeds } from './speeds.ts';

const SPEED = {
  samples: 12,
  outputTokensPerSecond: 40,
  promptTokensPerSecond: null,
  startMs: 5,
  firstTokenMs: 300,
  loadMs: null,
};
const one = (speed: typeof SPEED | null, assumed: number | null = 10) =>
  judgeSpeeds({ assumed, models: [{ model: 'local/a', speed }] })[0];

describe('how fast local models are', () => {
  test.each([
    ['measured', one(SPEED), 'ok', 'local/a: 40 tokens/s'],
    ['slow', one({ ...SPEED, outputTokensPerSecond: 1 }), 'warning', '1.0 tokens/s'],
    ['not measured', one(null), 'skipped', 'taken for 10 tokens/s until it is'],
    ['hardly measured', one({ ...SPEED, samples: 2 }, null), 'skipped', 'taken for fast enough'],
    ['none', judgeSpeeds({ assumed: 10, models: [] })[0], 'skipped', 'no local model'],
  ] as const)('%s', (_, verdict, state, says) => {
    expect(verdict?.state).toBe(state);
    expect(verdict?.says).toContain(says);
  });
});
