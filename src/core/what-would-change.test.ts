import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  sampleJudged,
  samplePolicy,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import { modelName } from './model.ts';
import type { Policy } from './policy.ts';
import { policyEdits } from './policy-edits.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';
import { TASK_TYPES } from './task.ts';
import { whatWouldChange } from './what-would-change.ts';

interface Asked {
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  readonly policy?: Partial<Policy>;
  readonly saw?: Classification;
  readonly conditions?: Partial<Conditions>;
}

function ask({
  call,
  options,
  policy,
  saw = sampleClassification('summarize'),
  conditions,
}: Asked) {
  const input = {
    call: sampleCall(call),
    classification: saw,
    policy: samplePolicy(policy),
    conditions: sampleConditions({ options: { ...NO_OPTIONS, ...options }, ...conditions }),
  };
  const decision = route(input.call, input.classification, input.policy, input.conditions);
  if (decision.kind === 'refusal') throw new Error(decision.explanation);
  return { input, decision };
}

function lineFor(asked: Asked): string | null {
  const { input, decision } = ask(asked);
  const line = whatWouldChange(input, decision);
  if (line === null) return null;
  const settings = line.settings.map(({ key, value }) => `${key}=${value}`).join(' ');
  return `${settings} → ${line.tier}`;
}

const judged = (changes: Parameters<typeof sampleJudged>[0], type = 'summarize' as const) => ({
  ...sampleClassification(type),
  judged: sampleJudged(changes),
});
const TOOL = { name: 'sort_mail', description: null, inputSchema: {}, strict: null };

describe('the one policy line that would change it', () => {
  test.each<[string, Asked, string | null]>([
    ['the tier of a recognised task', {}, 'tasks.summarize.tier=1 → 1'],
    [
      'the tier of a declared one',
      { options: { task: 'summarize' } },
      'tasks.summarize.tier=1 → 1',
    ],
    [
      'down, where that is as near as up',
      { saw: sampleClassification('validate_schema') },
      'tasks.validate_schema.tier=0 → 0',
    ],
    [
      'with the floor, where that would hold it',
      {
        saw: sampleClassification('architect_design'),
        policy: { tasks: sampleTasks({ architect_design: sampleRule(3, { cap: 3 }) }) },
      },
      'tasks.architect_design.tier=2 tasks.architect_design.floor=2 → 2',
    ],
    [
      'a floor, where the tier is predicted below that of the contract',
      {
        saw: {
          ...sampleClassification('write_code'),
          judged: sampleJudged({ tiers: [0, 1, 0, 0] }),
        },
        policy: { tasks: sampleTasks({ write_code: sampleRule(2, { floor: 1 }) }) },
      },
      'tasks.write_code.floor=2 → 2',
    ],
    [
      'the threshold, for what is ambiguous',
      { saw: sampleClassification('summarize', 0.426) },
      'routing.min_confidence=0.42 → 0',
    ],
    [
      'the default, for what nothing recognised',
      { saw: sampleClassification(null) },
      'routing.default_tier=1 → 1',
    ],
    [
      'the tool table',
      {
        call: { tools: [TOOL] },
        policy: { tools: { sort_mail: 0 } },
        saw: sampleClassification(null),
      },
      'tools.sort_mail=1 → 1',
    ],
    [
      'the limit of a tier that was passed over',
      {
        call: { size: { characters: 40_000, images: 0, documents: 0 } },
        options: { background: true },
        saw: sampleClassification(null),
      },
      'tiers.0.max_prompt_tokens=14000 → 0',
    ],
    [
      'the longest answer of one',
      {
        policy: {
          tiers: {
            ...samplePolicy().tiers,
            0: sampleTier('local/small:7b', { maxAnswerTokens: 50 }),
          },
        },
        options: { background: true },
        saw: sampleClassification(null),
      },
      'tiers.0.max_answer_tokens=500 → 0',
    ],
    [
      'the speed of one',
      {
        options: { background: true, deadlineMs: 20_000 },
        saw: sampleClassification(null),
      },
      'tiers.0.tokens_per_second=25 → 0',
    ],
    [
      'where background work starts',
      { options: { background: true }, saw: sampleClassification(null) },
      'routing.background_start=1 → 1',
    ],
    [
      'a floor under a named tier',
      { options: { tier: 1 }, saw: sampleClassification(null) },
      'routing.floor=2 → 2',
    ],
    [
      'a rewrite of a model that is named',
      { call: { requestedModel: 'sample-best' } },
      'rewrite=[{from: sample-best, to: modicum/auto}] → 0',
    ],
    [
      'the lane of Claude Code',
      {
        call: { requestedModel: 'sample-best' },
        conditions: {
          purpose: { ...PLAIN_CALL, client: 'claude-code', purpose: 'main', lane: 'main' },
        },
      },
      'claude_code.main=route claude_code.bind.main=modicum/auto → 0',
    ],
    [
      'nothing, for a conversation on its model',
      {
        conditions: { kept: { provider: 'anthropic', id: 'sample-work', effort: null } },
      },
      null,
    ],
    [
      'nothing that cannot be written on a command line',
      { call: { requestedModel: 'local/it is; odd' } },
      null,
    ],
  ])('%s', (_, asked, line) => {
    expect(lineFor(asked)).toBe(line);
  });

  test('what being too low costs, where that is the only way', () => {
    const saw = judged({ tiers: [0.9, 0.1, 0, 0] });
    const { input, decision } = ask({ saw });
    const settings = [...policyEdits(input, decision)].map((one) => one.settings[0]?.key);
    expect(settings).toContain('tasks.summarize.under_cost');
  });

  test('every change that is tried keeps floor, tier and cap in their order', () => {
    const anySaw = fc.record({
      type: fc.constantFrom(...TASK_TYPES),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      isJudged: fc.boolean(),
    });
    fc.assert(
      fc.property(anySaw, ({ type, confidence, p, isJudged }) => {
        const tiers = [p, 1 - p, 0, 0] as const;
        const saw = {
          ...sampleClassification(type, confidence),
          judged: isJudged ? sampleJudged({ tiers }) : null,
        };
        const { input, decision } = ask({ saw });
        let tried = 0;
        for (const { policy, settings } of policyEdits(input, decision)) {
          tried++;
          expect(settings.length).toBeGreaterThan(0);
          expect(policy.floor).toBeLessThanOrEqual(policy.defaultTier);
          expect(policy.defaultTier).toBeLessThanOrEqual(policy.cap);
          const { tier, floor, cap, underCost } = policy.tasks[type];
          expect(floor).toBeLessThanOrEqual(tier);
          expect(tier).toBeLessThanOrEqual(cap);
          expect(underCost).toBeGreaterThanOrEqual(1);
        }
        expect(tried).toBeGreaterThan(5);
      }),
      { numRuns: 200 },
    );
  });

  test('the line it names does what it says, and differs from what is', () => {
    const { input, decision } = ask({ saw: judged({ tiers: [0.2, 0.7, 0.1, 0] }) });
    const line = whatWouldChange(input, decision);
    const first = decision.plan[0];
    expect(line).not.toBeNull();
    expect([line?.tier, line?.model]).not.toEqual([
      first?.tier,
      first === undefined ? null : modelName(first.model),
    ]);
  });
});
