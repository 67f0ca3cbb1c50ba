import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  sampleModel,
  samplePolicy,
  sampleProvider,
  sampleRule,
  sampleTier,
} from '../testing/policy.ts';
import type { Call } from './call.ts';
import { assess, type Question } from './candidate.ts';
import type { Capabilities, CatalogModel } from './catalog.ts';
import type { UpstreamState } from './conditions.ts';
import type { Model } from './model.ts';
import type { ProviderPolicy, TierPolicy } from './policy.ts';

interface Asked {
  readonly call?: Partial<Call>;
  readonly model?: Partial<Model>;
  readonly entry?: Partial<CatalogModel> | null;
  readonly can?: Partial<Capabilities>;
  readonly provider?: Partial<ProviderPolicy>;
  readonly upstream?: Partial<UpstreamState>;
  readonly tier?: Partial<TierPolicy>;
  readonly lost?: readonly string[];
  readonly lostInResponses?: readonly string[];
  readonly question?: Partial<Question>;
}

function ask(asked: Asked) {
  const model = { provider: 'p', id: 'm', effort: null, ...asked.model };
  const entry = sampleModel({
    id: 'm',
    aliases: ['m-dated'],
    capabilities: sampleCapabilities(asked.can),
    ...asked.entry,
  });
  const policy = samplePolicy();
  const upstream = { hasKey: true, state: 'up', models: null, ...asked.upstream } as const;
  return assess({
    input: {
      call: sampleCall(asked.call),
      classification: sampleClassification(null),
      policy: {
        ...policy,
        providers: [sampleProvider({ name: 'p', ...asked.provider })],
        tiers: { ...policy.tiers, 2: sampleTier('', asked.tier) },
      },
      conditions: sampleConditions({
        catalog: sampleCatalog({ models: asked.entry === null ? [] : [entry] }),
        upstreams: asked.upstream === undefined ? {} : { p: upstream },
        untranslatable: {
          'anthropic-messages': [],
          'openai-chat': asked.lost ?? [],
          'openai-responses': asked.lostInResponses ?? [],
          'ollama-chat': [],
        },
        reworded: {
          'anthropic-messages': ['not here'],
          'openai-chat': ['said otherwise'],
          'openai-responses': [],
          'ollama-chat': [],
        },
      }),
    },
    model,
    tier: 2,
    rule: sampleRule(2, { expectedOutputTokens: 100 }),
    standing: 'routed',
    mayBeDown: false,
    ...asked.question,
  });
}

const TOOL = { name: 't', description: null, inputSchema: {}, strict: null };
const OPENAI: Partial<ProviderPolicy> = { kind: 'openai-compatible' };
const size = (changes: Partial<Call['size']>) => ({
  size: { characters: 400, images: 0, documents: 0, ...changes },
});

