import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTimeline } from './timeline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('ten simulated seconds pass in one real one at speed 10, counted from the start', async () => {
  const timeline = startTimeline(10);
  const reached: string[] = [];
  const course = (async () => {
    await timeline.reach(1000);
    reached.push('first');
    await timeline.reach(5000);
    reached.push('second');
  })();
  await vi.advanceTimersByTimeAsync(99);
  expect(reached).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(reached).toEqual(['first']);
  await vi.advanceTimersByTimeAsync(399);
  expect(reached).toEqual(['first']);
  await vi.advanceTimersByTimeAsync(1);
  expect(reached).toEqual(['first', 'second']);
  await course;
});

test('without a limit to the speed nothing is waited for', async () => {
  await startTimeline(Number.POSITIVE_INFINITY).reach(1_000_000);
  expect(vi.getTimerCount()).toBe(0);
});
