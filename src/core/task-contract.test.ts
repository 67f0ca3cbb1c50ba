import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { type CallOptions, NO_OPTIONS } from './call-options.ts';
import type { Decision } from './decision.ts';
import { route } from './route.ts';
import type { TaskRule } from './task.ts';
import type { Tier } from './tier.ts';

const DAY = Date.UTC(2026, 10, 20);

interface World {
  readonly tier?: Tier;
  readonly rule?: Partial<TaskRule>;
  readonly options?: Partial<CallOptions>;
  readonly tools?: boolean;
  readonly requestedModel?: string;
  readonly down?: readonly string[];
}

/** A summary, declared or recognised, in a world with a contract of its own for it. */
function decide(world: World) {
  const tier = world.tier ?? 0;
  const policy = samplePolicy({
    tasks: sampleTasks({ summarize: sampleRule(tier, world.rule) }),
    tiers: { ...samplePolicy().tiers, 1: sampleTier('openai/sample-gpt') },
  });
  const tools = world.tools === true ? [SOME_TOOL] : [];
  const call = sampleCall({ tools, requestedModel: world.requestedModel ?? 'modicum/auto' });
  const upstreams = policy.providers.map(({ name }) => {
    const state = world.down?.includes(name) === true ? ('down' as const) : ('up' as const);
    return [name, { hasKey: true, state, models: null }] as const;
  });
  const conditions = sampleConditions({
    now: DAY,
    options: { ...NO_OPTIONS, ...world.options },
    upstreams: Object.fromEntries(upstreams),
  });
  return route(call, sampleClassification('summarize'), policy, conditions);
}

const SOME_TOOL = { name: 'look', description: null, inputSchema: {} } as never;

function decided(world: World): Decision {
  const decision = decide(world);
  if (decision.kind === 'refusal') throw new Error(decision.explanation);
  return decision;
}

describe('the retries of a task', () => {
  test.each([
    [null, [1, 1]],
    [0, [0, 0]],
    [3, [3, 3]],
  ])('%s: %j at the steps of the plan', (retries, expected) => {
    const { plan } = decided({ rule: { retries } });
    expect(plan.slice(0, 2).map((step) => step.retries)).toEqual(expected);
  });

  test('do not count for a model that was named', () => {
    const { plan } = decided({ rule: { retries: 3 }, requestedModel: 'sample-work' });
    expect(plan.map((step) => step.retries)).toEqual([1]);
  });
});

describe('the deadline of a task', () => {
  const rule = { deadlineMs: 30_000 };
  const declared = { task: 'summarize' as const };

  test.each<[string, World, number]>([
    ['holds for what is judged first', { rule }, 30_000],
    ['is that of the policy where there is none', {}, 600_000],
    ['never lengthens that of the policy', { rule: { deadlineMs: 900_000 } }, 600_000],
    ['yields to the call’s own', { rule, options: { deadlineMs: 45_000 } }, 45_000],
    ['does not cut a stream on a guess', { rule: { ...rule, delivery: 'streamed' } }, 600_000],
    ['does not cut an agent’s turn on a guess', { rule, tools: true }, 600_000],
    [
      'holds for a stream whose task is declared',
      { rule: { ...rule, delivery: 'streamed' }, options: declared },
      30_000,
    ],
    ['does not count for a model that was named', { rule, requestedModel: 'sample-work' }, 600_000],
  ])('%s', (_, world, expected) => {
    expect(decided(world).deadlineMs).toBe(expected);
  });

  test('bounds every attempt, and lifts work that a slow tier cannot do in time', () => {
    expect(decided({ rule }).plan.map((step) => step.timeoutMs)).toEqual([30_000, 30_000, 30_000]);
    const slow = decided({ rule: { deadlineMs: 2_000, expectedOutputTokens: 100 } });
    expect(slow).toMatchObject({ tier: 1, reasons: ['deadline_too_short'] });
  });
});

describe('what a task says of a tier that is down', () => {
  test.each<[TaskRule['unavailable'], string]>([
    [null, 'refused'],
    [{ action: 'refuse' }, 'refused'],
    [{ action: 'escalate' }, 'tier 2 0'],
    [{ action: 'wait', waitMs: 2_000 }, 'tier 1 2000'],
  ])('%j', (unavailable, expected) => {
    const decision = decide({ tier: 1, rule: { unavailable }, down: ['openai'] });
    const [first] = decision.kind === 'refusal' ? [] : decision.plan;
    const told = first === undefined ? 'refused' : `tier ${first.tier} ${first.waitMs}`;
    expect(told).toBe(expected);
  });
});
