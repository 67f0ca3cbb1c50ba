import { describe, expect, test } from 'vitest';
import catalogData from '../../catalog/models.json' with { type: 'json' };
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleProvider,
} from '../testing/policy.ts';
import type { Call, ContentBlock, Message, Thinking, ToolDefinition } from './call.ts';
import { NO_OPTIONS } from './call-options.ts';
import { findModel, type Catalog } from './catalog.ts';
import type { RequestChange } from './decision.ts';
import type { DialectName } from './dialect.ts';
import { PROVIDER_DIALECTS, type Effort, type ProviderKind } from './model.ts';
import { requestChanges } from './request-changes.ts';

const CATALOG = catalogData as unknown as Catalog;

const PER_TURN = 'per-turn-control-2026-07-01';
const MID = 'mid-conversation-tool-changes-2026-07-01';
const EFFORT = 'effort-2025-11-24';
const BETAS = ['claude-code-20250219', PER_TURN, MID, 'advanced-tool-use-2025-11-20', EFFORT];

const said = (text: string): ContentBlock => ({ type: 'text', text });
const thought = (signature: string | null): ContentBlock => ({
  type: 'thinking',
  text: '',
  signature,
});
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const system = (effort: Effort | null, ...content: ContentBlock[]): Message => ({
  role: 'system',
  content,
  ...(effort === null ? {} : { settings: { effort } }),
});
const use: ContentBlock = { type: 'tool-use', id: 't', name: 'Bash', input: {} };
const result: ContentBlock = {
  type: 'tool-result',
  toolUseId: 't',
  isError: false,
  content: [said('ok')],
};

const TOOL: ToolDefinition = { name: 'Bash', description: null, inputSchema: {}, strict: null };
const ADAPTIVE: Thinking = { kind: 'adaptive', display: 'omitted' };
const ATTRIBUTION = said('x-anthropic-billing-header: cc_version=2.1.328.6df; cc_entrypoint=cli;');

/** The first turn as Claude Code builds it for Opus, Sonnet and Haiku 5.5. */
const NEWEST_TURN: Partial<Call> = {
  requestedModel: 'claude-opus-5-5',
  maxOutputTokens: 128_000,
  thinking: ADAPTIVE,
  effort: 'medium',
  system: [ATTRIBUTION, said('You are an agent.')],
  messages: [user(said('Hello')), system('medium', said('# Environment'))],
  tools: [TOOL, { ...TOOL, name: 'Later', deferred: true }],
};

/** The same as it builds it for Haiku 4.5. */
const HAIKU_4_TURN: Partial<Call> = {
  ...NEWEST_TURN,
  requestedModel: 'claude-haiku-4-5',
  maxOutputTokens: 32_000,
  thinking: { kind: 'budget', budgetTokens: 31_999, display: 'omitted' },
  effort: null,
  messages: [user(said('Hello'), said('# Environment'))],
};

interface Asked {
  readonly call: Partial<Call>;
  readonly to: string;
  readonly betas?: readonly string[];
  readonly bound?: Effort;
  readonly signers?: Readonly<Record<string, string>>;
  readonly kept?: string;
  readonly dialect?: DialectName;
  readonly promptTokens?: number;
  readonly lane?: 'untouched' | 'translated';
  readonly isAsWritten?: boolean;
}

function dialectOf(kind: ProviderKind | undefined, lane: string): DialectName {
  return lane === 'untouched' || kind === undefined
    ? 'anthropic-messages'
    : PROVIDER_DIALECTS[kind][0];
}

