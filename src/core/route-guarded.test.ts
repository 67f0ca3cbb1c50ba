import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call, ContentBlock, Message } from './call.ts';
import type { Conditions } from './conditions.ts';
import type { ConversationState } from './conversation-state.ts';
import type { Decision } from './decision.ts';
import type { Model } from './model.ts';
import type { Policy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';
import { TASK_TYPES } from './task.ts';
import { NO_WARMTH, withAnswer, type WarmthRecord } from './warmth-record.ts';

const model = (id: string): Model => ({ provider: 'anthropic', id, effort: null });
const CHEAP = model('sample-cheap');
const WORK = model('sample-work');
const BEST = model('sample-best');

const NOW = sampleConditions().now;
const TOOLS = [{ name: 'Bash', description: null, inputSchema: {}, strict: null }];

/** A conversation of so many turns whose model holds so many tokens. */
function warmth(on: Model, cachedTokens: number, turns = 10): WarmthRecord {
  const answer = {
    model: `anthropic/${on.id}`,
    entry: null,
    usage: {
      freshInputTokens: 0,
      cacheReadTokens: cachedTokens,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 200,
      thinkingTokens: null,
    },
    at: NOW - 1_000,
    caching: { kind: 'marked', ttl: '5m', isHeadOnly: false } as const,
    effort: null,
    tools: 'one',
    estimatedTokens: cachedTokens,
    isTurn: true,
  };
  return Array.from({ length: turns }, () => answer).reduce(withAnswer, NO_WARMTH);
}

const state = (change: Partial<ConversationState>): ConversationState => ({
  boundary: null,
  before: null,
  hasClimbed: false,
  warmth: NO_WARMTH,
  request: { mark: { ttl: '5m', isHeadOnly: false }, tools: 'one' },
  ...change,
});

interface Asked {
  readonly call?: Partial<Call>;
  readonly task?: Parameters<typeof sampleClassification>[0];
  readonly policy?: Partial<Policy>;
  readonly options?: Partial<CallOptions>;
  readonly kept?: Model | null;
  readonly purpose?: Conditions['purpose'];
  readonly conversation: ConversationState;
}

function decide(asked: Asked): Decision {
  const { call = {}, task = null, policy = {}, options = {}, kept = null } = asked;
  const decided = route(sampleCall(call), sampleClassification(task), samplePolicy(policy), {
    ...sampleConditions({ options: { ...NO_OPTIONS, ...options }, kept }),
    purpose: asked.purpose ?? PLAIN_CALL,
    conversation: asked.conversation,
  });
  if (decided.kind === 'refusal') throw new Error(decided.explanation);
  return decided;
}

const on = ({ plan }: Decision) => plan[0]?.model.id;

/** After compaction: a short conversation behind a long system prompt that is still in the cache. */
const LONG = {
  system: [text('x'.repeat(400_000))],
  size: { characters: 402_000, images: 0, documents: 0 },
};

function text(said: string): ContentBlock {
  return { type: 'text', text: said };
}

describe('at a safe point', () => {
  const after = (before: Model, change: Partial<ConversationState> = {}) =>
    state({ boundary: 'after_compaction', before, warmth: warmth(before, 100_000, 1), ...change });

  it('a move that pays is made, and says so', () => {
    const decided = decide({ conversation: after(WORK), task: 'validate_schema' });
    expect(on(decided)).toBe('sample-cheap');
    expect(decided).toMatchObject({ decidedBy: 'classifier', switchAccount: { verdict: 'pays' } });
    expect(decided.reasons).toContain('switch_pays');
    expect(decided.explanation).toMatch(/Over 9 turns anthropic\/sample-work costs \$/);
  });

  it('a move that would cost more is not made, and says so', () => {
    const decided = decide({ conversation: after(BEST), call: LONG });
    expect(on(decided)).toBe('sample-best');
    expect(decided).toMatchObject({
      decidedBy: 'kept_model',
      reasons: ['switch_not_worth'],
      switchAccount: {
        verdict: 'not_worth',
        boundary: 'after_compaction',
        stay: { model: 'anthropic/sample-best', cache: { state: 'warm' } },
        move: { model: 'anthropic/sample-work', cache: { coldBecause: 'first_visit' } },
      },
    });
  });

  it('the same move pays once the cache is gone', () => {
    const gone = after(BEST, { warmth: NO_WARMTH });
    expect(on(decide({ conversation: gone, call: LONG }))).toBe('sample-work');
  });

  it('a move sideways is made only where it is cheaper', () => {
    const withTier2 = (models: string) => ({
      tiers: { ...samplePolicy().tiers, 2: sampleTier(models) },
    });
    const dearer = withTier2('anthropic/sample-best anthropic/sample-work');
    const decided = decide({ conversation: after(WORK), policy: dearer });
    expect(on(decided)).toBe('sample-work');
    expect(decided.reasons).toEqual(['switch_not_worth']);
    const cheaper = withTier2('openai/sample-gpt anthropic/sample-work');
    expect(on(decide({ conversation: after(WORK), policy: cheaper }))).toBe('sample-gpt');
  });

  it.each<[string, Omit<Asked, 'conversation'>, string]>([
    ['work that needs a higher tier', { task: 'architect_design' }, 'sample-best'],
    [
      'work that belongs higher, without a floor',
      {
        task: 'summarize',
        policy: { tasks: sampleTasks({ summarize: sampleRule(3, { floor: 0 }) }) },
      },
      'sample-best',
    ],
    ['a floor', { policy: { floor: 3 } }, 'sample-best'],
    ['a tier that is named', { options: { tier: 1 } }, 'sample-cheap'],
    ['a task that is named', { options: { task: 'validate_schema' } }, 'sample-cheap'],
    ['a complexity that is given', { options: { complexity: 4 } }, 'sample-cheap'],
    [
      'a model that is named',
      { call: { ...LONG, requestedModel: 'sample-cheap' } },
      'sample-cheap',
    ],
    ['a cap', { policy: { cap: 1 } }, 'sample-cheap'],
  ])('%s beats the guard', (_name, asked, expected) => {
    const decided = decide({ call: LONG, ...asked, conversation: after(WORK) });
    expect(on(decided)).toBe(expected);
    expect(decided.switchAccount).toBeUndefined();
  });

  it('nothing is weighed where the model stays the same, or there was none', () => {
    expect(decide({ conversation: after(WORK) }).switchAccount).toBeUndefined();
    const unknown = state({ boundary: 'first_turn' });
    expect(
      decide({ conversation: unknown, task: 'validate_schema' }).switchAccount,
    ).toBeUndefined();
  });

  it('nothing is weighed where a conversation begins anew and nothing of it is cached', () => {
    const anew = (record: WarmthRecord) =>
      decide({
        call: LONG,
        task: 'validate_schema',
        conversation: state({ boundary: 'first_turn', before: WORK, warmth: record }),
      });
    expect(anew(NO_WARMTH)).toMatchObject({ decidedBy: 'classifier', reasons: [] });
    expect(anew(NO_WARMTH).switchAccount).toBeUndefined();
    expect(anew(warmth(WORK, 100_000, 1)).switchAccount).toBeDefined();
  });

  it('nothing is weighed for a model that the policy has let go', () => {
    const tiers = { ...samplePolicy().tiers, 3: sampleTier('') };
    const decided = decide({ conversation: after(BEST), call: LONG, policy: { tiers } });
    expect(on(decided)).toBe('sample-work');
    expect(decided.switchAccount).toBeUndefined();
  });

  it('nothing is weighed where the model it was on cannot serve', () => {
    const image: Message = {
      role: 'user',
      content: [{ type: 'image', source: { kind: 'url', url: 'https://example.org/a.png' } }],
    };
    const catalog = sampleConditions().catalog;
    const blind = catalog.models.map((one) =>
      one.id === 'sample-best' ? { ...one, retired: { on: '2026-01-01', replacedBy: 'x' } } : one,
    );
    const decided = route(
      sampleCall({ ...LONG, messages: [image] }),
      sampleClassification(null),
      samplePolicy(),
      {
        ...sampleConditions({ catalog: { ...catalog, models: blind } }),
        conversation: after(BEST),
      },
    );
    expect(decided).toMatchObject({ kind: 'decision', decidedBy: 'default' });
  });

  it('a price nobody knows is no saving', () => {
    const catalog = sampleConditions().catalog;
    const models = catalog.models.map((one) =>
      one.id === 'sample-cheap' ? { ...one, prices: [] } : one,
    );
    const decided = route(sampleCall(), sampleClassification('validate_schema'), samplePolicy(), {
      ...sampleConditions({ catalog: { ...catalog, models } }),
      conversation: after(WORK),
    });
    expect(decided).toMatchObject({
      decidedBy: 'kept_model',
      switchAccount: { verdict: 'unpriced' },
      explanation: expect.stringContaining('is not known') as string,
    });
  });

  it('an agent that climbed does not go back to where it was stuck', () => {
    const decided = decide({
      conversation: after(WORK, { hasClimbed: true }),
      task: 'validate_schema',
    });
    expect(on(decided)).toBe('sample-work');
    expect(decided.reasons).toEqual(['stuck_climbed']);
  });

  it('a fast call is weighed at the prices of fast calls', () => {
    const catalog = sampleConditions().catalog;
    const models = catalog.models.map((one) => ({
      ...one,
      prices: one.prices.map((price) => ({
        ...price,
        modifiers: {
          ...price.modifiers,
          fast: one.id === 'sample-work' ? ([2, 1] as const) : null,
        },
      })),
    }));
    const accountOf = (fast: boolean) => {
      const decided = route(
        sampleCall(fast ? { fast: true } : {}),
        sampleClassification('validate_schema'),
        samplePolicy(),
        { ...sampleConditions({ catalog: { ...catalog, models } }), conversation: after(WORK) },
      );
      return decided.kind === 'decision' ? decided.switchAccount : undefined;
    };
    const [plain, fast] = [accountOf(false), accountOf(true)];
    expect(fast?.stay.cost?.totalNanoUsd).toBe(2 * (plain?.stay.cost?.totalNanoUsd ?? 0));
    expect(fast?.move.cost).toEqual(plain?.move.cost);
  });
});

const use = (input: string): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-use', id: 'x', name: 'Bash', input: { command: input } }],
});
const failed: Message = {
  role: 'user',
  content: [{ type: 'tool-result', toolUseId: 'x', isError: true, content: [text('no')] }],
};
const human: Message = { role: 'user', content: [text('Go on.')] };
const thinking: Message = {
  role: 'assistant',
  content: [{ type: 'thinking', text: '', signature: 's' }],
};

