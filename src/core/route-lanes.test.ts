import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/index.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Conditions } from './conditions.ts';
import type { Decision, Refusal } from './decision.ts';
import type { Model } from './model.ts';
import type { ClaudeCodePolicy, Policy } from './policy.ts';
import {
  BINDABLE_PURPOSES,
  CLAUDE_CODE_LANES,
  PLAIN_CALL,
  PURPOSES,
  type LaneMode,
  type Purpose,
  type PurposeReading,
} from './purpose.ts';
import { route } from './route.ts';
import type { TaskType } from './task.ts';

const BEST = 'sample-best';
const CHEAP: Model = { provider: 'anthropic', id: 'sample-cheap', effort: null };

const ALL_ROUTED: ClaudeCodePolicy['lanes'] = {
  main: 'route',
  subagents: 'route',
  background: 'route',
};

interface Asked {
  readonly model?: string;
  /** Recognised by the classifier. */
  readonly task?: TaskType;
  readonly purpose?: Partial<PurposeReading>;
  readonly policy?: Partial<Policy>;
  readonly options?: Partial<CallOptions>;
  readonly conditions?: Partial<Conditions>;
}

function ask(asked: Asked): Decision | Refusal {
  return route(
    sampleCall({ requestedModel: asked.model ?? BEST }),
    sampleClassification(asked.task ?? null),
    samplePolicy(asked.policy),
    sampleConditions({
      purpose: { ...PLAIN_CALL, ...asked.purpose },
      options: { ...NO_OPTIONS, ...asked.options },
      ...asked.conditions,
    }),
  );
}

function served(result: Decision | Refusal): string | null {
  return result.kind === 'decision' ? (result.plan[0]?.model.id ?? null) : null;
}

const subAgent = { client: 'claude-code', purpose: 'sub_agent', lane: 'subagents' } as const;
const mainTurn = { client: 'claude-code', purpose: 'main', lane: 'main' } as const;
const title = { client: 'claude-code', purpose: 'title', lane: 'background' } as const;

const bound = (bind: ClaudeCodePolicy['bind'], lanes = ALL_ROUTED) => ({
  claudeCode: { lanes, bind },
});

describe('a lane of Claude Code', () => {
  it.each<[string, Asked, string, Decision['decidedBy']]>([
    ['without a binding keeps the model it names', { purpose: subAgent }, BEST, 'pin'],
    [
      'goes where it is bound',
      { purpose: subAgent, policy: bound({ sub_agent: 'sample-cheap' }) },
      'sample-cheap',
      'purpose_bound',
    ],
    [
      'goes to the tier it is bound to',
      { purpose: title, policy: bound({ title: 'modicum/tier-1' }) },
      'sample-cheap',
      'purpose_bound',
    ],
    [
      'is routed freely when bound to modicum/auto',
      { purpose: subAgent, policy: bound({ sub_agent: 'modicum/auto' }) },
      'sample-work',
      'default',
    ],
    [
      'that is observed keeps its model although it is bound',
      {
        purpose: mainTurn,
        policy: bound({ main: 'sample-cheap' }, { ...ALL_ROUTED, main: 'observe' }),
      },
      BEST,
      'pin',
    ],
    [
      'that is observed keeps its model although the policy rewrites it',
      {
        purpose: mainTurn,
        policy: {
          ...bound({}, { ...ALL_ROUTED, main: 'observe' }),
          rewrite: [{ from: BEST, to: 'sample-cheap' }],
        },
      },
      BEST,
      'pin',
    ],
    [
      'that is routed and not bound follows the rewrites',
      {
        purpose: mainTurn,
        policy: { ...bound({}), rewrite: [{ from: BEST, to: 'sample-cheap' }] },
      },
      'sample-cheap',
      'rewrite',
    ],
    [
      'binds a tool continuation as the main conversation it is part of',
      {
        purpose: { ...mainTurn, purpose: 'tool_continuation' },
        policy: bound({ main: 'sample-cheap' }),
      },
      'sample-cheap',
      'purpose_bound',
    ],
    [
      'is routed when it names Modicum itself, whatever its mode',
      {
        model: 'claude-modicum-auto',
        purpose: mainTurn,
        policy: bound({}, { ...ALL_ROUTED, main: 'off' }),
      },
      'sample-work',
      'default',
    ],
  ])('%s', (_, asked, model, decidedBy) => {
    const result = ask(asked);
    expect(result).toMatchObject({ kind: 'decision', decidedBy });
    expect(served(result)).toBe(model);
  });

  it('says in its explanation what was bound', () => {
    const result = ask({ purpose: title, policy: bound({ title: 'sample-cheap' }) });
    expect(result.explanation).toContain('the policy binds a name for the session to this model');
  });
});