/** Everything but the new name. */
function changesFor(asked: Asked): readonly RequestChange[] {
  const { call, to, betas = [], kept, lane = 'untouched', isAsWritten = false } = asked;
  const entry = findModel(CATALOG, to);
  const changes = requestChanges({
    input: {
      call: sampleCall(call),
      classification: sampleClassification(null),
      policy: samplePolicy({ providers: [sampleProvider()] }),
      conditions: sampleConditions({
        catalog: CATALOG,
        options: { ...NO_OPTIONS, betas },
        signers: new Map(Object.entries(asked.signers ?? {})),
        kept: kept === undefined ? null : { provider: 'anthropic', id: kept, effort: null },
      }),
    },
    model: { provider: 'anthropic', id: to, effort: asked.bound ?? null },
    entry,
    estimate: { promptTokens: asked.promptTokens ?? 100, outputTokens: 500 },
    dialect: asked.dialect ?? dialectOf(entry?.kind, lane),
    lane,
    isAsWritten,
  });
  return changes.filter(({ field }) => field !== 'model');
}

const NO_SETTINGS = { field: 'message_settings', to: null } as const;
const FOLDED = { field: 'system_messages', to: 'user' } as const;
const LOADED = { field: 'deferred_tools', to: 'loaded' } as const;
const NO_ATTRIBUTION = { field: 'attribution', to: null } as const;
const thinking = (to: Thinking | null) => ({ field: 'thinking', to }) as const;
const effort = (to: Effort | null) => ({ field: 'effort', to }) as const;
const limit = (to: number) => ({ field: 'max_tokens', to }) as const;
const betas = (without: readonly string[], added: readonly string[] = []) =>
  ({ field: 'betas', without, with: added }) as const;

const NEEDS = betas([], [EFFORT]);
const BOUND_TOO_HIGH: Asked = { call: {}, to: 'gpt-5.5', bound: 'max' };
const BOUND_IN_VAIN: Asked = { call: {}, to: 'claude-haiku-4-5', bound: 'low' };

describe('a turn of Claude Code, from the model it was built for to another', () => {
  test.each<[from: string, to: string, call: Partial<Call>, changes: readonly RequestChange[]]>([
    ['Opus 5.5', 'claude-opus-5-5', NEWEST_TURN, []],
    ['Opus 5.5', 'claude-haiku-5-5', NEWEST_TURN, []],
    ['Opus 5.5', 'claude-sonnet-5-5', NEWEST_TURN, []],
    ['Opus 5.5', 'claude-fable-5-2', NEWEST_TURN, []],
    ['Opus 5.5', 'claude-opus-4-8', NEWEST_TURN, [NO_SETTINGS, betas([PER_TURN])]],
    ['Opus 5.5', 'claude-sonnet-5', NEWEST_TURN, [NO_SETTINGS, betas([PER_TURN])]],
    ['Opus 5.5', 'claude-opus-4-7', NEWEST_TURN, [NO_SETTINGS, FOLDED, betas([PER_TURN, MID])]],
    [
      'Opus 5.5',
      'claude-sonnet-4-6',
      NEWEST_TURN,
      [limit(64_000), NO_SETTINGS, FOLDED, betas([PER_TURN, MID])],
    ],
    [
      'Opus 5.5',
      'claude-haiku-4-5',
      NEWEST_TURN,
      [
        limit(64_000),
        effort(null),
        NO_SETTINGS,
        thinking({ kind: 'budget', budgetTokens: 10_000, display: 'omitted' }),
        FOLDED,
        betas([PER_TURN, MID, EFFORT]),
      ],
    ],
    [
      'Opus 5.5',
      'claude-haiku-4-5-20251001',
      NEWEST_TURN,
      [
        limit(64_000),
        effort(null),
        NO_SETTINGS,
        thinking({ kind: 'budget', budgetTokens: 10_000, display: 'omitted' }),
        FOLDED,
        betas([PER_TURN, MID, EFFORT]),
      ],
    ],
    ['Haiku 4.5', 'claude-opus-5-5', HAIKU_4_TURN, [thinking(ADAPTIVE)]],
    ['Haiku 4.5', 'claude-haiku-5-5', HAIKU_4_TURN, [thinking(ADAPTIVE)]],
    ['Haiku 4.5', 'claude-sonnet-4-6', HAIKU_4_TURN, []],
  ])('%s → %s', (_, to, call, changes) => {
    const own = call === HAIKU_4_TURN ? ['claude-code-20250219'] : BETAS;
    expect(changesFor({ call, to, betas: own })).toEqual(changes);
  });

  test.each<[to: string, changes: readonly RequestChange[]]>([
    ['gpt-5.4', [effort(null), thinking(null), LOADED, NO_ATTRIBUTION]],
    ['gpt-5-mini', [thinking(null), LOADED, NO_ATTRIBUTION]],
    ['gpt-4.1', [limit(32_768), effort(null), thinking(null), LOADED, NO_ATTRIBUTION]],
    ['qwen2.5:7b', [limit(8_192), effort(null), thinking(null), LOADED, NO_ATTRIBUTION]],
    ['qwen3:8b', [limit(8_192), effort(null), LOADED, NO_ATTRIBUTION]],
    ['of-nobody', [LOADED, NO_ATTRIBUTION]],
  ])('Opus 5.5 → %s, translated', (to, changes) => {
    expect(changesFor({ call: NEWEST_TURN, to, betas: BETAS, lane: 'translated' })).toEqual(
      changes,
    );
  });

  test('Anthropic’s words to a model of others: nothing of it that differs from call to call', () => {
    const call = { ...NEWEST_TURN, user: '{"session_id":"s"}' };
    expect(changesFor({ call, to: 'qwen3:8b' })).toEqual([
      limit(8_192),
      effort(null),
      NO_SETTINGS,
      // It shows its thinking as it pleases.
      thinking({ kind: 'adaptive' }),
      LOADED,
      NO_ATTRIBUTION,
      { field: 'metadata', to: null },
    ]);
  });
});

