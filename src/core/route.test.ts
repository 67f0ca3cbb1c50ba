import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleProvider,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import type { Conditions, UpstreamState } from './conditions.ts';
import type { Decision, Refusal } from './decision.ts';
import type { JsonObject } from './json.ts';
import { modelName } from './model.ts';
import type { Policy, TierPolicy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';
import type { TaskRule, TaskType } from './task.ts';
import type { Tier } from './tier.ts';

interface Asked {
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  /** What the classifier is sure it saw. */
  readonly saw?: TaskType | null;
  readonly policy?: Partial<Policy>;
  readonly tiers?: Partial<Record<Tier, TierPolicy>>;
  readonly rules?: Partial<Record<TaskType, TaskRule>>;
  readonly upstreams?: Record<string, Partial<UpstreamState>>;
  readonly catalog?: Catalog;
  readonly kept?: Conditions['kept'];
  readonly purpose?: Conditions['purpose'];
}

function decide(asked: Asked): Decision | Refusal {
  const policy = samplePolicy({ tasks: sampleTasks(asked.rules), ...asked.policy });
  const upstreams = Object.entries(asked.upstreams ?? {}).map(
    ([name, state]) => [name, { hasKey: true, state: 'up', models: null, ...state }] as const,
  );
  return route(
    sampleCall(asked.call),
    sampleClassification(asked.saw ?? null),
    { ...policy, tiers: { ...policy.tiers, ...asked.tiers } },
    sampleConditions({
      options: { ...NO_OPTIONS, ...asked.options },
      upstreams: Object.fromEntries(upstreams),
      ...(asked.catalog === undefined ? {} : { catalog: asked.catalog }),
      ...(asked.kept === undefined ? {} : { kept: asked.kept }),
      ...(asked.purpose === undefined ? {} : { purpose: asked.purpose }),
    }),
  );
}

/** The plan as one line: `0 small:7b > 1 sample-cheap (failed) > 2 sample-work (failed, rejected)`. */
function planOf(result: Decision | Refusal): string {
  if (result.kind === 'refusal') return `refused: ${result.reason}`;
  return result.plan
    .map(({ tier, model, after }) =>
      [tier, model.id, ...(after.length > 0 ? [`(${after.join(', ')})`] : [])].join(' '),
    )
    .join(' > ');
}

const DOWN = { state: 'down' } as const;
const NO_KEY = { hasKey: false } as const;
const ESCALATE = { action: 'escalate' } as const;
const REFUSE = { action: 'refuse' } as const;
const LOCAL = { unavailable: ESCALATE, maxPromptTokens: 2_000, maxAnswerTokens: 500 } as const;
/** Not judged, so that only failures open the plan. */
const PLAIN = { summarize: sampleRule(0, { validate: [] }) };
const CONTRACT = { summarize: sampleRule(0, { validate: [], unavailable: ESCALATE }) };
const IMAGE = { size: { characters: 400, images: 1, documents: 0 } };

function catalogWith(...models: readonly CatalogModel[]): Catalog {
  const others = sampleCatalog().models.filter(({ id }) =>
    models.every((model) => model.id !== id),
  );
  return sampleCatalog({ models: [...models, ...others] });
}

const NO_IMAGES = { capabilities: sampleCapabilities({ images: false }) };
const BLIND_SMALL = sampleModel({ id: 'small:7b', kind: 'ollama', ...NO_IMAGES });
const BLIND_CHEAP = sampleModel({ id: 'sample-cheap', prices: [samplePrice(0.1)], ...NO_IMAGES });
const BLIND_WORK = sampleModel({ id: 'sample-work', prices: [samplePrice(2)], ...NO_IMAGES });

describe('the plan', () => {
  test.each<[string, Asked, string]>([
    [
      'judged work climbs when it is rejected, and when tier 0 is down',
      { saw: 'summarize' },
      '0 small:7b > 1 sample-cheap (failed, rejected) > 2 sample-work (rejected)',
    ],
    [
      'work that is not judged climbs once',
      { saw: 'summarize', rules: PLAIN },
      '0 small:7b > 1 sample-cheap (failed)',
    ],
    ['judgment stays', { saw: 'write_code' }, '2 sample-work'],
    ['highest stakes stay', { saw: 'architect_design' }, '3 sample-best'],
    [
      'a cap ends the climb',
      { saw: 'summarize', policy: { cap: 1 } },
      '0 small:7b > 1 sample-cheap (failed, rejected)',
    ],
    [
      'equivalents come before the next tier',
      {
        saw: 'summarize',
        rules: PLAIN,
        tiers: {
          0: sampleTier('local/small:7b local/other', LOCAL),
          1: sampleTier('anthropic/sample-cheap openai/sample-gpt'),
        },
      },
      '0 small:7b > 0 other (failed) > 1 sample-cheap (failed) > 1 sample-gpt (failed)',
    ],
    [
      'a tier that may not be left is not left',
      { saw: 'summarize', rules: PLAIN, tiers: { 0: sampleTier('local/small:7b') } },
      '0 small:7b',
    ],
    [
      'a task’s contract goes before the tier’s rule, upwards',
      { saw: 'summarize', rules: CONTRACT },
      '0 small:7b > 1 sample-cheap (failed) > 2 sample-work (failed)',
    ],
    [
      'a task’s contract goes before the tier’s rule, downwards',
      {
        saw: 'summarize',
        rules: { summarize: sampleRule(0, { validate: [], unavailable: REFUSE }) },
      },
      '0 small:7b',
    ],
    [
      'tools mean a stream, and a stream is not judged',
      {
        saw: 'summarize',
        call: { tools: [{ name: 't', description: null, inputSchema: {}, strict: null }] },
      },
      '0 small:7b > 1 sample-cheap (failed)',
    ],
  ])('%s', (_, asked, plan) => {
    expect(planOf(decide(asked))).toBe(plan);
  });

  test('waits at the last model of a tier that is waited for', () => {
    const tier = { ...LOCAL, unavailable: { action: 'wait', waitMs: 5_000 } } as const;
    const result = decide({
      saw: 'summarize',
      tiers: { 0: sampleTier('local/small:7b local/other', tier) },
      rules: PLAIN,
    });
    expect(result).toMatchObject({ plan: [{ waitMs: 0 }, { waitMs: 5_000 }] });
  });

  test('keeps a tier that is waited for although it is down, but not without its key', () => {
    const tier = { ...LOCAL, unavailable: { action: 'wait', waitMs: 5_000 } } as const;
    const asked = {
      saw: 'summarize',
      tiers: { 0: sampleTier('local/small:7b', tier) },
      rules: PLAIN,
    } as const;
    expect(decide({ ...asked, upstreams: { local: DOWN } })).toMatchObject({
      plan: [{ tier: 0, waitMs: 5_000 }],
      excluded: [],
    });
    expect(planOf(decide({ ...asked, upstreams: { local: NO_KEY } }))).toBe('refused: no_key');
  });
});

describe('what is down', () => {
  test.each<[string, Asked, string]>([
    [
      'tier 0: tier 1, and no further',
      { saw: 'summarize', rules: PLAIN, upstreams: { local: DOWN } },
      '1 sample-cheap',
    ],
    [
      'tiers 0 and 1: refused',
      { saw: 'summarize', upstreams: { local: DOWN, anthropic: NO_KEY } },
      'refused: no_candidate',
    ],
    [
      'tiers 0 and 1: tier 2 where the task’s contract says so',
      {
        saw: 'summarize',
        rules: CONTRACT,
        upstreams: { local: DOWN, anthropic: DOWN },
        tiers: { 2: sampleTier('openai/sample-gpt') },
      },
      '2 sample-gpt',
    ],
    [
      'tier 1: refused',
      {
        saw: 'validate_schema',
        tiers: { 2: sampleTier('openai/sample-gpt') },
        upstreams: { anthropic: DOWN },
      },
      'refused: provider_down',
    ],
    [
      'tier 2: refused, neither cheaper nor dearer, whatever the contract',
      {
        saw: 'write_code',
        rules: { write_code: sampleRule(2, { unavailable: ESCALATE }) },
        tiers: { 3: sampleTier('openai/sample-gpt') },
        upstreams: { anthropic: DOWN },
      },
      'refused: provider_down',
    ],
    [
      'tier 2 at one of two providers: the other one',
      {
        saw: 'write_code',
        tiers: { 2: sampleTier('anthropic/sample-work openai/sample-gpt') },
        upstreams: { anthropic: DOWN },
      },
      '2 sample-gpt',
    ],
    [
      'tier 3: refused',
      { saw: 'architect_design', upstreams: { anthropic: DOWN } },
      'refused: provider_down',
    ],
    [
      'no tier 0 at all: tier 1',
      { saw: 'summarize', rules: PLAIN, tiers: { 0: sampleTier('') } },
      '1 sample-cheap',
    ],
    [
      'no tiers 0 and 1 at all: not tier 2 unasked',
      { saw: 'summarize', tiers: { 0: sampleTier(''), 1: sampleTier('') } },
      'refused: no_candidate',
    ],
    [
      'no tier 1, but tier 2 asked for',
      {
        saw: 'summarize',
        tiers: { 0: sampleTier(''), 1: sampleTier('', { unavailable: ESCALATE }) },
        rules: PLAIN,
      },
      '2 sample-work',
    ],
    [
      'no tier 2 at all',
      { saw: 'write_code', tiers: { 2: sampleTier('') } },
      'refused: no_candidate',
    ],
    [
      'rejected answers do not pass a tier that is down',
      {
        saw: 'summarize',
        tiers: { 1: sampleTier('openai/sample-gpt') },
        upstreams: { openai: DOWN },
      },
      '0 small:7b',
    ],
    [
      'nor one that does not fit, once tier 0 is down',
      {
        saw: 'summarize',
        call: IMAGE,
        catalog: catalogWith(BLIND_CHEAP),
        upstreams: { local: DOWN },
      },
      'refused: no_candidate',
    ],
  ])('%s', (_, asked, plan) => {
    expect(planOf(decide(asked))).toBe(plan);
  });

  test('the decision stays on its tier, and the reason tells why another serves', () => {
    expect(decide({ saw: 'summarize', upstreams: { local: DOWN } })).toMatchObject({
      tier: 0,
      reasons: ['tier_unavailable'],
      excluded: [{ tier: 0, reason: 'provider_down' }],
    });
  });

  test('two tiers passed are one reason', () => {
    const rules = CONTRACT;
    const tiers = { 2: sampleTier('openai/sample-gpt') };
    const upstreams = { local: DOWN, anthropic: DOWN };
    expect(decide({ saw: 'summarize', rules, tiers, upstreams })).toMatchObject({
      reasons: ['tier_unavailable'],
    });
  });
});

describe('what does not fit', () => {
  const long = { size: { characters: 9_000, images: 0, documents: 0 } };
  test.each<[string, Asked, string, Tier, readonly string[]]>([
    ['a long prompt', { call: long }, '1 sample-cheap', 1, ['prompt_over_tier_limit']],
    [
      'a long answer',
      { rules: { summarize: sampleRule(0, { expectedOutputTokens: 501, validate: [] }) } },
      '1 sample-cheap',
      1,
      ['answer_over_tier_limit'],
    ],
    [
      'a short deadline',
      { options: { deadlineMs: 9_999 } },
      '1 sample-cheap',
      1,
      ['deadline_too_short'],
    ],
    [
      'a deadline just long enough',
      { options: { deadlineMs: 10_000 } },
      '0 small:7b > 1 sample-cheap (failed)',
      0,
      [],
    ],
    [
      'a large max_tokens is no long answer',
      { call: { maxOutputTokens: 8_000 } },
      '0 small:7b > 1 sample-cheap (failed)',
      0,
      [],
    ],
    [
      'a header tier, too',
      { call: long, options: { tier: 0 } },
      '1 sample-cheap',
      1,
      ['prompt_over_tier_limit'],
    ],
    [
      'a picture for a model that takes none',
      { call: IMAGE, catalog: catalogWith(BLIND_SMALL) },
      '1 sample-cheap',
      1,
      ['images_unsupported'],
    ],
    [
      'a picture that two tiers cannot take',
      { call: IMAGE, catalog: catalogWith(BLIND_SMALL, BLIND_CHEAP) },
      '2 sample-work',
      2,
      ['images_unsupported'],
    ],
    [
      'the policy’s own limit of tier 2',
      {
        options: { tier: 2 },
        tiers: { 2: sampleTier('anthropic/sample-work', { maxPromptTokens: 1 }) },
      },
      '3 sample-best',
      3,
      ['prompt_over_tier_limit'],
    ],
    [
      'fit is asked before availability',
      { call: long, upstreams: { local: DOWN } },
      '1 sample-cheap',
      1,
      ['prompt_over_tier_limit'],
    ],
  ])('%s', (_, asked, plan, tier, reasons) => {
    const result = decide({ saw: 'summarize', rules: PLAIN, ...asked });
    expect(planOf(result)).toBe(plan);
    expect(result).toMatchObject({ tier, reasons });
  });

  test.each<[string, Asked, string]>([
    [
      'what tier 2’s model cannot do is no reason for tier 3',
      { call: IMAGE, saw: 'write_code', catalog: catalogWith(BLIND_WORK) },
      'images_unsupported',
    ],
    [
      'a cap holds against a long prompt',
      { call: long, saw: 'summarize', options: { maxTier: 0 } },
      'prompt_over_tier_limit',
    ],
  ])('refused: %s', (_, asked, reason) => {
    expect(decide(asked)).toMatchObject({
      reason,
      error: { status: 400, kind: 'invalid_request' },
    });
  });

  test('the refusal says what would help', () => {
    const asked = { call: IMAGE, saw: 'write_code', catalog: catalogWith(BLIND_WORK) } as const;
    expect(decide(asked)).toMatchObject({
      error: {
        message:
          'Tier 2 cannot serve this call. anthropic/sample-work: it takes no images. ' +
          'Change the call, or bind a model that can take it.',
      },
    });
  });

  test('one model that is only down makes the tier down, not unfit', () => {
    const result = decide({
      saw: 'validate_schema',
      call: IMAGE,
      catalog: catalogWith(BLIND_CHEAP),
      tiers: { 1: sampleTier('anthropic/sample-cheap openai/sample-gpt') },
      upstreams: { openai: DOWN },
    });
    expect(result).toMatchObject({ reason: 'no_candidate', error: { status: 503 } });
  });
});

describe('floors and caps', () => {
  test.each<[string, Asked, Tier, readonly string[]]>([
    ['the policy’s floor lifts', { saw: 'summarize', policy: { floor: 1 } }, 1, ['tier_floor']],
    [
      'the policy’s cap lowers',
      { saw: 'write_docs', rules: { write_docs: sampleRule(2, { floor: 0 }) }, policy: { cap: 1 } },
      1,
      ['tier_cap'],
    ],
    ['a header’s floor lifts', { saw: 'summarize', options: { minTier: 2 } }, 2, ['tier_floor']],
    ['a header’s cap lowers', { options: { maxTier: 1 } }, 1, ['tier_cap']],
    ['a floor holds against a header', { options: { tier: 0, minTier: 1 } }, 1, ['tier_floor']],
    ['a cap holds against a header', { options: { tier: 3, maxTier: 2 } }, 2, ['tier_cap']],
    [
      'a declared task’s floor lifts',
      {
        options: { task: 'summarize', tier: 0 },
        rules: { summarize: sampleRule(0, { floor: 1 }) },
      },
      1,
      ['tier_floor'],
    ],
    [
      'a declared task’s cap lowers',
      { options: { task: 'summarize', tier: 3 }, rules: { summarize: sampleRule(0, { cap: 1 }) } },
      1,
      ['tier_cap'],
    ],
    [
      'a recognised task’s floor holds against a header',
      { saw: 'write_code', options: { tier: 0 } },
      2,
      ['tier_floor'],
    ],
    [
      'not against the tool table',
      {
        saw: 'write_code',
        policy: { tools: { t: 1 } },
        call: { tools: [{ name: 't', description: null, inputSchema: {}, strict: null }] },
      },
      1,
      [],
    ],
    [
      'a declared task takes the place of a recognised one',
      { saw: 'write_code', options: { task: 'validate_schema' } },
      1,
      [],
    ],
    [
      'a recognised floor yields to a cap',
      { saw: 'write_code', options: { maxTier: 1 } },
      1,
      ['tier_cap'],
    ],
    [
      'a recognised cap yields to whoever decided on more',
      { saw: 'summarize', rules: { summarize: sampleRule(0, { cap: 1 }) }, options: { tier: 2 } },
      2,
      [],
    ],
  ])('%s', (_, asked, tier, reasons) => {
    expect(decide(asked)).toMatchObject({ kind: 'decision', tier, reasons });
  });

  test('a recognised cap ends the climb', () => {
    const rules = { summarize: sampleRule(0, { cap: 1 }) };
    expect(decide({ saw: 'summarize', rules })).toMatchObject({ cap: 1, plan: { length: 2 } });
  });

  test.each<[string, Asked]>([
    ['headers', { options: { minTier: 2, maxTier: 1 } }],
    ['a header and the policy', { options: { minTier: 2 }, policy: { cap: 1 } }],
    ['a header and the declared task', { options: { maxTier: 1, task: 'write_code' } }],
  ])('that contradict each other are refused: %s', (_, asked) => {
    expect(decide(asked)).toMatchObject({
      kind: 'refusal',
      reason: 'floor_above_cap',
      error: { status: 400, kind: 'invalid_request', shouldRetry: false },
    });
  });
});

describe('what cannot be undone, under a cap below its tier', () => {
  const destroys: Partial<Call> = {
    messages: [
      {
        role: 'assistant',
        content: [
          { type: 'tool-use', id: 't', name: 'Bash', input: { command: 'rm -rf /srv/data' } },
        ],
      },
    ],
  };

  test.each<[string, Asked]>([
    ['the policy’s cap', { policy: { cap: 2 } }],
    ['a header’s cap', { options: { maxTier: 1 } }],
    ['a tier that is named under it', { options: { tier: 3, maxTier: 2 } }],
    [
      'a declared task’s cap',
      { options: { task: 'summarize' }, rules: { summarize: sampleRule(0, { cap: 1 }) } },
    ],
  ])('is refused: %s', (_, asked) => {
    expect(decide({ ...asked, call: destroys })).toMatchObject({
      kind: 'refusal',
      reason: 'irreversible_above_cap',
      error: { status: 403, kind: 'permission', shouldRetry: false },
      explanation: expect.stringMatching(/Bash cannot be undone.*needs tier 3.*routing\.cap/),
    });
  });

  test('is refused also where the conversation would stay on its model', () => {
    const kept = { provider: 'anthropic', id: 'sample-work', effort: null };
    expect(decide({ call: destroys, options: { maxTier: 2 }, kept })).toMatchObject({
      reason: 'irreversible_above_cap',
    });
    expect(decide({ options: { maxTier: 2 }, kept })).toMatchObject({ decidedBy: 'kept_model' });
  });

  test.each<[string, Asked, Tier]>([
    ['a policy that puts it no higher than the cap', { policy: { irreversible: { tier: 2 } } }, 2],
    ['a pinned model', { call: { requestedModel: 'sample-work' } }, 2],
  ])('is served: %s', (_, { call, ...asked }, tier) => {
    const result = decide({ ...asked, call: { ...destroys, ...call }, options: { maxTier: 2 } });
    expect(result).toMatchObject({ kind: 'decision', tier });
  });

  test.each<[string, JsonObject]>([
    ['http_request', { method: 'DELETE', url: 'https://api.acme.com/users/1' }],
    ['fetch', { url: 'https://api.acme.com/users/1', options: { method: 'delete' } }],
    ['exec', { args: ['rm', '-rf', '/srv'] }],
    ['refund_payment', { id: 'py_1' }],
  ])('%s %j is lifted over headers', (name, input) => {
    const content = [{ type: 'tool-use', id: 't', name, input } as const];
    const call: Partial<Call> = { messages: [{ role: 'assistant', content }] };
    for (const options of [{ task: 'summarize' }, { tier: 0 }] as const) {
      expect(decide({ call, options })).toMatchObject({ tier: 3, decidedBy: 'irreversible' });
    }
  });

  test('a check or a summary of it is not refused', () => {
    const purpose = { ...PLAIN_CALL, protectedBy: 'safety_monitor' } as const;
    expect(decide({ call: destroys, options: { maxTier: 2 }, purpose })).toMatchObject({ tier: 2 });
  });

  test('what words alone are taken for is done at the cap', () => {
    const rules = { irreversible_action: sampleRule(3, { floor: 3 }) };
    expect(decide({ saw: 'irreversible_action', rules, options: { maxTier: 2 } })).toMatchObject({
      tier: 2,
      reasons: ['tier_cap'],
    });
  });
});

describe('pins', () => {
  const pin = (requestedModel: string): Partial<Call> => ({ requestedModel });
  const twoProviders: Partial<Policy> = {
    providers: [...samplePolicy().providers, sampleProvider({ name: 'mirror' })],
  };

  test('are served as asked, at every provider that has the model', () => {
    const result = decide({ call: pin('sample-work'), policy: twoProviders, saw: 'summarize' });
    expect(result).toMatchObject({
      decidedBy: 'pin',
      tier: 2,
      delivery: 'streamed',
      validate: [],
      taskType: 'summarize',
      plan: [
        { model: { provider: 'anthropic' }, changes: [], after: [] },
        { model: { provider: 'mirror' }, changes: [], after: ['failed'] },
      ],
      explanation: 'Tier 2, anthropic/sample-work: the client names this model.',
    });
  });

  test('in Modicum’s own form lose the provider, and nothing else', () => {
    expect(decide({ call: pin('anthropic/sample-work') })).toMatchObject({
      plan: [{ changes: [{ field: 'model', to: 'sample-work' }] }],
    });
  });

  test.each<[string, Asked, readonly string[]]>([
    ['the policy’s floor is noted', { policy: { floor: 2 } }, ['pin_below_floor']],
    ['a header’s floor is noted', { options: { minTier: 3 } }, ['pin_below_floor']],
    ['a declared task’s floor is noted', { options: { task: 'write_code' } }, ['pin_below_floor']],
    ['a recognised floor is not', { saw: 'write_code' }, []],
    ['a header’s tier does not move it', { options: { tier: 3 } }, []],
  ])('%s', (_, asked, reasons) => {
    const result = decide({ call: pin('sample-cheap'), ...asked });
    expect(result).toMatchObject({ decidedBy: 'pin', tier: 1, reasons });
    expect(planOf(result)).toBe('1 sample-cheap');
  });

  test.each<[string, Asked]>([
    ['the policy’s', { policy: { cap: 2 } }],
    ['a header’s', { options: { maxTier: 2 } }],
    [
      'a declared task’s',
      { options: { task: 'summarize' }, rules: { summarize: sampleRule(0, { cap: 2 }) } },
    ],
  ])('above a cap are refused: %s', (_, asked) => {
    expect(decide({ call: pin('sample-best'), ...asked })).toMatchObject({
      reason: 'pin_above_cap',
      error: { status: 403, kind: 'permission' },
    });
  });

  test('are not swapped when nobody can serve them', () => {
    expect(decide({ call: pin('sample-work'), upstreams: { anthropic: DOWN } })).toMatchObject({
      reason: 'provider_down',
      error: { status: 503, kind: 'overloaded', shouldRetry: null },
      explanation:
        'Refused: The model "sample-work" cannot serve this call. anthropic/sample-work: its ' +
        'provider does not answer (tried http://127.0.0.1:9). The policy allows no other model for it.',
    });
    expect(decide({ call: pin('sample-gpt'), policy: { providers: [] } })).toMatchObject({
      reason: 'no_candidate',
      error: { message: expect.stringContaining('no provider of kind openai-compatible') },
    });
  });

  test.each([
    ['sample-old', 'retired_model', 'Use "sample-work" instead.'],
    ['sample-wrok', 'unknown_model', 'Did you mean "sample-work"?'],
    ['modicum/auto:task=nonsense', 'unknown_model', 'There is no task type "nonsense".'],
  ])('%s is not found: %s', (name, reason, message) => {
    expect(decide({ call: pin(name) })).toMatchObject({
      reason,
      error: {
        status: 404,
        kind: 'not_found',
        code: reason,
        message: expect.stringContaining(message),
      },
    });
  });
});

describe('rewritten names', () => {
  const rewrite = (to: string): Asked => ({
    call: { requestedModel: 'sample-best', temperature: 1 },
    policy: { rewrite: [{ from: 'sample-best', to }] },
  });

  test('to a real model: that one, adapted', () => {
    const cheap = sampleModel({
      id: 'sample-cheap',
      prices: [samplePrice(0.1)],
      capabilities: sampleCapabilities({ samplingParameters: false }),
    });
    expect(decide({ ...rewrite('sample-cheap'), catalog: catalogWith(cheap) })).toMatchObject({
      decidedBy: 'rewrite',
      tier: 1,
      plan: [
        {
          changes: [
            { field: 'model', to: 'sample-cheap' },
            { field: 'temperature', to: null },
          ],
        },
      ],
      explanation: expect.stringContaining('the policy rewrites sample-best to this model'),
    });
  });

  test('to a tier: decided by the policy', () => {
    expect(decide(rewrite('modicum/tier-1'))).toMatchObject({
      decidedBy: 'rewrite',
      tier: 1,
      reasons: [],
    });
  });

  test('to a tier, but the call names another', () => {
    const result = decide({ ...rewrite('modicum/tier-1'), options: { tier: 2 } });
    expect(result).toMatchObject({ decidedBy: 'header_tier', tier: 2, reasons: ['rewrite'] });
  });

  test('to auto: decided as any other call', () => {
    const result = decide({ ...rewrite('modicum/auto'), saw: 'validate_schema' });
    expect(result).toMatchObject({ decidedBy: 'classifier', tier: 1, reasons: ['rewrite'] });
  });

  test('to what is not there: refused', () => {
    expect(decide(rewrite('nowhere'))).toMatchObject({ reason: 'unknown_model' });
  });
});

describe('what a decision tells', () => {
  test('delivery and validators are the task’s', () => {
    expect(decide({ saw: 'summarize' })).toMatchObject({
      delivery: 'buffered',
      validate: ['answered'],
    });
    expect(decide({ saw: 'write_code' })).toMatchObject({ delivery: 'streamed', validate: [] });
    expect(decide({})).toMatchObject({ delivery: 'streamed', validate: [], taskType: null });
  });

  test('what the caller itself asks to be judged is, whatever the task', () => {
    const asked = ['answered', 'json', 'json_schema', 'one_of'];
    const judged = { delivery: 'buffered', validate: asked };
    expect(decide({ options: { judge: true } })).toMatchObject(judged);
    expect(decide({ saw: 'write_code', options: { labels: ['a'] } })).toMatchObject(judged);
    expect(decide({ saw: 'summarize', options: { judge: true } })).toMatchObject(judged);
    const tools = [{ name: 'x', description: null, inputSchema: {}, strict: null }];
    expect(decide({ call: { tools }, options: { judge: true } })).toMatchObject({
      delivery: 'streamed',
    });
  });

  test('the tool whose work it is counts before tools of the call, its input as a tool call', () => {
    const policy = { tools: { small_tool: 0, big_tool: 3 } } as const;
    const tools = [{ name: 'big_tool', description: null, inputSchema: {}, strict: null }];
    const options = { tool: 'small_tool' };
    const result = decide({ policy, call: { tools }, options });
    expect(result).toMatchObject({ decidedBy: 'tool_table', tier: 0 });
    for (const [text, tier] of [
      ['{"command":"git push --force"}', 3],
      ['git push --force', 2],
      ['["git push --force"]', 2],
    ] as const) {
      const messages = [{ role: 'user', content: [{ type: 'text', text }] }] as const;
      expect(decide({ call: { messages }, options: { tool: 'run_shell' } })).toMatchObject({
        tier,
      });
    }
  });

  test('an unsure classification is told, not acted on', () => {
    const result = route(
      sampleCall(),
      sampleClassification('summarize', 0.4),
      samplePolicy(),
      sampleConditions(),
    );
    expect(result).toMatchObject({
      taskType: 'summarize',
      confidence: 0.4,
      tier: 2,
      reasons: ['ambiguous'],
      delivery: 'streamed',
      validate: [],
    });
  });

  test('a declared task has no confidence', () => {
    expect(decide({ call: { requestedModel: 'modicum/auto:task=summarize' } })).toMatchObject({
      decidedBy: 'header_task',
      taskType: 'summarize',
      confidence: null,
    });
  });

  test('a header’s task goes before the one in the model’s name', () => {
    expect(
      decide({
        call: { requestedModel: 'modicum/auto:task=summarize' },
        options: { task: 'validate_schema' },
      }),
    ).toMatchObject({ taskType: 'validate_schema', tier: 1 });
  });

  test('one sentence says what and why, another what kind of work it is', () => {
    const call = { size: { characters: 9_000, images: 0, documents: 0 } };
    expect(decide({ saw: 'summarize', call })).toMatchObject({
      explanation:
        'Tier 1, anthropic/sample-cheap: sample@1 recognised summarize (90 % sure); ' +
        'the prompt is larger than the tier takes. ' +
        'Processing, a mistake can be made good, it does not fit below tier 1.',
    });
  });

  test('a refusal says for each model why not, and what to do', () => {
    const upstreams = { local: DOWN, anthropic: NO_KEY };
    const result = decide({ saw: 'summarize', upstreams });
    expect(result).toMatchObject({
      taskType: 'summarize',
      error: {
        code: 'no_candidate',
        message:
          'Tiers 0 and 1 cannot serve this call. local/small:7b: its provider does not answer ' +
          '(tried http://127.0.0.1:9; start it with "ollama serve"); anthropic/sample-cheap: its ' +
          'provider has no key (set ANTHROPIC_API_KEY). The policy allows no other model for it.',
      },
    });
    expect(result.excluded.map(({ model }) => modelName(model))).toEqual([
      'local/small:7b',
      'anthropic/sample-cheap',
    ]);
  });

  test('a refusal for want of a key is not worth repeating', () => {
    expect(decide({ upstreams: { anthropic: NO_KEY } })).toMatchObject({
      reason: 'no_key',
      error: { status: 503, kind: 'api_error', shouldRetry: false },
    });
  });

  test('a refusal for want of a binding names the place to put one', () => {
    expect(decide({ tiers: { 2: sampleTier('') } })).toMatchObject({
      error: {
        status: 503,
        message:
          'Tier 2 cannot serve this call. No model is bound to it; name one in tiers.2.models.',
      },
    });
  });
});
