import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  sampleCall,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  sampleModel,
  samplePolicy,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import type { Policy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';

interface Asked {
  readonly calls?: number;
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  readonly policy?: Partial<Policy>;
  readonly saw?: Classification;
  readonly conditions?: Partial<Conditions>;
}

/** Too unsure to go below the default, which is tier 2. */
const UNSURE = sampleClassification('summarize', 0.3);

function decide({ calls = 51, call, options, policy, saw = UNSURE, conditions }: Asked) {
  return route(
    sampleCall(call),
    saw,
    samplePolicy(policy),
    sampleConditions({
      actionCalls: calls,
      options: { ...NO_OPTIONS, ...options },
      ...conditions,
    }),
  );
}

const KEPT = { tier: 1, frequency: { calls: 51, cap: 1, insteadOf: 2 } };

describe('one of many calls for the same action', () => {
  test.each<[string, Asked, object]>([
    ['processing the classifier is unsure of', {}, KEPT],
    [
      'a declared type',
      {
        options: { task: 'summarize' },
        policy: {
          tasks: sampleTasks({ summarize: sampleRule(2, { kind: 'processing', floor: 0 }) }),
        },
      },
      KEPT,
    ],
    [
      'the cap of the policy',
      { policy: { frequency: { calls: 3, windowMs: 1, cap: 0 } } },
      { tier: 0 },
    ],
    [
      'no lower than a floor',
      { options: { minTier: 1 }, policy: { frequency: { calls: 3, windowMs: 1, cap: 0 } } },
      { tier: 1, floor: 1 },
    ],
  ])('is kept cheap: %s', (_, asked, expected) => {
    const decision = decide(asked);
    expect(decision).toMatchObject({ kind: 'decision', ...expected });
    expect(decision.kind === 'decision' && decision.reasons).toContain('high_frequency');
  });

  const judged = { ...sampleClassification('summarize', 0.3) };
  test.each<[string, Asked, number]>([
    ['as many as the policy allows', { calls: 50 }, 2],
    ['the rule is off', { policy: { frequency: { calls: 0, windowMs: 1, cap: 1 } } }, 2],
    ['it starts low enough already', { saw: sampleClassification('summarize') }, 0],
    ['nobody counts', { conditions: { actionCalls: 0 } }, 2],
    ['judgment', { saw: sampleClassification('write_code') }, 2],
    ['perhaps judgment', { saw: sampleClassification('write_code', 0.3) }, 2],
    ['nothing recognised', { saw: sampleClassification(null) }, 2],
    ['a named tier', { options: { tier: 2 } }, 2],
    ['a named complexity', { options: { complexity: 9 } }, 3],
    ['a pinned model', { call: { requestedModel: 'sample-best' } }, 3],
    ['the tool table', { options: { tool: 't' }, policy: { tools: { t: 3 } } }, 3],
    ['a floor above the cap', { options: { minTier: 2 } }, 2],
    [
      'high stakes',
      {
        saw: judged,
        policy: { tasks: sampleTasks({ summarize: sampleRule(0, { stakes: 'high' }) }) },
      },
      2,
    ],
    [
      'what cannot be undone',
      {
        call: {
          messages: [
            {
              role: 'assistant',
              content: [
                { type: 'tool-use', id: 't', name: 'Bash', input: { command: 'rm -rf src' } },
              ],
            },
          ],
        },
      },
      3,
    ],
    [
      'what is protected',
      { conditions: { purpose: { ...PLAIN_CALL, protectedBy: 'safety_monitor' } } },
      2,
    ],
    [
      'a conversation that stays on its model',
      {
        saw: sampleClassification('summarize'),
        conditions: { kept: { provider: 'anthropic', id: 'sample-work', effort: null } },
      },
      2,
    ],
  ])('is left as it is: %s', (_, asked, tier) => {
    const decision = decide(asked);
    expect(decision).toMatchObject({ kind: 'decision', tier });
    expect(decision).not.toHaveProperty('frequency');
    expect(decision.kind === 'decision' && decision.reasons).not.toContain('high_frequency');
  });

  it('goes where it fits when the cheap tiers cannot hold it', () => {
    const tiers = samplePolicy().tiers;
    const small = { ...tiers, 1: sampleTier('anthropic/sample-cheap', { maxPromptTokens: 10 }) };
    const decision = decide({ policy: { tiers: small } });
    expect(decision).toMatchObject({ kind: 'decision', tier: 2 });
    expect(decision).not.toHaveProperty('frequency');
  });

  it('climbs as far as it would alone when its answers are rejected', () => {
    const rules = {
      summarize: sampleRule(2, {
        kind: 'processing',
        floor: 0,
        delivery: 'buffered',
        validate: ['answered'],
      }),
    };
    const asked = {
      options: { task: 'summarize' },
      policy: { tasks: sampleTasks(rules) },
    } as const;
    const tiersOf = (calls: number) => {
      const decision = decide({ ...asked, calls });
      return decision.kind === 'decision'
        ? decision.plan.map(({ tier, after }) => [tier, after])
        : [];
    };
    expect(tiersOf(1)).toEqual([
      [2, []],
      [3, ['rejected']],
    ]);
    expect(tiersOf(51)).toEqual([
      [1, []],
      [2, ['rejected']],
      [3, ['rejected']],
    ]);
  });

  it('names what it rests on', () => {
    const decision = decide({ calls: 412 });
    const evidence = decision.kind === 'decision' ? decision.evidence : [];
    expect(evidence).toContainEqual(
      expect.objectContaining({
        reason: 'high_frequency',
        signal: 'action:calls',
        detail: 'call 412 of one user action; more than 50 are many',
      }),
    );
  });
});

describe('any number of calls', () => {
  const types = fc.constantFrom(
    'summarize',
    'write_code',
    'validate_schema',
    'architect_design',
    null,
  );
  const seen = fc
    .tuple(types, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([type, sure]) => sampleClassification(type, type === null ? 0 : sure));

  it('never lifts, never goes below a floor, and never makes a call unservable', () => {
    fc.assert(
      fc.property(seen, fc.nat(200), fc.constantFrom(0, 1, 2, 3), (saw, calls, minTier) => {
        const options = { minTier };
        const alone = decide({ saw, calls: 0, options });
        const among = decide({ saw, calls, options });
        if (alone.kind !== 'decision' || among.kind !== 'decision') {
          expect(among.kind).toBe(alone.kind);
          return;
        }
        expect(among.tier).toBeLessThanOrEqual(alone.tier);
        expect(among.tier).toBeGreaterThanOrEqual(among.floor);
        expect(among.floor).toBe(alone.floor);
      }),
    );
  });

  it('is monotone: more calls never send one higher', () => {
    const models = sampleCatalog().models.map((model) => sampleModel(model));
    fc.assert(
      fc.property(seen, fc.nat(100), fc.nat(100), (saw, calls, more) => {
        const conditions = { catalog: sampleCatalog({ models }) };
        const few = decide({ saw, calls, conditions: { ...conditions, actionCalls: calls } });
        const many = decide({ saw, conditions: { ...conditions, actionCalls: calls + more } });
        if (few.kind !== 'decision' || many.kind !== 'decision') return;
        expect(many.tier).toBeLessThanOrEqual(few.tier);
      }),
    );
  });
});