describe('a protected call', () => {
  const anyProtected = fc.record({
    purpose: fc.constantFrom(...(Object.keys(PURPOSES) as Purpose[])),
    lane: fc.constantFrom(null, ...CLAUDE_CODE_LANES),
    protectedBy: fc.constantFrom('safety_monitor', 'safeguards', 'compaction'),
  });
  const anyMode = fc.constantFrom<LaneMode>('observe', 'route', 'off');
  const anyPolicy = fc.record({
    claudeCode: fc.record({
      lanes: fc.record({ main: anyMode, subagents: anyMode, background: anyMode }),
      bind: fc.constant(
        Object.fromEntries(BINDABLE_PURPOSES.map((purpose) => [purpose, 'sample-cheap'])),
      ),
    }),
    rewrite: fc.constant([{ from: BEST, to: 'sample-cheap' }]),
  });

  it('goes to the model it names or nowhere, whatever the policy says', () => {
    fc.assert(
      fc.property(anyProtected, anyPolicy, fc.boolean(), (purpose, policy, onCheap) => {
        const result = ask({ purpose, policy, conditions: { kept: onCheap ? CHEAP : null } });
        expect(result).toMatchObject({ kind: 'decision', decidedBy: 'protected' });
        expect(result.kind === 'decision' && result.plan.every((s) => s.model.id === BEST)).toBe(
          true,
        );
      }),
    );
  });

  it('is refused above the operator’s cap rather than lowered', () => {
    const result = ask({
      purpose: { ...mainTurn, protectedBy: 'compaction' },
      policy: { cap: 1 },
    });
    expect(result).toMatchObject({ kind: 'refusal', reason: 'pin_above_cap' });
  });

  it('says why', () => {
    const result = ask({ purpose: { ...mainTurn, protectedBy: 'compaction' } });
    expect(result.explanation).toContain('the summary of a conversation goes nowhere else');
  });
});

