import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/index.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Decision, Refusal } from './decision.ts';
import type { Model } from './model.ts';
import type { Policy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';
import { TASK_TYPES, type TaskType } from './task.ts';
import type { Tier } from './tier.ts';

const CHEAP: Model = { provider: 'anthropic', id: 'sample-cheap', effort: null };
const BEST: Model = { provider: 'anthropic', id: 'sample-best', effort: null };
const GONE: Model = { ...BEST, provider: 'gone' };

interface Asked {
  readonly model?: string;
  readonly kept?: Model | null;
  readonly task?: TaskType | null;
  readonly options?: Partial<CallOptions>;
  readonly policy?: Partial<Policy>;
  readonly protectedBy?: 'compaction' | 'safety_monitor' | 'safeguards' | null;
}

function ask(asked: Asked): Decision | Refusal {
  return route(
    sampleCall({ requestedModel: asked.model ?? 'claude-modicum-auto' }),
    sampleClassification(asked.task ?? null),
    samplePolicy(asked.policy),
    sampleConditions({
      purpose: {
        ...PLAIN_CALL,
        client: 'claude-code',
        protectedBy: asked.protectedBy === undefined ? 'compaction' : asked.protectedBy,
      },
      options: { ...NO_OPTIONS, ...asked.options },
      kept: asked.kept ?? null,
    }),
  );
}

describe('a protected call that names Modicum itself', () => {
  it.each<[string, Asked, string, Tier]>([
    ['stays on its conversation’s model', { kept: CHEAP }, 'sample-cheap', 1],
    [
      'stays there although its words look like more',
      { kept: CHEAP, task: 'architect_design' },
      'sample-cheap',
      1,
    ],
    [
      'stays there although its words look like less',
      { kept: BEST, task: 'summarize' },
      BEST.id,
      3,
    ],
    ['stays there in the background', { kept: BEST, options: { background: true } }, BEST.id, 3],
    ['stays there when it names a lower tier', { kept: BEST, options: { tier: 1 } }, BEST.id, 3],
    ['goes up when it names a higher tier', { kept: CHEAP, options: { tier: 3 } }, BEST.id, 3],
    ['goes up for a floor', { kept: CHEAP, options: { minTier: 2 } }, 'sample-work', 2],
    ['is no lower where its model is gone', { kept: GONE, task: 'summarize' }, BEST.id, 3],
    ['is on tier 2 without a conversation', { task: 'summarize' }, 'sample-work', 2],
    ['is on tier 2 though it names less', { model: 'claude-modicum-tier-1' }, 'sample-work', 2],
    ['obeys the operator’s cap', { task: 'summarize', policy: { cap: 1 } }, 'sample-cheap', 1],
    ['obeys its own cap', { task: 'summarize', options: { maxTier: 1 } }, 'sample-cheap', 1],
  ])('%s', (_name, asked, model, tier) => {
    const result = ask(asked);
    expect(result).toMatchObject({ kind: 'decision', tier });
    expect(result.kind === 'decision' && result.plan[0]?.model.id).toBe(model);
  });

  it('differs in this from a call like any other', () => {
    expect(ask({ task: 'summarize', protectedBy: null })).toMatchObject({ tier: 0 });
  });

  it('never goes below tier 2 nor below its conversation, in any step', () => {
    const asked = fc.record({
      model: fc.constantFrom('claude-modicum-auto', 'modicum/auto', 'modicum/tier-0'),
      kept: fc.constantFrom(null, CHEAP, BEST, GONE),
      task: fc.constantFrom(null, ...TASK_TYPES),
      protectedBy: fc.constantFrom('compaction', 'safety_monitor', 'safeguards'),
      options: fc.record(
        {
          background: fc.boolean(),
          tier: fc.constantFrom<Tier>(0, 1, 2, 3),
          complexity: fc.integer({ min: 0, max: 10 }),
          minTier: fc.constantFrom<Tier>(0, 1, 2, 3),
        },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(asked, (one) => {
        const result = ask(one);
        const steps = result.kind === 'decision' ? result.plan : [];
        expect(steps.length).toBeGreaterThan(0);
        const least = one.kept === null ? 2 : one.kept === CHEAP ? 1 : 3;
        for (const { tier } of steps) expect(tier).toBeGreaterThanOrEqual(least);
      }),
    );
  });
});
