import { describe, expect, test } from 'vitest';
import { TASK_TYPES } from '../../core/task.ts';
import { dayOfAgentWork, type ModelWork } from './workload.ts';

const DAY = dayOfAgentWork({ seed: 1 });
const CALLS: readonly ModelWork[] = DAY.filter((item) => item.kind === 'model');

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** Tokens of four characters, as the founding articles count. */
function promptTokens(item: ModelWork): number {
  return (item.system.length + item.prompt.length) / 4;
}

test('the same seed gives the same day, another seed another one', () => {
  expect(JSON.stringify(dayOfAgentWork({ seed: 1 }))).toBe(JSON.stringify(DAY));
  expect(JSON.stringify(dayOfAgentWork({ seed: 2 }))).not.toBe(JSON.stringify(DAY));
});

describe('the mix of the founding articles', () => {
  test.each([
    ['intent classification', 120, 800],
    ['summaries', 40, 3200],
    ['field extraction', 80, 600],
    ['schema validation', 60, 400],
    ['content', 15, 2000],
    ['code', 10, 4000],
  ])('%s: %i calls of about %i tokens', (group, count, tokens) => {
    const items = CALLS.filter((item) => item.group === group);
    expect(items).toHaveLength(count);
    const mean = average(items.map(promptTokens));
    expect(mean).toBeGreaterThan(tokens * 0.8);
    expect(mean).toBeLessThan(tokens * 1.2);
  });

  test('ninety-six heartbeats that need no model, ten minutes apart', () => {
    const beats = DAY.filter((item) => item.kind === 'none');
    expect(beats).toHaveLength(96);
    expect(beats.map((beat) => beat.minute)).toEqual(beats.map((_, at) => 420 + at * 10));
    expect(new Set(beats.map((beat) => beat.note)).size).toBeGreaterThan(20);
  });

  test('a few calls that must not go wrong, carry tools or a picture', () => {
    const truths = CALLS.filter((item) => item.group === 'highest stakes').map(({ truth }) => truth);
    expect(truths.toSorted()).toEqual([
      'credential_change',
      'irreversible_action',
      'production_deploy',
    ]);
    expect(CALLS.filter((item) => item.tools.length > 0)).toHaveLength(2);
    expect(CALLS.filter((item) => item.image !== null)).toHaveLength(1);
  });
});

test('the day runs in order, with unique ids and no prompt twice', () => {
  const minutes = DAY.map((item) => item.minute);
  expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
  expect(new Set(DAY.map((item) => item.id)).size).toBe(DAY.length);
  expect(new Set(CALLS.map((item) => item.prompt)).size).toBe(CALLS.length);
});

test('about a third declare nothing; what is declared is the truth', () => {
  const undeclared = CALLS.filter((item) => item.taskType === null).length / CALLS.length;
  expect(undeclared).toBeGreaterThan(0.25);
  expect(undeclared).toBeLessThan(0.42);
  for (const item of CALLS) {
    expect([null, item.truth]).toContain(item.taskType);
    expect(TASK_TYPES).toContain(item.truth);
  }
});

test('both clients, some streams, some background work and some pins', () => {
  const share = (wanted: (item: ModelWork) => boolean) => CALLS.filter(wanted).length;
  expect(share((item) => item.client === 'openai')).toBeGreaterThan(100);
  expect(share((item) => item.client === 'anthropic')).toBeGreaterThan(100);
  expect(share((item) => item.stream)).toBeGreaterThan(25);
  expect(share((item) => item.background)).toBeGreaterThan(10);
  const pins = CALLS.filter((item) => item.pinnedModel !== null);
  expect(pins.length).toBeGreaterThan(0);
  expect(pins.length).toBeLessThan(10);
});

test('no slot of any pattern is left open, for many seeds', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const item of dayOfAgentWork({ seed })) {
      const text = item.kind === 'model' && item.group !== 'code' ? item.prompt : '';
      expect(text).not.toMatch(/\{[\w-]+\}|undefined|NaN/);
    }
  }
});

test('labels that are offered stand in the text, and schemas allow no other field', () => {
  for (const item of CALLS) {
    for (const label of item.labels ?? []) expect(item.system + item.prompt).toContain(label);
    if (item.schema !== null) expect(item.schema['additionalProperties']).toBe(false);
  }
});