describe('effort', () => {
  test.each<[string, Asked, readonly RequestChange[]]>([
    ['is kept where it is taken', { call: { effort: 'xhigh' }, to: 'claude-opus-5-5' }, []],
    ['falls to the next', { call: { effort: 'xhigh' }, to: 'claude-sonnet-4-6' }, [effort('high')]],
    ['falls far', { call: { effort: 'max' }, to: 'claude-opus-4-5' }, [effort('high'), NEEDS]],
    [
      'rises to the lowest',
      { call: { effort: 'minimal' }, to: 'claude-opus-5-5' },
      [effort('low')],
    ],
    [
      'goes where there is none',
      { call: { effort: 'low' }, to: 'claude-haiku-4-5' },
      [effort(null)],
    ],
    ['of the binding fills the gap', { call: {}, to: 'gpt-5.5', bound: 'low' }, [effort('low')]],
    ['of the binding is no more than it takes', BOUND_TOO_HIGH, [effort('xhigh')]],
    ['of the binding is nothing to one that takes none', BOUND_IN_VAIN, []],
    [
      'of a message falls too, once for each word',
      {
        call: { effort: 'low', messages: [user(said('a')), system('xhigh'), system('max')] },
        to: 'claude-haiku-5-5',
        bound: 'low',
      },
      [],
    ],
  ])('%s', (_, asked, changes) => {
    expect(changesFor(asked)).toEqual(changes);
  });

  test('of a message falls with that of the call while thinking is held back', () => {
    const messages = [user(said('a')), system('xhigh'), system('max'), system('low')];
    const call: Partial<Call> = { effort: 'max', thinking: { kind: 'disabled' }, messages };
    expect(changesFor({ call, to: 'claude-haiku-5-5' })).toEqual([
      effort('high'),
      { field: 'message_effort', from: 'xhigh', to: 'high' },
      { field: 'message_effort', from: 'max', to: 'high' },
    ]);
  });

  test('comes with its beta where it needs one, also across dialects', () => {
    const call: Partial<Call> = { effort: 'low' };
    expect(changesFor({ call, to: 'claude-opus-4-5' })).toEqual([NEEDS]);
    expect(changesFor({ call, to: 'claude-opus-4-5', betas: [EFFORT] })).toEqual([]);
    expect(changesFor({ call, to: 'claude-opus-4-5', lane: 'translated' })).toEqual([NEEDS]);
    expect(changesFor({ call: {}, to: 'claude-opus-4-5' })).toEqual([]);
  });
});