const loop = (times: number, ...before: readonly Message[]) => [
  human,
  ...before,
  ...Array.from({ length: times }, () => [use('make'), failed]).flat(),
];

describe('a stuck agent', () => {
  const climb = (messages: readonly Message[], asked: Partial<Asked> = {}) =>
    decide({
      kept: CHEAP,
      conversation: state({}),
      ...asked,
      call: { messages, tools: TOOLS, ...asked.call },
    });

  it('climbs one tier, with a reason of its own', () => {
    const decided = climb(loop(3));
    expect(decided).toMatchObject({ decidedBy: 'stuck_climbed', tier: 2, floor: 0, cap: 3 });
    expect(on(decided)).toBe('sample-work');
    expect(decided.explanation).toContain(
      'the same call of Bash 3 times in a row on anthropic/sample-cheap',
    );
  });

  it('climbs where its tools keep failing, too', () => {
    const messages = [human, ...['a', 'b', 'c', 'd'].flatMap((one) => [use(one), failed])];
    expect(climb(messages).explanation).toContain('4 of the agent’s'.replace('’', "'"));
  });

  it.each<[string, Partial<Asked>]>([
    ['that climbed before', { conversation: state({ hasClimbed: true }) }],
    ['on a strong model', { kept: WORK }],
    ['below a cap', { policy: { cap: 1 } }],
    ['whose call names its highest tier', { options: { maxTier: 1 } }],
    ['that has no tools', { call: { tools: [] } }],
    [
      'whose next tier has no model',
      { policy: { tiers: { ...samplePolicy().tiers, 2: sampleTier('') } } },
    ],
  ])('%s stays', (_name, asked) => {
    expect(climb(loop(3), asked).decidedBy).toBe('kept_model');
  });

  it('stays where its call names the tier it is on', () => {
    expect(on(climb(loop(3), { options: { tier: 1 } }))).toBe('sample-cheap');
  });

  it('waits for its thinking, unless it has been stuck for twice as long', () => {
    expect(climb(loop(3, thinking)).decidedBy).toBe('kept_model');
    expect(climb(loop(5, thinking)).decidedBy).toBe('kept_model');
    const apart = [human, thinking, ...['a', 'b', 'c', 'd'].flatMap((one) => [use(one), failed])];
    expect(climb(apart).decidedBy).toBe('kept_model');
    expect(climb(loop(6, thinking)).decidedBy).toBe('stuck_climbed');
    expect(climb([...loop(3, thinking), human]).decidedBy).toBe('stuck_climbed');
  });

  it('never climbs over a cap or below a floor, however stuck it is', () => {
    const tiers = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const);
    fc.assert(
      fc.property(
        tiers,
        tiers,
        fc.nat(8),
        fc.constantFrom(...TASK_TYPES),
        (floor, cap, times, task) => {
          if (floor > cap) return;
          const decided = climb(loop(times), { policy: { floor, cap }, task });
          expect(decided.tier).toBeGreaterThanOrEqual(floor);
          expect(decided.tier).toBeLessThanOrEqual(cap);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('always', () => {
  it('in the middle of a conversation no saving moves it', () => {
    const cached = fc.nat(300_000);
    fc.assert(
      fc.property(cached, fc.nat(50), fc.constantFrom(...TASK_TYPES), (tokens, turns, task) => {
        const conversation = state({ warmth: warmth(WORK, tokens, turns + 1) });
        const decided = decide({ kept: WORK, conversation, task });
        const tier = samplePolicy().tasks[task].tier;
        if (tier <= 2) expect(on(decided)).toBe('sample-work');
        expect(decided.switchAccount).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('the decision is the same every time, and larger caches only hold it', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(100_000), (tokens, more) => {
        const at = (cached: number) =>
          decide({
            call: LONG,
            conversation: state({
              boundary: 'after_compaction',
              before: BEST,
              warmth: { ...warmth(BEST, cached, 1), countedTokens: 0 },
            }),
          });
        expect(at(tokens)).toEqual(at(tokens));
        if (on(at(tokens)) === 'sample-best') expect(on(at(tokens + more))).toBe('sample-best');
      }),
      { numRuns: 100 },
    );
  });
});