describe('what keeps a model from serving', () => {
  test.each<[string, Asked, string, string | null]>([
    [
      'prompt_over_tier_limit',
      { tier: { maxPromptTokens: 99 } },
      'prompt',
      'about 100 prompt tokens, the tier takes 99',
    ],
    [
      'answer_over_tier_limit',
      { tier: { maxAnswerTokens: 99 } },
      'answer',
      'about 100 answer tokens, the tier takes 99',
    ],
    [
      'deadline_too_short',
      { tier: { tokensPerSecond: 0.1 } },
      'slow',
      'the answer takes about 1000000 ms, the deadline is 600000 ms',
    ],
    ['not_translatable', { provider: OPENAI, lost: ['field `a`', 'b'] }, 'lost', 'field `a`, b'],
    [
      'context_window',
      { entry: { limits: { contextTokens: 199, outputTokens: 10_000 } } },
      'window',
      'about 200 tokens, its window is 199',
    ],
    ['images_unsupported', { call: size({ images: 1 }), can: { images: false } }, 'images', null],
    [
      'documents_unsupported',
      { call: size({ documents: 1 }), can: { documents: false } },
      'd',
      null,
    ],
    ['tools_unsupported', { call: { tools: [TOOL] }, can: { tools: false } }, 'tools', null],
    [
      'forced_tool_choice_unsupported',
      { call: { toolChoice: { kind: 'tool', name: 't' } }, can: { forcedToolChoice: false } },
      'one tool',
      null,
    ],
    [
      'forced_tool_choice_unsupported',
      { call: { toolChoice: { kind: 'required' } }, can: { forcedToolChoice: false } },
      'any tool',
      null,
    ],
    [
      'structured_output_unsupported',
      { call: { outputFormat: { kind: 'json-object' } }, can: { structuredOutput: false } },
      'json',
      null,
    ],
    [
      'prefill_unsupported',
      { call: { messages: [{ role: 'assistant', content: [] }] }, can: { prefill: false } },
      'prefill',
      null,
    ],
    [
      'not_translatable',
      { call: { stopSequences: ['x'] }, can: { stopSequences: false } },
      'stop sequences',
      'stop sequences',
    ],
    [
      'provider_down',
      { model: { provider: 'gone' } },
      'no such provider',
      'the policy has no provider named gone',
    ],
    ['provider_down', { upstream: { state: 'down' } }, 'down', 'tried http://127.0.0.1:9'],
    [
      'provider_down',
      { upstream: { state: 'down' }, provider: { kind: 'ollama' } },
      'Ollama down',
      'tried http://127.0.0.1:9; start it with "ollama serve"',
    ],
    ['no_key', { upstream: { hasKey: false } }, 'variable', 'set P_API_KEY'],
    [
      'no_key',
      { upstream: { hasKey: false }, provider: { keys: [{ kind: 'file', path: '/k' }] } },
      'file',
      'put it into /k',
    ],
    [
      'no_key',
      { upstream: { hasKey: false }, provider: { keys: [] } },
      'nowhere',
      'say where in providers.p.key',
    ],
    [
      'no_key',
      {
        call: { dialect: 'openai-chat' },
        upstream: { hasKey: false },
        provider: { passesClientCredential: true },
      },
      'not for this client',
      'set P_API_KEY where Modicum runs, or call in Anthropic’s dialect, where your own Anthropic credential is handed on',
    ],
    [
      'no_key',
      { upstream: { hasKey: false }, provider: { passesClientCredential: true } },
      'held or the client’s',
      'set P_API_KEY where Modicum runs, or show your own Anthropic credential, as x-api-key or Authorization: Bearer, with the call',
    ],
    [
      'no_key',
      { upstream: { hasKey: false }, provider: { keys: [], passesClientCredential: true } },
      'only the client’s',
      'show your own Anthropic credential, as x-api-key or Authorization: Bearer, with the call',
    ],
    [
      'no_key',
      {
        upstream: { hasKey: false },
        provider: {
          keys: [
            { kind: 'environment', name: 'A' },
            { kind: 'file', path: '/k' },
          ],
        },
      },
      'several',
      'set A or put it into /k',
    ],
    ['model_missing', { upstream: { models: [] } }, 'empty list', 'its list lacks this id'],
    [
      'model_missing',
      { upstream: { models: ['m:7b'] }, provider: { kind: 'ollama' } },
      'another tag',
      'get it with "ollama pull m"',
    ],
    [
      'model_missing',
      { upstream: { models: ['other'] }, entry: null },
      'not in the catalog either',
      'its list lacks this id',
    ],
    [
      'remote_model',
      { model: { id: 'big:cloud' }, provider: { requireLocal: true } },
      ':cloud',
      'big:cloud runs in the cloud',
    ],
    [
      'remote_model',
      { model: { id: 'big:70b-cloud' }, provider: { requireLocal: true } },
      '-cloud',
      'big:70b-cloud runs in the cloud',
    ],
    [
      'retired_model',
      { entry: { retired: { on: '2026-01-05', replacedBy: 'n' } } },
      'retired',
      'since 2026-01-05; use n',
    ],
  ])('%s (%#)', (reason, asked, _, detail) => {
    expect(ask(asked)).toMatchObject({ able: false, exclusion: { tier: 2, reason, detail } });
  });

  test.each<[string, Asked]>([
    [
      'at every limit',
      { tier: { maxPromptTokens: 100, maxAnswerTokens: 100, tokensPerSecond: 1 } },
    ],
    [
      'at the end of its window',
      { entry: { limits: { contextTokens: 200, outputTokens: 9_000 } } },
    ],
    ['an unknown model, whatever the call needs', { entry: null, call: size({ images: 9 }) }],
    ['an unknown upstream', {}],
    ['lost parts of another dialect', { lost: ['field'] }],
    ['`latest` is meant without a tag', { upstream: { models: ['m:latest'] } }],
    [
      '`latest` is listed without a tag',
      { model: { id: 'm:latest' }, upstream: { models: ['m'] } },
    ],
    ['another id of the same model', { model: { id: 'm-dated' }, upstream: { models: ['m'] } }],
    ['a cloud name where that is allowed', { model: { id: 'big:cloud' } }],
    [
      'retired elsewhere, listed here',
      { entry: { retired: { on: '2026-01-05', replacedBy: 'n' } }, provider: { models: ['m'] } },
    ],
    [
      'free tool choice',
      { call: { toolChoice: { kind: 'auto' } }, can: { forcedToolChoice: false } },
    ],
    [
      'down, where the policy waits',
      { upstream: { state: 'down' }, question: { mayBeDown: true } },
    ],
    [
      'a pin, over the tier’s limits',
      { tier: { maxPromptTokens: 1 }, question: { standing: 'pinned' } },
    ],
    [
      'a rewritten pin, over the tier’s limits',
      { tier: { maxPromptTokens: 1 }, question: { standing: 'rewritten' } },
    ],
    [
      'a pin, whatever the catalog thinks it takes',
      { call: size({ images: 1 }), can: { images: false }, question: { standing: 'pinned' } },
    ],
  ])('nothing: %s', (_, asked) => {
    expect(ask(asked)).toMatchObject({ able: true });
  });

  test('a pin is judged like any other once it must be translated', () => {
    const question = { standing: 'pinned' } as const;
    const call = size({ images: 1 });
    expect(ask({ provider: OPENAI, call, can: { images: false }, question })).toMatchObject({
      able: false,
      exclusion: { reason: 'images_unsupported' },
    });
  });

  test('waiting helps against nothing but a provider that is down', () => {
    const question = { mayBeDown: true };
    expect(ask({ upstream: { hasKey: false }, question })).toMatchObject({ able: false });
  });
});