describe('thinking', () => {
  const budget = (budgetTokens: number): Thinking => ({ kind: 'budget', budgetTokens });
  const loop = (...first: ContentBlock[]): Partial<Call> => ({
    messages: [user(said('Do it')), assistant(...first, use), user(result)],
  });
  test.each<[string, Partial<Call>, to: string, readonly RequestChange[]]>([
    ['disabled stays', { thinking: { kind: 'disabled' } }, 'claude-haiku-5-5', []],
    [
      'disabled is nothing where it is always on',
      { thinking: { kind: 'disabled' } },
      'claude-opus-5-5',
      [thinking(null)],
    ],
    [
      'disabled is between tools where that is the least',
      { thinking: { kind: 'disabled' }, effort: 'max' },
      'claude-sonnet-5-5',
      [effort('high'), thinking({ kind: 'between_tools' })],
    ],
    ['between tools stays', { thinking: { kind: 'between_tools' } }, 'claude-sonnet-5-5', []],
    [
      'between tools is adaptive elsewhere',
      { thinking: { kind: 'between_tools', display: 'updates' } },
      'claude-opus-5-5',
      [thinking({ kind: 'adaptive', display: 'updates' })],
    ],
    [
      'a way of showing it that is not known gives way',
      { thinking: { kind: 'adaptive', display: 'updates' } },
      'claude-opus-4-8',
      [thinking({ kind: 'adaptive', display: 'omitted' })],
    ],
    [
      'what governs its binding stays where it is bound',
      { thinking: { kind: 'adaptive', governsBinding: true } },
      'claude-sonnet-5-5',
      [],
    ],
    [
      'and goes where it is not',
      { thinking: { kind: 'adaptive', governsBinding: true } },
      'claude-sonnet-5',
      [thinking({ kind: 'adaptive' })],
    ],
    [
      'adaptive by effort',
      { thinking: { kind: 'adaptive' }, effort: 'low', maxOutputTokens: 32_000 },
      'claude-haiku-4-5',
      [effort(null), thinking(budget(4_096))],
    ],
    [
      'adaptive leaves half for the answer',
      { thinking: { kind: 'adaptive' }, maxOutputTokens: 8_000 },
      'claude-haiku-4-5',
      [thinking(budget(4_000))],
    ],
    [
      'no room for a budget, no thinking',
      { thinking: { kind: 'adaptive' }, maxOutputTokens: 2_047 },
      'claude-haiku-4-5',
      [thinking(null)],
    ],
    [
      'a budget leaves the client’s room for the answer below the lowered limit',
      { thinking: budget(100_000), maxOutputTokens: 128_000 },
      'claude-haiku-4-5',
      [limit(64_000), thinking(budget(36_000))],
    ],
    [
      'a budget is not below the smallest',
      { thinking: budget(100), maxOutputTokens: 4_000 },
      'claude-haiku-4-5',
      [thinking(budget(1_024))],
    ],
    [
      'a budget is adaptive where there are none',
      { thinking: budget(2_000) },
      'claude-opus-4-8',
      [thinking({ kind: 'adaptive' })],
    ],
    [
      'none beside a forced tool, where there are budgets',
      { thinking: { kind: 'adaptive' }, toolChoice: { kind: 'required' }, tools: [TOOL] },
      'claude-sonnet-4-6',
      [thinking(null)],
    ],
    [
      'adaptive beside a forced tool, where there are none',
      { thinking: { kind: 'adaptive' }, toolChoice: { kind: 'tool', name: 'Bash' } },
      'claude-haiku-5-5',
      [],
    ],
    [
      'none before a started answer',
      { thinking: budget(2_000), messages: [user(said('a')), assistant(said('b'))] },
      'claude-haiku-4-5',
      [thinking(null)],
    ],
    [
      'no sampling beside thinking',
      { thinking: { kind: 'adaptive' }, temperature: 0.5, topP: 0.5, topK: 5 },
      'claude-sonnet-4-6',
      [
        { field: 'temperature', to: null },
        { field: 'top_p', to: null },
        { field: 'top_k', to: null },
      ],
    ],
    [
      'sampling that thinking allows',
      { thinking: { kind: 'adaptive' }, temperature: 1, topP: 0.95 },
      'claude-sonnet-4-6',
      [],
    ],
    [
      'a run of tool calls begun elsewhere is finished without, where it takes a budget',
      { thinking: { kind: 'adaptive' }, maxOutputTokens: 32_000, ...loop() },
      'claude-haiku-4-5',
      [thinking(null)],
    ],
    [
      'and as the model likes, where it need not',
      { thinking: budget(2_000), maxOutputTokens: 32_000, ...loop() },
      'claude-sonnet-4-6',
      [thinking({ kind: 'adaptive' })],
    ],
    [
      'the next question is thought about again',
      {
        thinking: budget(2_000),
        maxOutputTokens: 32_000,
        messages: [...(loop().messages ?? []), assistant(said('Done')), user(said('More'))],
      },
      'claude-haiku-4-5',
      [],
    ],
    ['serving faster is offered here', { fast: true }, 'claude-opus-5-5', []],
    ['and not there', { fast: true }, 'claude-haiku-5-5', [{ field: 'speed', to: null }]],
  ])('%s', (_, call, to, changes) => {
    expect(changesFor({ call, to })).toEqual(changes);
  });
});

