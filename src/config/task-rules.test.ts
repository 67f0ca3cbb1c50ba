import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ModicumError } from '../core/error.ts';
import { TASK_TYPES } from '../core/task.ts';
import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy } from './load-policy.ts';

const catalog = loadCatalog();

function load(tasks: string) {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-tasks-'));
  const path = join(folder, 'p.yaml');
  writeFileSync(path, `version: 1\ntasks: ${tasks}\n`);
  try {
    return loadPolicy({ path, environment: { HOME: '/nowhere' }, catalog, today: '2026-11-20' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mistakesOf(tasks: string): string {
  try {
    load(tasks);
  } catch (error) {
    if (error instanceof ModicumError) return error.message;
    throw error;
  }
  return '';
}

describe('the task table of the built-in policy', () => {
  test('is what the contracts say, type by type', () => {
    const { policy } = load('{}');
    for (const type of TASK_TYPES) {
      const { about, aliases, examples, type: _, ...rule } = TASK_CONTRACTS[type];
      expect([about, aliases, examples].every((part) => part.length >= 0)).toBe(true);
      expect(policy.tasks[type], type).toEqual(rule);
    }
  });

  test('is told with the rest, without a line because it stands in no file', () => {
    const { source, values } = load('{}');
    expect(source.explain('tasks.translate.deadline')).toEqual({ value: '5m', from: 'default' });
    const told = values().filter(({ path }) => path[0] === 'tasks' && path[1] === 'translate');
    expect(told).toHaveLength(14);
  });
});

describe('a task of the user’s file', () => {
  test('changes what it names and keeps the rest of its contract', () => {
    const { policy } = load(
      '{ summarize: { floor: 1, retries: 3, unavailable: { wait: 2s }, under_cost: 6, deadline: 90s, kind: judgment, stakes: high, recoverable: false, repeatable: false } }',
    );
    const { delivery, expectedOutputTokens, validate } = TASK_CONTRACTS.summarize;
    expect(policy.tasks.summarize).toEqual({
      // The tier was left to the contract, so it follows the floor.
      tier: 1,
      floor: 1,
      cap: 3,
      kind: 'judgment',
      stakes: 'high',
      recoverable: false,
      delivery,
      validate,
      expectedOutputTokens,
      repeatable: false,
      retries: 3,
      deadlineMs: 90_000,
      underCost: 6,
      unavailable: { action: 'wait', waitMs: 2_000 },
    });
  });

  test('takes back what a contract says', () => {
    const { policy } = load(
      '{ extract_fields: { retries: null, deadline: null }, write_code: { unavailable: null } }',
    );
    expect(policy.tasks.extract_fields).toMatchObject({ retries: null, deadlineMs: null });
    expect(policy.tasks.write_code.unavailable).toBeNull();
  });

  test.each([
    ['{ write_code: { cap: 1 } }', { tier: 1, floor: 1, cap: 1 }],
    ['{ write_code: { floor: 3 } }', { tier: 3, floor: 3, cap: 3 }],
    ['{ write_code: { floor: 0 } }', { tier: 2, floor: 0, cap: 3 }],
  ])('%s: a tier that is not written follows', (tasks, expected) => {
    expect(load(tasks).policy.tasks.write_code).toMatchObject(expected);
  });

  test.each([
    ['{ summarize: { retries: 6 } }', ':2:32 tasks.summarize.retries: must be at most 5'],
    ['{ summarize: { retries: many } }', ':2:32 tasks.summarize.retries: must be a number'],
    [
      '{ summarize: { deadline: 30 } }',
      'tasks.summarize.deadline: must be a duration from 1s to 24h',
    ],
    ['{ summarize: { kind: thinking } }', 'kind: must be one of judgment, processing'],
    ['{ summarize: { stakes: medium } }', 'stakes: must be one of low, high'],
    ['{ summarize: { recoverable: perhaps } }', 'tasks.summarize.recoverable: must be'],
    ['{ summarize: { repeatable: 1 } }', 'tasks.summarize.repeatable: must be'],
    ['{ summarize: { under_cost: 0.5 } }', 'tasks.summarize.under_cost: must be'],
    ['{ summarize: { under_costs: 2 } }', 'is not a key (did you mean "under_cost"?)'],
    [
      '{ summarize: { unavailable: climb } }',
      'write escalate, refuse or { wait: 20s }, from 1ms to 10m',
    ],
  ])('refuses %s', (tasks, says) => {
    expect(mistakesOf(tasks)).toContain(says);
  });
});
