import { expect, test } from 'vitest';
import { createFakeClock, FAKE_NOW } from './fake-clock.ts';

test('stands still until it is moved', () => {
  const clock = createFakeClock();
  expect(clock.now()).toBe(Date.parse('2026-11-20T09:00:00Z'));
  clock.advance(1500);
  expect(clock.now()).toBe(FAKE_NOW + 1500);
});

test('runs what falls due in order of time, each at its own time', () => {
  const clock = createFakeClock(0);
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`);
  clock.schedule(note('late'), 300);
  clock.schedule(note('early'), 100);
  clock.schedule(note('same time, later asked'), 100);
  clock.schedule(() => clock.schedule(note('asked on the way'), 50), 100);
  clock.schedule(note('not yet'), 301);
  const takeBack = clock.schedule(note('never'), 10);
  takeBack();
  clock.advance(300);
  expect(seen).toEqual([
    'early@100',
    'same time, later asked@100',
    'asked on the way@150',
    'late@300',
  ]);
  expect(clock.pending).toBe(1);
});

test('a corrected clock runs nothing and moves no timer', () => {
  const clock = createFakeClock(1000);
  const seen: number[] = [];
  clock.schedule(() => void seen.push(clock.now()), 100);
  clock.set(0);
  expect([clock.now(), seen]).toEqual([0, []]);
  clock.advance(100);
  expect(seen).toEqual([100]);
});