describe('thinking of earlier turns is dropped by who signed it', () => {
  const turns = (...blocks: ContentBlock[]): Partial<Call> => ({
    messages: [user(said('a')), assistant(...blocks, said('b')), user(said('c'))],
  });
  const dropped = (...without: string[]): readonly RequestChange[] => [
    { field: 'thinking_blocks', without },
  ];
  const both = turns(thought('one'), thought('two'));
  const opus = { requestedModel: 'claude-opus-5-5' };
  test.each<[string, Asked, readonly RequestChange[]]>([
    ['none of the model named', { call: { ...both, ...opus }, to: 'claude-opus-5-5' }, []],
    [
      'all of it, for another',
      { call: { ...both, ...opus }, to: 'claude-haiku-5-5' },
      dropped('one', 'two'),
    ],
    [
      'what the other is known to have signed stays with it',
      { call: { ...both, ...opus }, to: 'claude-haiku-5-5', signers: { two: 'claude-haiku-5-5' } },
      dropped('one'),
    ],
    [
      'and goes on the way back, from an untouched request too',
      {
        call: { ...both, ...opus },
        to: 'claude-opus-5-5',
        signers: { two: 'claude-haiku-5-5' },
        isAsWritten: true,
      },
      dropped('two'),
    ],
    [
      'a dated id is the same model',
      {
        call: { ...both, requestedModel: 'claude-haiku-4-5' },
        to: 'claude-haiku-4-5-20251001',
        signers: { two: 'claude-haiku-4-5-20251001' },
      },
      [],
    ],
    [
      'a call that names no model: what the kept one signed',
      { call: both, to: 'claude-haiku-5-5', kept: 'claude-haiku-5-5' },
      [],
    ],
    [
      'a call that names no model: all, when nobody knows who signed',
      { call: both, to: 'claude-haiku-5-5' },
      dropped('one', 'two'),
    ],
    [
      'a retired name is a name',
      { call: { ...both, requestedModel: 'claude-3-opus' }, to: 'claude-haiku-5-5' },
      dropped('one', 'two'),
    ],
    [
      'what is not signed has no one’s name',
      { call: { ...turns(thought(null)), ...opus }, to: 'claude-haiku-5-5' },
      dropped(''),
    ],
    [
      'also for a model nobody described',
      { call: { ...both, ...opus }, to: 'of-nobody' },
      dropped('one', 'two'),
    ],
    [
      'nothing of it travels in another dialect, so nothing is said of it',
      { call: { ...both, ...opus }, to: 'gpt-5.5', lane: 'translated' },
      [],
    ],
  ])('%s', (_, asked, changes) => {
    expect(changesFor(asked)).toEqual(changes);
  });

  test('a run of calls that loses its thinking is finished without, even as the client wrote it', () => {
    const call: Partial<Call> = {
      requestedModel: 'claude-haiku-4-5',
      maxOutputTokens: 32_000,
      thinking: { kind: 'budget', budgetTokens: 2_000 },
      messages: [user(said('a')), assistant(thought('s'), use), user(result)],
    };
    const asked = { call, to: 'claude-haiku-4-5', isAsWritten: true };
    expect(changesFor(asked)).toEqual([]);
    expect(changesFor({ ...asked, signers: { s: 'claude-sonnet-5-5' } })).toEqual([
      ...dropped('s'),
      thinking(null),
    ]);
  });
});