describe('what is changed in the request', () => {
  const low = { effort: 'low' } as const;
  test.each<[string, Asked, readonly unknown[]]>([
    ['the model', {}, [{ field: 'model', to: 'm' }]],
    ['nothing in a pin', { call: { requestedModel: 'm', temperature: 1 }, can: {} }, []],
    [
      'max_tokens above the model’s limit',
      { call: { requestedModel: 'm', maxOutputTokens: 64_001 } },
      [{ field: 'max_tokens', to: 64_000 }],
    ],
    ['max_tokens at the limit', { call: { requestedModel: 'm', maxOutputTokens: 64_000 } }, []],
    ['no max_tokens at all', { call: { requestedModel: 'm', maxOutputTokens: null } }, []],
    [
      'the binding’s effort',
      { call: { requestedModel: 'm' }, model: low },
      [{ field: 'effort', to: 'low' }],
    ],
    ['the client’s own effort', { call: { requestedModel: 'm', effort: 'high' }, model: low }, []],
    [
      'an effort the model does not take',
      { call: { requestedModel: 'm', effort: 'max' }, model: low },
      [{ field: 'effort', to: 'high' }],
    ],
    [
      'effort, where the model takes none',
      { call: { requestedModel: 'm', effort: 'low' }, can: { efforts: [] } },
      [{ field: 'effort', to: null }],
    ],
    [
      'no effort of the binding, where the model takes none',
      { call: { requestedModel: 'm' }, model: low, can: { efforts: [] } },
      [],
    ],
    [
      'the binding’s effort, to a model nobody described',
      { call: { requestedModel: 'm', temperature: 1 }, model: low, entry: null },
      [{ field: 'effort', to: 'low' }],
    ],
    [
      'sampling that the model refuses',
      {
        call: { requestedModel: 'm', temperature: 0, topP: 0.5, topK: 4 },
        can: { samplingParameters: false },
      },
      [
        { field: 'temperature', to: null },
        { field: 'top_p', to: null },
        { field: 'top_k', to: null },
      ],
    ],
    [
      'no sampling, where none was asked',
      { call: { requestedModel: 'm' }, can: { samplingParameters: false } },
      [],
    ],
    ['sampling that it takes', { call: { requestedModel: 'm', temperature: 1 } }, []],
    [
      'thinking that it refuses',
      { call: { requestedModel: 'm', thinking: { kind: 'disabled' } }, can: { thinking: [] } },
      [{ field: 'thinking', to: null }],
    ],
    [
      'thinking that it takes',
      { call: { requestedModel: 'm', thinking: { kind: 'adaptive' } } },
      [],
    ],
    [
      'a budget as large as its longest answer',
      {
        call: {
          requestedModel: 'm',
          maxOutputTokens: 64_000,
          thinking: { kind: 'budget', budgetTokens: 64_000 },
        },
      },
      [{ field: 'thinking', to: { kind: 'budget', budgetTokens: 63_999 } }],
    ],
    [
      'a budget it can spend',
      {
        call: {
          requestedModel: 'm',
          maxOutputTokens: 4_000,
          thinking: { kind: 'budget', budgetTokens: 2_000 },
        },
      },
      [],
    ],
  ])('%s', (_, asked, changes) => {
    expect(ask(asked)).toMatchObject({ able: true, candidate: { changes } });
  });

  const strange: Asked = {
    call: { requestedModel: 'm', temperature: 1, effort: 'max' },
    can: { samplingParameters: false },
  };
  const adapted = [
    { field: 'effort', to: 'high' },
    { field: 'temperature', to: null },
  ];
  test.each<[string, Asked, readonly unknown[]]>([
    ['a pin travels as it is', { question: { standing: 'pinned' } }, []],
    [
      'a translated pin is adapted',
      { provider: OPENAI, question: { standing: 'pinned' } },
      adapted,
    ],
    ['a rewritten pin is adapted', { question: { standing: 'rewritten' } }, adapted],
  ])('%s', (_, asked, changes) => {
    expect(ask({ ...strange, ...asked })).toMatchObject({ able: true, candidate: { changes } });
  });
});