describe('a conversation', () => {
  const kept = { kept: CHEAP };

  it.each<[string, Asked, string, Decision['decidedBy']]>([
    [
      'stays on its model',
      { model: 'modicum/auto', conditions: kept },
      'sample-cheap',
      'kept_model',
    ],
    [
      'stays where its binding began',
      {
        purpose: subAgent,
        policy: bound({ sub_agent: 'sample-work' }),
        conditions: kept,
      },
      'sample-cheap',
      'kept_model',
    ],
    ['follows the model its client names', { model: BEST, conditions: kept }, BEST, 'pin'],
    [
      'moves when the call names another tier',
      { model: 'modicum/auto', options: { tier: 3 }, conditions: kept },
      BEST,
      'header_tier',
    ],
    [
      'stays when the call names the tier it is on',
      { model: 'modicum/auto', options: { tier: 1 }, conditions: kept },
      'sample-cheap',
      'kept_model',
    ],
    [
      'moves when a floor lies above its model',
      { model: 'modicum/auto', options: { minTier: 2 }, conditions: kept },
      'sample-work',
      'default',
    ],
    [
      'moves up when the call names work above its model',
      { model: 'modicum/auto', options: { task: 'write_code' }, conditions: kept },
      'sample-work',
      'header_task',
    ],
    [
      'moves up when the model name names work above its model',
      { model: 'modicum/auto:task=write_code', conditions: kept },
      'sample-work',
      'header_task',
    ],
    [
      'moves up when the call says how complex it is',
      { model: 'modicum/auto', options: { complexity: 10 }, conditions: kept },
      BEST,
      'header_complexity',
    ],
    [
      'moves up when the work recognised has a floor above its model',
      { model: 'modicum/auto', task: 'architect_design', conditions: kept },
      BEST,
      'classifier',
    ],
    [
      'is held up when later work would do with less',
      { model: 'modicum/auto', task: 'summarize', conditions: kept },
      'sample-cheap',
      'kept_model',
    ],
    [
      'is held up when the call names work that would do with less',
      { model: 'modicum/auto', options: { task: 'summarize' }, conditions: kept },
      'sample-cheap',
      'kept_model',
    ],
    [
      'moves when its tier no longer takes a prompt of this size',
      {
        model: 'modicum/auto',
        policy: {
          tiers: {
            ...samplePolicy().tiers,
            1: { ...samplePolicy().tiers[1], maxPromptTokens: 1 },
          },
        },
        conditions: kept,
      },
      'sample-work',
      'default',
    ],
    [
      'follows a rewrite to another model, as it follows its client',
      {
        model: 'sample-work',
        policy: { rewrite: [{ from: 'sample-work', to: BEST }] },
        conditions: kept,
      },
      BEST,
      'rewrite',
    ],
    [
      'moves when its model cannot be asked',
      {
        model: 'modicum/auto',
        conditions: { kept: { provider: 'gone', id: 'sample-cheap', effort: null } },
      },
      'sample-work',
      'default',
    ],
  ])('%s', (_, asked, model, decidedBy) => {
    const result = ask(asked);
    expect(result).toMatchObject({ kind: 'decision', decidedBy });
    expect(served(result)).toBe(model);
  });

  it('names its reason when it moves', () => {
    const result = ask({ model: 'modicum/auto', options: { tier: 3 }, conditions: kept });
    expect(result).toMatchObject({ reasons: ['conversation_moved'] });
  });

  it('names its reason when its binding takes over', () => {
    const gone = { provider: 'gone', id: 'sample-cheap', effort: null };
    const result = ask({
      purpose: subAgent,
      policy: bound({ sub_agent: 'sample-work' }),
      conditions: { kept: gone },
    });
    expect(result).toMatchObject({ decidedBy: 'purpose_bound', reasons: ['conversation_moved'] });
  });

  it('has one step: no other model takes its place behind its back', () => {
    const result = ask({ model: 'modicum/auto', conditions: kept });
    expect(result).toMatchObject({ plan: [{ model: CHEAP }] });
  });
});

describe('a name that is no model’s and that the policy rewrites', () => {
  const rewrite = ['sample-nothing', 'sample-old'].map((from) => ({ from, to: 'sample-cheap' }));
  const observed = bound({}, { main: 'observe', subagents: 'off', background: 'observe' });
  const said = (asked: Asked) => {
    const result = ask({ ...asked, policy: { rewrite, ...observed, ...asked.policy } });
    return result.kind === 'refusal' ? result.error.message : 'served';
  };

  it.each<[string, Asked, string]>([
    ['main', { model: 'sample-nothing', purpose: mainTurn }, 'unknown_model'],
    ['subagents', { model: 'sample-nothing', purpose: subAgent }, 'unknown_model'],
    ['main', { model: 'sample-old', purpose: mainTurn }, 'retired_model'],
  ])('is told that rewrites wait for a routed lane: %s', (lane, asked, reason) => {
    const told = { ...asked, policy: { rewrite, ...observed } };
    expect(ask(told)).toMatchObject({ kind: 'refusal', reason });
    expect(said(asked)).toContain(`modicum policy set claude_code.${lane}=route`);
    expect(said({ ...asked, policy: bound({}) })).toBe('served');
  });

  it.each<[string, Asked]>([
    ['has no rewrite', { model: 'sample-none', purpose: mainTurn }],
    [
      'is protected, which no lane changes',
      { model: 'sample-nothing', purpose: { ...mainTurn, protectedBy: 'compaction' } },
    ],
  ])('is not told so where it %s', (_name, asked) => {
    expect(said(asked)).not.toContain('policy set');
    expect(said(asked)).not.toBe('served');
  });
});
