import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  sampleJudged,
  samplePolicy,
  sampleRule,
  sampleTasks,
} from '../testing/policy.ts';
import type { Judged } from './classification.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import { routeTiered } from './route-tiered.ts';
import type { TaskRule, TaskType } from './task.ts';
import { chooseTier } from './tier-choice.ts';
import type { Tier } from './tier.ts';

interface Seen {
  readonly type?: TaskType | null;
  readonly confidence?: number;
  readonly judged?: Partial<Judged>;
  readonly rule?: TaskRule;
  readonly options?: Partial<CallOptions>;
  readonly defaultTier?: Tier;
  readonly backgroundStart?: Tier;
}

function inputOf({ type = 'summarize', confidence = 0.9, judged, rule, ...rest }: Seen) {
  const tasks = sampleTasks(type === null || rule === undefined ? {} : { [type]: rule });
  return {
    call: sampleCall(),
    classification: { ...sampleClassification(type, confidence), judged: sampleJudged(judged) },
    policy: samplePolicy({
      tasks,
      defaultTier: rest.defaultTier ?? 2,
      background: { startTier: rest.backgroundStart ?? 0 },
    }),
    conditions: sampleConditions({ options: { ...NO_OPTIONS, ...rest.options } }),
  };
}

function choose(seen: Seen) {
  return chooseTier(inputOf(seen), { tier: null, task: null, putThereBy: null });
}

const CLEARLY_0 = [0.97, 0.02, 0.01, 0] as const;
const CLEARLY_1 = [0.02, 0.95, 0.02, 0.01] as const;
const CLEARLY_3 = [0, 0, 0.05, 0.95] as const;
const EASY_CODE = sampleRule(2, { floor: 1 });

describe('the tier of a type the classifier is sure of', () => {
  test.each<[string, Seen, number, (readonly string[])?]>([
    ['is the predicted one', { judged: { tiers: CLEARLY_0 } }, 0],
    ['goes up from its contract', { judged: { tiers: CLEARLY_3 } }, 3],
    [
      'goes below its contract, where the floor lets it',
      { type: 'write_code', rule: EASY_CODE, judged: { tiers: CLEARLY_1 } },
      1,
    ],
    ['goes up on a doubt that costs too much', { judged: { tiers: [0.7, 0.3, 0, 0] } }, 1],
    [
      'stays low where being too low costs little',
      { rule: sampleRule(0, { underCost: 1 }), judged: { tiers: [0.7, 0.3, 0, 0] } },
      0,
    ],
    [
      'stays low with two in three, where its contract asks for no more',
      { rule: sampleRule(0, { underCost: 2 }), judged: { tiers: [0.7, 0.3, 0, 0] } },
      0,
    ],
    [
      'goes up on a smaller doubt where the stakes are high',
      { judged: { tiers: [0.9, 0.1, 0, 0], stakes: 1 } },
      1,
    ],
    [
      'counts a mistake four times where the stakes are high: nine in ten are too few',
      { judged: { tiers: [0, 0.91, 0.09, 0], stakes: 1 } },
      2,
    ],
    ['counts it no more than four times', { judged: { tiers: [0, 0.93, 0.07, 0], stakes: 1 } }, 1],
    [
      'counts stakes once, where the contract has them in its figure',
      {
        rule: sampleRule(0, { stakes: 'high' }),
        judged: { tiers: [0.8, 0.2, 0, 0], stakes: 0.4 },
      },
      0,
    ],
    [
      'stops at the cap of its type',
      { rule: sampleRule(0, { cap: 1 }), judged: { tiers: CLEARLY_3 } },
      1,
      ['tier_cap'],
    ],
    [
      'is lifted by a complexity far above its tier',
      { judged: { tiers: CLEARLY_0, complexity: 6.5 } },
      2,
      ['estimated_complexity'],
    ],
    ['is not moved by one just above', { judged: { tiers: CLEARLY_0, complexity: 3.9 } }, 0],
    ['is never lowered by one far below', { judged: { tiers: CLEARLY_3, complexity: 1 } }, 3],
    ['takes no complexity that is no number', { judged: { complexity: Number.NaN } }, 0],
    [
      'is not 0 where a mistake could not be made good',
      { judged: { tiers: CLEARLY_0, stakes: 0.6 } },
      1,
      ['right_first_time'],
    ],
    [
      'is not 0 where its contract says so',
      { rule: sampleRule(0, { recoverable: false }), judged: { tiers: CLEARLY_0 } },
      1,
      ['right_first_time'],
    ],
    [
      'is 0 where its contract has been told otherwise',
      { judged: { tiers: CLEARLY_0, recoverable: false } },
      0,
    ],
  ])('%s', (_, seen, tier, reasons = []) => {
    expect(choose(seen)).toMatchObject({ tier, decidedBy: 'classifier', reasons });
  });

  test.each<[string, Seen, number]>([
    ['up', { rule: sampleRule(1), judged: { tiers: CLEARLY_0 } }, 1],
    ['down', { type: 'write_code', rule: sampleRule(1), judged: { tiers: CLEARLY_3 } }, 1],
  ])('is what the owner of the policy has moved it to: %s', (_, seen, tier) => {
    const choice = choose(seen);
    expect(choice).toMatchObject({ tier, decidedBy: 'classifier', reasons: [] });
    expect(choice.evidence).toMatch(/, and the policy puts \w+ on tier 1$/);
  });

  test('says how sure it is of both', () => {
    expect(choose({ judged: { tiers: CLEARLY_0 } }).evidence).toBe(
      'sample@1 recognised summarize (90 % sure), and tier 0 is enough with 97 %',
    );
  });

  test('the floor of the type holds in the decision, with its reason', () => {
    const input = inputOf({ type: 'validate_schema', judged: { tiers: CLEARLY_0 } });
    const floored = {
      ...input,
      policy: samplePolicy({
        tasks: sampleTasks({ validate_schema: sampleRule(1, { floor: 1 }) }),
      }),
    };
    expect(routeTiered(floored, { kind: 'auto', task: null }, 'name')).toMatchObject({
      tier: 1,
      reasons: ['tier_floor'],
    });
  });
});

