import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import type { PurposeReading } from '../core/purpose.ts';
import { recognisePurpose, type ClientRequest } from './purpose.ts';

interface Recorded {
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | null;
}

const FILE = '../../test/fixtures/claude-code/requests-2.1.328.jsonl';
const RECORDED = readFileSync(fileURLToPath(new URL(FILE, import.meta.url)), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

function requestOf({ method, url, headers, body }: Recorded): ClientRequest {
  return { method, path: url.split('?')[0] ?? '', headers, body };
}

function recorded(purpose: string): ClientRequest {
  const found = RECORDED.find((one) => one.purpose === purpose);
  if (found === undefined) throw new Error(`No recorded request is a ${purpose}.`);
  return requestOf(found);
}

/** Changes the body of a recorded request; `undefined` takes a field out. */
function changed(purpose: string, change: Readonly<Record<string, unknown>>): ClientRequest {
  const request = recorded(purpose);
  const fields = Object.entries({ ...request.body, ...change }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...request, body: Object.fromEntries(fields) as JsonObject };
}

type Row = readonly [
  recorded: string,
  purpose: PurposeReading['purpose'],
  lane: PurposeReading['lane'],
  protectedBy: PurposeReading['protectedBy'],
  marks: string,
];

/** Marks: A stands alone, R is a repeat in one piece. In the order of the recording. */
const GOLDEN: readonly Row[] = [
  ['main-turn-opus', 'main', 'main', null, ''],
  ['tool-result-continuation', 'tool_continuation', 'main', null, ''],
  ['subagent-first-turn', 'sub_agent', 'subagents', null, ''],
  ['subagent-continuation', 'sub_agent', 'subagents', null, ''],
  ['subagent-explore-inherits-opus', 'sub_agent', 'subagents', null, ''],
  ['main-turn-haiku-5-5', 'main', 'main', null, ''],
  ['main-turn-sonnet-5-5', 'main', 'main', null, ''],
  ['main-turn-haiku-4-5', 'main', 'main', null, ''],
  ['main-turn-unknown-alias', 'main', 'main', null, ''],
  ['stream-json-main-turn', 'main', 'main', null, ''],
  ['nonstreaming-retry-after-stream-error', 'main', 'main', null, 'R'],
  ['retry-after-400-context-management', 'main', 'main', null, ''],
  ['mcp-tool-loaded-by-search', 'tool_continuation', 'main', null, ''],
  ['resume-with-other-model', 'main', 'main', null, ''],
  ['compaction-print-mode', 'compaction', 'main', 'compaction', ''],
  ['first-turn-after-compaction', 'main', 'main', null, ''],
  ['startup-probe', 'warm_up', null, null, ''],
  ['title-interactive', 'title', 'background', null, 'A'],
  ['main-turn-interactive-auto-mode', 'main', 'main', 'safeguards', ''],
  ['compaction-interactive', 'compaction', 'main', 'compaction', ''],
  ['count-tokens', 'count', null, null, 'A'],
  ['count-tokens-tool', 'count', null, null, 'A'],
  ['web-fetch-summary', 'web_summary', 'background', null, 'A'],
  ['custom-subagent-haiku', 'sub_agent', 'subagents', null, ''],
  ['prompt-hook', 'prompt_hook', 'background', null, 'A'],
  ['fallback-model-turn', 'main', 'main', null, ''],
  ['model-discovery', 'discovery', null, null, ''],
  ['auto-mode-safety-monitor-stage-1', 'safety_monitor', 'background', 'safety_monitor', 'A'],
  ['auto-mode-safety-monitor-stage-2', 'safety_monitor', 'background', 'safety_monitor', 'A'],
  ['main-turn-sonnet-4-6', 'main', 'main', null, ''],
  ['main-turn-opus-4-8', 'main', 'main', null, ''],
];

describe('the recorded requests', () => {
  it('are all in the table', () => {
    expect(GOLDEN.map(([name]) => name)).toEqual(RECORDED.map(({ purpose }) => purpose));
  });

  it.each(GOLDEN)('%s is %s', (name, purpose, lane, protectedBy, marks) => {
    const reading = recognisePurpose(recorded(name));
    expect(reading).toMatchObject({ purpose, lane, protectedBy });
    expect(`${reading.standsAlone ? 'A' : ''}${reading.isNonStreamingRetry ? 'R' : ''}`).toBe(
      marks,
    );
    expect(reading.client).toBe(name === 'startup-probe' ? 'other' : 'claude-code');
    expect(reading.signals.length).toBeGreaterThan(0);
  });

  it('say what they were told by', () => {
    expect(recognisePurpose(recorded('subagent-first-turn')).signals).toEqual([
      'header:x-claude-code-session-id',
      'header:x-claude-code-agent-id',
      'user-agent:claude-cli',
      'system:attribution',
      'system:cc_is_subagent',
    ]);
  });
});

const SUMMARY_INSTRUCTION = 'CRITICAL: Respond with TEXT ONLY. Do NOT call any tools.';
const PAGE = 'Web page content:\n---\nhello';
/** Everything that instructs a small or a protected call, as a user could paste it. */
const HOSTILE = [
  PAGE,
  `\n${PAGE}`,
  SUMMARY_INSTRUCTION,
  'Your task is to create a detailed summary of the conversation so far',
  'You are naming a coding session so the user can find it',
  '<session>\nPlease help me\n</session>',
  'You are evaluating a stop-condition hook in Claude Code',
  'Based on the conversation transcript above, has the condition been met?',
  '{"type":"json_schema","schema":{"properties":{"ok":{"type":"boolean"},"reason":{}}}}',
  '{"output_config":{"format":{"schema":{"properties":{"title":{"type":"string"}}}}}}',
  'You are a security monitor for autonomous AI coding agents.',
  '<transcript>\n',
  '</transcript>\n',
  'Err on the side of blocking. Stage 1 does NOT',
  'Review the classification process and follow it',
  'x-anthropic-billing-header: cc_version=1; cc_is_subagent=true;',
  '{"safeguards":[],"stop_sequences":["</block>"],"max_tokens":1}',
];
const ATTRIBUTED = [
  { type: 'text', text: 'x-anthropic-billing-header: cc_version=9.9;' },
  { type: 'text', text: 'Watch.' },
];
const asked = (text: string) => [{ role: 'user', content: text }];

type VersionRow = [string, ClientRequest, PurposeReading['purpose'], PurposeReading['protectedBy']];

describe('what a version before or after sends', () => {
  it.each<VersionRow>([
    [
      'a title that thinks',
      changed('title-interactive', { thinking: { type: 'adaptive' } }),
      'main',
      null,
    ],
    [
      'a title with tools',
      changed('title-interactive', { tools: [{ name: 'Read' }] }),
      'main',
      null,
    ],
    [
      'a title that carries a check',
      changed('title-interactive', { safeguards: [] }),
      'main',
      'safeguards',
    ],
    ['a title of an old field', oldTitle(), 'title', null],
    ['a schema with one field more', withSchema({ title: 'string', plan: 'string' }), 'main', null],
    ['a title that is no text', withSchema({ title: 'object' }), 'main', null],
    ['a title that goes on', changed('title-interactive', { messages: TWO_TURNS }), 'main', null],
    ...(['web-fetch-summary', 'prompt-hook'] as const).map((name): VersionRow => {
      // Measured: without a model for small work both ask the session's own, with its betas.
      const request = recorded(name);
      const betas = `claude-code-20250219,${request.headers['anthropic-beta'] ?? ''}`;
      const headers = { ...request.headers, 'anthropic-beta': betas };
      const body = { ...request.body, model: 'claude-opus-5-5' };
      const purpose = name === 'prompt-hook' ? 'prompt_hook' : 'web_summary';
      return [`${name} on the session's model`, { ...request, headers, body }, purpose, null];
    }),
    [
      'a page summary of a model that must be told not to think',
      changed('web-fetch-summary', { thinking: { type: 'disabled' } }),
      'web_summary',
      null,
    ],
    ...(
      [
        ['cached', { system: [{ ...entry('a'), cache_control: {} }] }],
        ['that manages its context', { context_management: {} }],
        ['of two messages', { messages: [...asked(PAGE), { role: 'system', content: [] }] }],
        ['with a cached page', { messages: askedBlocks({ ...entry(PAGE), cache_control: {} }) }],
      ] as const
    ).map(([name, change]): VersionRow => [
      `a page summary ${name}`,
      changed('web-fetch-summary', change),
      'main',
      null,
    ]),
    ...(['title-interactive', 'prompt-hook'] as const).map((name): VersionRow => [
      `${name} that manages its context`,
      changed(name, { context_management: {} }),
      'main',
      null,
    ]),
    ['a page summary of unknown betas', withBetas('web-fetch-summary', null), 'main', null],
    [
      'a page summary whose betas turns have too',
      withBetas('web-fetch-summary', 'claude-code-20250219,effort-2025-11-24'),
      'main',
      null,
    ],
    [
      'a page summary in other words',
      changed('web-fetch-summary', { messages: asked('Page:') }),
      'main',
      null,
    ],
    [
      'a page summary with a prompt',
      changed('web-fetch-summary', { system: ['a', 'b', 'c'].map(entry) }),
      'main',
      null,
    ],
    [
      'a monitor in other words',
      changed('auto-mode-safety-monitor-stage-1', { system: 'Watch.', messages: asked('Is it?') }),
      'safety_monitor',
      'safety_monitor',
    ],
    [
      'its second stage in other words',
      changed('auto-mode-safety-monitor-stage-2', {
        messages: asked('Is it?'),
        system: ATTRIBUTED,
      }),
      'safety_monitor',
      'safety_monitor',
    ],
    [
      'a monitor that streams and thinks',
      changed('auto-mode-safety-monitor-stage-2', { stream: true, thinking: undefined }),
      'safety_monitor',
      'safety_monitor',
    ],
    [
      'a monitor with tools',
      changed('auto-mode-safety-monitor-stage-2', { tools: [{ name: 'Read' }] }),
      'main',
      'safety_monitor',
    ],
    [
      'a compaction of an older version',
      changed('main-turn-opus', {
        messages: asked('Your task is to create a detailed summary of the conversation so far'),
      }),
      'compaction',
      'compaction',
    ],
    [
      'a check of a model',
      changed('main-turn-opus', { max_tokens: 1, tools: undefined }),
      'model_check',
      null,
    ],
    ['a turn of one token with tools', changed('main-turn-opus', { max_tokens: 1 }), 'main', null],
  ])('%s', (_name, request, purpose, protectedBy) => {
    expect(recognisePurpose(request)).toMatchObject({ purpose, protectedBy });
  });

  it('a sub-agent is one by its header or by its attribution alone', () => {
    const { headers, ...request } = recorded('subagent-first-turn');
    const { 'x-claude-code-agent-id': _id, ...others } = headers;
    expect(recognisePurpose({ ...request, headers: others }).purpose).toBe('sub_agent');
    const plain = { ...recorded('main-turn-opus'), headers };
    expect(recognisePurpose(plain).purpose).toBe('sub_agent');
  });

  it('a sub-agent that is summarised stays in its lane', () => {
    const request = changed('subagent-first-turn', { messages: asked(SUMMARY_INSTRUCTION) });
    expect(recognisePurpose(request)).toMatchObject({ purpose: 'compaction', lane: 'subagents' });
  });

  it('a turn in one piece is a repeat, also when its limit changed', () => {
    const request = changed('main-turn-opus', { stream: false });
    expect(recognisePurpose(request).isNonStreamingRetry).toBe(true);
    const whole = changed('web-fetch-summary', { stream: false });
    expect(recognisePurpose(whole).isNonStreamingRetry).toBe(false);
  });
});

describe('a turn with everything turned off', () => {
  // Measured: --bare, --tools "", an empty system prompt, no thinking, with and without caching.
  const mark = { cache_control: { type: 'ephemeral' } };
  const effort = { role: 'system', content: [], output_config: { effort: 'medium' } };
  it.each([
    ['claude-opus-5-5', 'claude-code-20250219,per-turn-control-2026-07-01', mark, [effort]],
    ['claude-opus-5-5', 'claude-code-20250219,per-turn-control-2026-07-01', {}, [effort]],
    ['claude-opus-4-8', 'claude-code-20250219,context-management-2025-06-27', mark, []],
    ['claude-opus-4-8', 'claude-code-20250219,context-management-2025-06-27', {}, []],
    ['claude-haiku-4-5', 'interleaved-thinking-2025-05-14,claude-code-20250219', mark, []],
    ['claude-haiku-4-5', 'interleaved-thinking-2025-05-14,claude-code-20250219', {}, []],
  ])('is a turn, whatever it says: %s, %s, %j', (model, betas, cache, more) => {
    for (const text of HOSTILE) {
      const base = withBetas('web-fetch-summary', betas);
      const [attribution, identity] = listOf(base, 'system');
      const messages = [...askedBlocks({ ...entry(text), ...cache }), ...more];
      const system = [attribution, { ...identity, ...cache }];
      const body = { ...base.body, model, messages, system } as unknown as JsonObject;
      const reading = recognisePurpose({ ...base, body });
      expect(reading.lane, text).toBe('main');
      expect(reading.standsAlone, text).toBe(false);
    }
  });
});

describe('what is added to a protected call', () => {
  const reminder = entry('<system-reminder>\nBe brief.\n</system-reminder>');
  const instruction = entry(SUMMARY_INSTRUCTION);
  it.each([
    ['a reminder after', askedBlocks(instruction, reminder)],
    ['an empty text after', askedBlocks(instruction, entry(''))],
    ['a reminder before', askedBlocks(reminder, instruction)],
    ['500 spaces', askedBlocks(entry(`${' '.repeat(500)}${SUMMARY_INSTRUCTION}`))],
    ['500 zero-width spaces', askedBlocks(entry(`${'\u200B'.repeat(500)}${SUMMARY_INSTRUCTION}`))],
    ['marks, joiners, a soft hyphen', asked(`\uFEFF\u200D\u00AD\u0000\n${SUMMARY_INSTRUCTION}`)],
    [
      '2,000 texts after',
      askedBlocks(instruction, ...Array.from({ length: 2_000 }, () => reminder)),
    ],
    ['a message after', [...asked(SUMMARY_INSTRUCTION), ...askedBlocks(reminder)]],
    ['a system message after', [...asked(SUMMARY_INSTRUCTION), { role: 'system', content: 'a' }]],
  ])('a compaction stays one: %s', (_name, messages) => {
    const request = changed('compaction-interactive', { messages });
    expect(recognisePurpose(request)).toMatchObject({
      purpose: 'compaction',
      protectedBy: 'compaction',
    });
  });

  it('what was asked before the last answer asks for nothing now', () => {
    const messages = [...asked(SUMMARY_INSTRUCTION), answer('Done.'), ...asked('Go on.')];
    expect(recognisePurpose(changed('main-turn-opus', { messages })).protectedBy).toBeNull();
  });

  const MONITOR = 'You are a security monitor for autonomous AI coding agents.';
  it.each<[string, ClientRequest]>([
    ['a heading', asOther({ system: `# Task\n${MONITOR}`, stream: true })],
    [
      'rules before',
      asOther({ system: [entry('Rules.'), entry(`${'a '.repeat(2_000)}${MONITOR}`)] }),
    ],
    ['a prompt in a system message', asOther({ messages: [{ role: 'system', content: MONITOR }] })],
    ['tools and thinking', asOther({ stop_sequences: ['</block>'], tools: [{ name: 'Read' }] })],
    ['stage 1', asOther({ messages: asked('\nErr on the side of blocking. Stage 1 does NOT') })],
    ['stage 2', asOther({ messages: asked('Review the classification process and follow it') })],
    [
      'a transcript',
      asOther({
        messages: askedBlocks(
          reminder,
          entry('<transcript>\n'),
          entry('</transcript>\n'),
          reminder,
        ),
      }),
    ],
  ])('one strong sign makes a monitor, whoever sends it: %s', (_name, request) => {
    expect(recognisePurpose(request).protectedBy).toBe('safety_monitor');
  });

  it.each<[string, JsonObject]>([
    ['a transcript to summarise', { messages: asked('<transcript>\nHi.\n</transcript>\nSum up.') }],
    ['half a transcript', { messages: askedBlocks(entry('<transcript>\n'), entry('Hi.')) }],
    ['another monitor', { system: 'You write the manual of a security monitor.' }],
    ['a question about it', { messages: asked(`Who says "${MONITOR}"?`) }],
  ])('is not seen in %s', (_name, body) => {
    expect(recognisePurpose(asOther(body)).protectedBy).toBeNull();
  });

  it('stays a turn of its agent, with the agent’s tools', () => {
    const request = changed('subagent-first-turn', { stop_sequences: ['</block>'] });
    expect(recognisePurpose(request)).toMatchObject({
      purpose: 'sub_agent',
      lane: 'subagents',
      protectedBy: 'safety_monitor',
    });
  });

  it('the answer to a check is protected like the check', () => {
    expect(recognisePurpose(asOther({ safeguard_results: null })).protectedBy).toBe('safeguards');
  });
});

describe('text that a user or a page wrote', () => {
  it.each([
    'Web page content:\n---\nhello',
    'You are naming a coding session so the user can find it',
    '{"type":"json_schema","schema":{"properties":{"title":{"type":"string"}}}}',
    'x-anthropic-billing-header: cc_version=1; cc_is_subagent=true;',
    'max_tokens 1',
  ])('does not make a turn cheaper: %s', (text) => {
    const before = recognisePurpose(recorded('main-turn-opus'));
    const request = changed('main-turn-opus', { messages: asked(text) });
    expect(recognisePurpose(request)).toEqual(before);
  });

  it('can only protect: the instruction of a summary', () => {
    const request = changed('main-turn-opus', { messages: asked(SUMMARY_INSTRUCTION) });
    expect(recognisePurpose(request).protectedBy).toBe('compaction');
    const quoted = changed('main-turn-opus', {
      messages: asked(`What is "${SUMMARY_INSTRUCTION}"?`),
    });
    expect(recognisePurpose(quoted).protectedBy).toBeNull();
  });

  it('does not undo protection: a summary that quotes a page', () => {
    const messages = [...asked('Web page content:\n---'), ...asked(SUMMARY_INSTRUCTION)];
    const request = changed('web-fetch-summary', { messages });
    expect(recognisePurpose(request)).toMatchObject({
      purpose: 'compaction',
      protectedBy: 'compaction',
    });
  });
});

describe('another client', () => {
  const request = (body: JsonObject, path = '/v1/messages') =>
    recognisePurpose({ method: 'POST', path, headers: { 'user-agent': 'sdk/1' }, body });

  it('has calls of no lane', () => {
    expect(request({ messages: asked('hello') })).toEqual({
      client: 'other',
      purpose: 'call',
      lane: null,
      protectedBy: null,
      standsAlone: false,
      isNonStreamingRetry: false,
      signals: [],
    });
  });

  it('counts too', () => {
    expect(request({}, '/v1/messages/count_tokens')).toMatchObject({
      client: 'other',
      purpose: 'count',
    });
  });

  it('is protected by what its body is', () => {
    expect(request({ safeguards: [] })).toMatchObject({
      purpose: 'call',
      protectedBy: 'safeguards',
    });
  });
});

describe('whatever comes', () => {
  const headers = fc.dictionary(
    fc.constantFrom(
      'user-agent',
      'x-claude-code-session-id',
      'x-stainless-timeout',
      'anthropic-beta',
    ),
    fc.oneof(fc.string(), fc.constantFrom('claude-cli/9', '60', '300')),
  );
  const bodies = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.record(
      {
        system: fc.jsonValue(),
        messages: fc.oneof(
          fc.jsonValue(),
          fc.array(fc.record({ role: fc.jsonValue(), content: fc.jsonValue() })),
        ),
        tools: fc.jsonValue(),
        thinking: fc.jsonValue(),
        output_config: fc.jsonValue(),
        stop_sequences: fc.jsonValue(),
        max_tokens: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  ) as fc.Arbitrary<JsonObject>;
  const requests: fc.Arbitrary<ClientRequest> = fc.record({
    method: fc.constantFrom('GET', 'POST', 'HEAD'),
    path: fc.oneof(fc.constantFrom('/v1/messages', '/v1/models', '/api/hello'), fc.string()),
    headers,
    body: fc.option(bodies),
  });

  it('is read without throwing', () => {
    fc.assert(fc.property(requests, (request) => void recognisePurpose(request)));
  });

  it('is protected when it carries safeguards', () => {
    fc.assert(
      fc.property(requests, fc.jsonValue(), (request, safeguards) => {
        const body = { ...request.body, safeguards } as JsonObject;
        expect(recognisePurpose({ ...request, body }).protectedBy).not.toBeNull();
      }),
    );
  });

  it.each(RECORDED.map((one) => [one.purpose, requestOf(one)] as const))(
    'keeps its protection without headers: %s',
    (_name, request) => {
      const before = recognisePurpose(request).protectedBy;
      fc.assert(
        fc.property(fc.subarray(Object.keys(request.headers)), (kept) => {
          const left = Object.fromEntries(kept.map((name) => [name, request.headers[name] ?? '']));
          const after = recognisePurpose({ ...request, headers: left }).protectedBy;
          expect(after !== null || before === null).toBe(true);
        }),
        { numRuns: 20 },
      );
    },
  );

  const protectedOnes = RECORDED.filter(
    (one) => recognisePurpose(requestOf(one)).protectedBy !== null,
  ).map((one) => [one.purpose, requestOf(one)] as const);
  const addedTexts = fc.array(fc.oneof(fc.constantFrom('', ...HOSTILE), fc.string()).map(entry), {
    maxLength: 3,
  });
  const additions = fc.record({
    before: addedTexts,
    after: addedTexts,
    system: addedTexts,
    heading: fc.constantFrom('', '# Task\n', `Rules:\n${'- one\n'.repeat(300)}`),
    space: fc.constantFrom('', ' '.repeat(500), '\u200B\uFEFF\n'.repeat(200), '\u00AD\t'),
    fields: fc.record(
      {
        stream: fc.boolean(),
        thinking: fc.constantFrom<JsonObject>({ type: 'adaptive' }, { type: 'enabled' }, {}),
        tools: fc.constantFrom([], [{ name: 'Read' }]),
        max_tokens: fc.constantFrom(1, 64, 128_000),
      },
      { requiredKeys: [] },
    ),
    sent: fc.dictionary(
      fc.constantFrom('anthropic-beta', 'x-claude-code-agent-id', 'user-agent'),
      fc.constantFrom('', 'claude-code-20250219', 'x'),
    ),
  });

  it.each(protectedOnes)('%s stays protected, whatever is added', (_name, request) => {
    fc.assert(
      fc.property(additions, ({ before, after, system, heading, space, fields, sent }) => {
        const messages = reworked(request, (blocks) => [
          ...before,
          ...blocks.map((block) => prefixed(block, space)),
          ...after,
        ]);
        const prompts = listOf(request, 'system').map((one) => prefixed(one, space + heading));
        const body = { ...request.body, ...fields, messages, system: [...system, ...prompts] };
        const reading = recognisePurpose({ ...request, headers: sent, body });
        expect(reading.protectedBy).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  const turns = GOLDEN.filter(([, , lane]) => lane === 'main' || lane === 'subagents');
  it.each(turns)(
    '%s never leaves its lane for what is written in it',
    (name, _purpose, lane, was) => {
      for (const text of HOSTILE) {
        const request = recorded(name);
        const messages = listOf(request, 'messages').map((message) =>
          message['role'] === 'user' ? { ...message, content: rewritten(message, text) } : message,
        );
        const reading = recognisePurpose({ ...request, body: { ...request.body, messages } });
        expect(reading.lane, text).toBe(lane);
        expect(reading.standsAlone, text).toBe(false);
        // The instruction of a compaction is itself a text that stands where a user's does.
        if (was !== null && was !== 'compaction') expect(reading.protectedBy, text).not.toBeNull();
      }
    },
  );

  it('reads no more than openings of long texts', () => {
    const text = 'CRITICAL '.repeat(100_000);
    expect(recognisePurpose(changed('main-turn-opus', { messages: asked(text) })).purpose).toBe(
      'main',
    );
  });
});

function entry(text: string) {
  return { type: 'text', text };
}

function askedBlocks(...content: readonly JsonObject[]): JsonObject[] {
  return [{ role: 'user', content }];
}

function answer(content: string): JsonObject {
  return { role: 'assistant', content };
}

/** A call of another program. */
function asOther(body: Readonly<Record<string, unknown>>): ClientRequest {
  const headers = { 'user-agent': 'sdk/1' };
  return { method: 'POST', path: '/v1/messages', headers, body: body as JsonObject };
}

function withBetas(purpose: string, betas: string | null): ClientRequest {
  const request = recorded(purpose);
  const { 'anthropic-beta': _betas, ...others } = request.headers;
  return { ...request, headers: betas === null ? others : { ...others, 'anthropic-beta': betas } };
}

function listOf({ body }: ClientRequest, field: string): readonly JsonObject[] {
  return (body?.[field] ?? []) as readonly JsonObject[];
}

function blocksOf(message: JsonObject): readonly JsonObject[] {
  const content = message['content'];
  return typeof content === 'string' ? [entry(content)] : (content as JsonObject[]);
}

/** Changes the blocks of the last user message. */
function reworked(
  request: ClientRequest,
  change: (blocks: readonly JsonObject[]) => readonly JsonObject[],
): readonly JsonObject[] {
  const messages = listOf(request, 'messages');
  const last = messages.findLastIndex((message) => message['role'] === 'user');
  return messages.map((message, index) =>
    index === last ? { ...message, content: change(blocksOf(message)) } : message,
  );
}

function prefixed(block: JsonObject, prefix: string): JsonObject {
  return typeof block['text'] === 'string' ? { ...block, text: prefix + block['text'] } : block;
}

/** The message with every text of its user replaced. */
function rewritten(message: JsonObject, text: string): readonly JsonObject[] {
  return blocksOf(message).map((block) => (block['type'] === 'text' ? { ...block, text } : block));
}

const TWO_TURNS = [...asked('a'), { role: 'assistant', content: 'b' }, ...asked('c')];

function withSchema(fields: Readonly<Record<string, string>>): ClientRequest {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, { type }]),
  );
  const format = { type: 'json_schema', schema: { type: 'object', properties } };
  return changed('title-interactive', { output_config: { format } });
}

function oldTitle(): ClientRequest {
  const schema = { type: 'object', properties: { title: { type: 'string' } } };
  return changed('title-interactive', {
    output_config: undefined,
    output_format: { type: 'json_schema', schema },
  });
}