test('a feature of the header that nobody knows is not touched, nor one that only begins alike', () => {
  const own = ['effort-of-tomorrow', 'from-the-future-2027-01-01', 'effort-2027-01-01', 'effort'];
  expect(changesFor({ call: {}, to: 'claude-haiku-4-5', betas: own })).toEqual([
    betas(['effort-2027-01-01', 'effort']),
  ]);
});

describe('tools beside effort over Chat Completions', () => {
  const call: Partial<Call> = { tools: [TOOL], effort: 'high' };
  const elsewhere = { lane: 'translated' } as const;

  test.each<[string, Asked, readonly RequestChange[]]>([
    [
      'effort goes where tools come without it',
      { call, to: 'gpt-5.4', ...elsewhere },
      [effort(null)],
    ],
    [
      'of a client that speaks it too',
      { call, to: 'gpt-5.4', dialect: 'openai-chat' },
      [effort(null)],
    ],
    [
      'it stays over Responses',
      { call, to: 'gpt-5.4', ...elsewhere, dialect: 'openai-responses' },
      [],
    ],
    ['it stays without tools', { call: { effort: 'high' }, to: 'gpt-5.4', ...elsewhere }, []],
    ['it stays where both are taken', { call, to: 'gpt-5-mini', ...elsewhere }, []],
    [
      'the binding’s is not added',
      { call: { tools: [TOOL] }, to: 'gpt-5.4', bound: 'high', ...elsewhere },
      [],
    ],
  ])('%s', (_, asked, changes) => {
    expect(changesFor(asked)).toEqual(changes);
  });
});

test('a wish for no thinking is the least effort where only effort says how much', () => {
  const call: Partial<Call> = { thinking: { kind: 'disabled' }, effort: 'high' };
  const asked = { call, to: 'gpt-5-mini', lane: 'translated' } as const;
  expect(changesFor(asked)).toContainEqual(effort('minimal'));
  expect(changesFor({ ...asked, to: 'gpt-5.4' })).toContainEqual(effort('low'));
});

describe('temperature and top_p together', () => {
  const call: Partial<Call> = { temperature: 0.5, topP: 0.9 };
  const without = [{ field: 'top_p', to: null }] as const;

  test.each<[string, Partial<Call>, readonly RequestChange[]]>([
    ['claude-haiku-4-5', call, without],
    ['claude-sonnet-4-5', call, without],
    ['claude-opus-4-5', call, without],
    ['claude-opus-4-1', call, without],
    ['claude-opus-4-6', call, []],
    ['claude-haiku-4-5', { topP: 0.9 }, []],
    [
      'claude-haiku-4-5',
      {
        ...call,
        topP: 0.99,
        maxOutputTokens: 8_000,
        thinking: { kind: 'budget', budgetTokens: 2_000 },
      },
      [{ field: 'temperature', to: null }],
    ],
  ])('%s %j', (to, asked, changes) => {
    expect(changesFor({ call: asked, to })).toEqual(changes);
  });
});