describe('the candidate', () => {
  test('has its dialect, lane and the limits of its tier', () => {
    const tier = { retries: 3, timeoutMs: 5_000 };
    expect(ask({ provider: OPENAI, tier })).toMatchObject({
      candidate: { dialect: 'openai-chat', lane: 'translated', retries: 3, timeoutMs: 5_000 },
      estimate: { promptTokens: 100, outputTokens: 100 },
    });
    expect(ask({})).toMatchObject({
      candidate: { dialect: 'anthropic-messages', lane: 'untouched' },
    });
  });

  test('says what stays behind and what is reworded when the call is translated, and only then', () => {
    const call = { leftOut: ['cache_control'] };
    expect(ask({ provider: OPENAI, call })).toMatchObject({
      candidate: { leftOut: ['cache_control'], reworded: ['said otherwise'] },
    });
    expect(ask({ call })).toMatchObject({ candidate: { leftOut: [], reworded: [] } });
  });

  test('is given no more time than the call has', () => {
    expect(ask({ tier: { timeoutMs: 900_000 } })).toMatchObject({
      candidate: { timeoutMs: 600_000 },
    });
  });
});

describe('tools that a model does not take over Chat Completions', () => {
  const tool = { name: 'n', description: null, inputSchema: {}, strict: null };
  const call: Partial<Call> = { tools: [tool], effort: 'high', requestedModel: 'm' };
  const chat: Partial<Call> = { ...call, dialect: 'openai-chat' };
  const both = { kind: 'openai-compatible', speaksResponses: true } as const;
  const only = { kind: 'openai-compatible' } as const;
  const half = { chatTools: 'without_effort' } as const;
  const none = { chatTools: 'none' } as const;
  const pinned = { standing: 'pinned' } as const;
  const rewritten = { standing: 'rewritten' } as const;
  const removed = { field: 'effort', to: null } as const;

  test.each<[string, Asked, object]>([
    [
      'go over Responses',
      { call, can: half, provider: both },
      { dialect: 'openai-responses', changes: [] },
    ],
    [
      'also without effort where none are taken',
      { call: { ...call, effort: null }, can: none, provider: both },
      { dialect: 'openai-responses' },
    ],
    [
      'also for the effort of the binding',
      { call: { ...call, effort: null }, can: half, provider: both, model: { effort: 'low' } },
      { dialect: 'openai-responses' },
    ],
    [
      'stay where nothing is asked that they refuse',
      { call: { ...call, effort: null }, can: half, provider: both },
      { dialect: 'openai-chat' },
    ],
    [
      'stay for a model that knows no effort',
      { call, can: { ...half, efforts: [] }, provider: both },
      { dialect: 'openai-chat', changes: [removed] },
    ],
    [
      'come without effort',
      { call, can: half, provider: only },
      { dialect: 'openai-chat', changes: [removed] },
    ],
    [
      'come without effort where Responses would lose something',
      { call, can: half, provider: both, lostInResponses: ['stop sequences'] },
      { dialect: 'openai-chat', changes: [removed] },
    ],
    [
      'go over Responses for a client of Chat that did not choose the model',
      { call: chat, can: half, provider: both, question: rewritten },
      { dialect: 'openai-responses', lane: 'translated', changes: [] },
    ],
    [
      'lose their effort in the client’s own bytes where there is only Chat',
      { call: chat, can: half, provider: only, question: rewritten },
      { dialect: 'openai-chat', lane: 'untouched', changes: [removed] },
    ],
    [
      'are left alone in what a client wrote for this model',
      { call: chat, can: none, provider: both, question: pinned },
      { dialect: 'openai-chat', lane: 'untouched', changes: [] },
    ],
    [
      'are translated from another dialect for a pin as well',
      { call, can: none, provider: both, question: pinned },
      { dialect: 'openai-responses' },
    ],
    [
      'stay at a model nobody described',
      { call, entry: null, provider: both },
      { dialect: 'openai-chat' },
    ],
  ])('%s', (_, asked, candidate) => {
    expect(ask(asked)).toMatchObject({ able: true, candidate });
  });

  test('rule the model out where it takes none and there is only Chat, and the detail says what to set', () => {
    expect(ask({ call, can: none, provider: only })).toMatchObject({
      able: false,
      exclusion: {
        reason: 'tools_unsupported',
        detail: expect.stringContaining('`responses: true`') as string,
      },
    });
  });
});
