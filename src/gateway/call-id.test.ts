import { expect, it } from 'vitest';
import { createCallIds } from './call-id.ts';

it('gives ids of one shape, each once', () => {
  const next = createCallIds(() => 1_795_176_242_347);
  const ids = Array.from({ length: 2_000 }, next);
  for (const id of ids) expect(id).toMatch(/^call_[0-9a-hjkmnp-tv-z]{22}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

it('sorts by time, to the millisecond', () => {
  let now = 0;
  const next = createCallIds(() => now);
  const times = [0, 1, 31, 32, 1_000, 1_795_176_242_347, 1_795_176_242_348, 4_102_444_800_000];
  const ids = times.map((time) => {
    now = time;
    return next();
  });
  expect(ids.toSorted()).toEqual(ids);
});

it('takes a clock before 1970 for 1970', () => {
  expect(createCallIds(() => -5)()).toMatch(/^call_0{10}/);
});