describe('an answer that a local window has to hold beside the prompt', () => {
  const to = 'qwen2.5:7b';
  const asked = { to, dialect: 'ollama-chat', lane: 'translated' } as const;
  const windowTokens = findModel(CATALOG, to)?.limits.contextTokens ?? 0;

  test.each<[number, number, readonly RequestChange[]]>([
    [100, 8_000, []],
    [100, 9_000, [limit(8_192)]],
    [(windowTokens - 2_000) / 1.25, 8_000, [limit(2_000)]],
    [windowTokens - 500, 8_000, [limit(500)]],
  ])('beside %d tokens of prompt, %d are asked for', (promptTokens, maxOutputTokens, changes) => {
    expect(changesFor({ ...asked, promptTokens, call: { maxOutputTokens } })).toEqual(changes);
  });
});

describe('a budget for thinking where the limit of the answer is lowered', () => {
  test.each<[number, number, number]>([
    [128_000, 64_000, 32_000],
    [128_000, 120_000, 56_000],
    [70_000, 50_000, 44_000],
    [128_000, 10_000, 10_000],
    [65_000, 64_999, 63_999],
    [65_000, 200_000, 63_999],
  ])('%d with %d for thinking: %d', (maxOutputTokens, budgetTokens, most) => {
    const call: Partial<Call> = { maxOutputTokens, thinking: { kind: 'budget', budgetTokens } };
    expect(changesFor({ call, to: 'claude-haiku-4-5' })).toEqual([
      limit(64_000),
      ...(most === budgetTokens ? [] : [thinking({ kind: 'budget', budgetTokens: most })]),
    ]);
  });
});

describe('hints that another dialect has no word for', () => {
  const call: Partial<Call> = { topK: 5, fast: true };
  const none = [
    { field: 'top_k', to: null },
    { field: 'speed', to: null },
  ] as const;

  test.each<[string, DialectName, readonly RequestChange[]]>([
    ['gpt-4.1', 'openai-chat', none],
    ['gpt-4.1', 'openai-responses', none],
    ['of-nobody', 'openai-chat', none],
    ['qwen2.5:7b', 'ollama-chat', none.slice(1)],
  ])('%s in %s', (to, dialect, changes) => {
    expect(changesFor({ call, to, dialect, lane: 'translated' })).toEqual(changes);
  });
});

describe('effort of another dialect for a model that knows only budgets', () => {
  const asked = { to: 'claude-haiku-4-5', lane: 'translated' } as const;

  test.each<[Partial<Call>, readonly RequestChange[]]>([
    [
      { effort: 'high', maxOutputTokens: null },
      [effort(null), thinking({ kind: 'budget', budgetTokens: 20_000 })],
    ],
    [
      { effort: 'low', maxOutputTokens: 4_000, temperature: 0 },
      [
        effort(null),
        { field: 'temperature', to: null },
        thinking({ kind: 'budget', budgetTokens: 2_000 }),
      ],
    ],
    [{ effort: 'high', maxOutputTokens: 1_000 }, [effort(null)]],
    [{ effort: 'high', messages: [user(said('a')), assistant(use), user(result)] }, [effort(null)]],
    [{}, []],
  ])('%j', (call, changes) => {
    const own = { dialect: 'openai-chat' as const, ...call };
    expect(changesFor({ ...asked, call: own })).toEqual(changes);
  });

  test('of Anthropic’s own clients it asks for none, nor of models that know effort', () => {
    const call: Partial<Call> = { effort: 'high' };
    expect(changesFor({ call, to: 'claude-haiku-4-5' })).toEqual([effort(null)]);
    const elsewhere = { call, to: 'claude-opus-4-6', lane: 'translated' } as const;
    expect(changesFor(elsewhere)).toEqual([]);
  });
});