describe('the tier of a type nobody vouches for', () => {
  const unsure = { confidence: 0.4 };
  test.each<[string, Seen, number, string, readonly string[]]>([
    [
      'is the predicted one, where that is very sure',
      { ...unsure, judged: { tiers: CLEARLY_1 } },
      1,
      'classifier',
      ['clear_tier'],
    ],
    [
      'is 0, where that is as sure',
      { ...unsure, judged: { tiers: CLEARLY_0 } },
      0,
      'classifier',
      ['clear_tier'],
    ],
    [
      'is not 0, where a mistake could not be made good',
      { ...unsure, judged: { tiers: CLEARLY_0, recoverable: false } },
      1,
      'classifier',
      ['clear_tier', 'right_first_time'],
    ],
    [
      'is the predicted one with more than five in seven',
      { ...unsure, judged: { tiers: [0, 0.72, 0.28, 0] } },
      1,
      'classifier',
      ['clear_tier'],
    ],
    [
      'is the default, where a contract of judgment would have been content',
      {
        ...unsure,
        rule: sampleRule(2, { floor: 1, underCost: 2 }),
        judged: { tiers: [0, 0.66, 0.34, 0] },
      },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'is the default, where the stakes make it too unsure',
      { ...unsure, judged: { tiers: [0, 0.8, 0.2, 0], stakes: 0.4 } },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'goes above the default where two in three are not reached',
      { ...unsure, judged: { tiers: [0, 0, 0.6, 0.4] } },
      3,
      'classifier',
      ['ambiguous'],
    ],
    [
      'stays at the default where they are',
      { ...unsure, judged: { tiers: [0, 0, 0.68, 0.32] } },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'is not held by the floor of its type',
      { ...unsure, type: 'architect_design', judged: { tiers: CLEARLY_1 } },
      1,
      'classifier',
      ['clear_tier'],
    ],
    [
      'is not below the default for a strange call, however sure',
      { confidence: 1, judged: { tiers: CLEARLY_0, outOfDistribution: 0.6 } },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'may still be lifted for a strange call',
      { judged: { tiers: CLEARLY_3, outOfDistribution: 0.6 } },
      3,
      'classifier',
      ['ambiguous'],
    ],
    [
      'takes a call of which that is not known for strange',
      { judged: { tiers: CLEARLY_0, outOfDistribution: Number.NaN } },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'is predicted without any type, too',
      { type: null, judged: { tiers: CLEARLY_1 } },
      1,
      'classifier',
      ['clear_tier'],
    ],
    [
      'is lifted by complexity, too',
      { ...unsure, judged: { tiers: CLEARLY_1, complexity: 10 } },
      3,
      'classifier',
      ['clear_tier', 'estimated_complexity'],
    ],
    [
      'stays at a default that is lower already',
      { ...unsure, defaultTier: 0, judged: { tiers: CLEARLY_0 } },
      0,
      'default',
      ['ambiguous'],
    ],
  ])('%s', (_, seen, tier, decidedBy, reasons) => {
    expect(choose(seen)).toMatchObject({ tier, decidedBy, reasons });
  });

  test('says what it lacks', () => {
    expect(choose({ judged: { outOfDistribution: 0.9 } }).evidence).toContain(
      '(90 % sure), of a call unlike those it knows, too unsure to go below tier 2',
    );
    expect(choose({ type: null, judged: { tiers: CLEARLY_1 } }).evidence).toBe(
      'sample@1 recognised no task type, but tier 1 is enough with 97 %',
    );
  });
});

describe('work in the background', () => {
  const background = { background: true };
  test.each<[string, Seen, number, string, readonly string[]]>([
    [
      'starts low whatever is predicted of processing',
      { options: background, judged: { tiers: CLEARLY_3 } },
      0,
      'background',
      [],
    ],
    [
      'keeps judgment on tier 2, however easy it looks',
      { type: 'write_code', rule: EASY_CODE, options: background, judged: { tiers: CLEARLY_1 } },
      2,
      'classifier',
      ['tier_floor'],
    ],
    [
      'lets judgment go above it',
      { type: 'write_code', options: background, judged: { tiers: CLEARLY_3 } },
      3,
      'classifier',
      [],
    ],
    [
      'keeps what only the prediction calls judgment',
      { options: background, judged: { kind: 'judgment', tiers: CLEARLY_1 } },
      2,
      'classifier',
      ['tier_floor'],
    ],
    [
      'keeps it where no type was recognised',
      { type: null, options: background, judged: { kind: 'judgment', tiers: CLEARLY_1 } },
      2,
      'classifier',
      ['clear_tier', 'tier_floor'],
    ],
    [
      'starts judgment no lower than other work',
      { options: background, backgroundStart: 3, judged: { kind: 'judgment', tiers: CLEARLY_1 } },
      3,
      'background',
      [],
    ],
    [
      'follows a contract that its owner has put lower',
      {
        type: 'write_code',
        rule: sampleRule(1, { kind: 'judgment' }),
        options: background,
        judged: { tiers: CLEARLY_0 },
      },
      1,
      'classifier',
      [],
    ],
  ])('%s', (_, seen, tier, decidedBy, reasons) => {
    expect(choose(seen)).toMatchObject({ tier, decidedBy, reasons });
  });
});
