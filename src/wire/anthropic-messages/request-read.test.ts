import { describe, expect, test } from 'vitest';
import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { readRequest } from './request-read.ts';

const HELLO = { role: 'user', content: 'Hello' };
const WEATHER = { name: 'weather', description: 'Tells it', input_schema: { type: 'object' } };

function read(fields: JsonObject): Call {
  const result = readRequest({ model: 'claude-haiku-5-5', messages: [HELLO], ...fields });
  if (!result.ok) throw new Error(result.message);
  return result.call;
}

function problem(fields: JsonObject): string {
  const result = readRequest({ model: 'claude-haiku-5-5', messages: [HELLO], ...fields });
  return result.ok ? 'no problem' : result.message;
}

const THINKING = 'thinking of earlier turns';
const blocks = (...content: Json[]): JsonObject => ({ messages: [{ role: 'user', content }] });

describe('what a call holds', () => {
  test('is empty where the client said nothing', () => {
    expect(read({})).toEqual({
      dialect: 'anthropic-messages',
      requestedModel: 'claude-haiku-5-5',
      stream: false,
      system: [],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      tools: [],
      toolChoice: null,
      parallelToolCalls: null,
      maxOutputTokens: null,
      temperature: null,
      topP: null,
      topK: null,
      stopSequences: [],
      outputFormat: null,
      thinking: null,
      effort: null,
      user: null,
      dialectOnly: [],
      leftOut: [],
      size: { characters: 5, images: 0, documents: 0 },
    } satisfies Call);
  });

  const SCHEMA = { type: 'object', properties: { ok: { type: 'boolean' } } };
  const format = { type: 'json_schema', schema: SCHEMA };
  const outputFormat = { kind: 'json-schema', name: null, schema: SCHEMA, strict: null } as const;

  test.each<[string, JsonObject, Partial<Call>]>([
    ['stream', { stream: true }, { stream: true }],
    ['max_tokens', { max_tokens: 128_000 }, { maxOutputTokens: 128_000 }],
    ['max_tokens to warm a cache', { max_tokens: 0 }, { maxOutputTokens: 0 }],
    ['temperature', { temperature: 0 }, { temperature: 0 }],
    ['top_p and top_k', { top_p: 0.5, top_k: 40 }, { topP: 0.5, topK: 40 }],
    ['stop sequences', { stop_sequences: ['A', ' '] }, { stopSequences: ['A', ' '] }],
    ['system as string', { system: 'Be brief' }, { system: [{ type: 'text', text: 'Be brief' }] }],
    [
      'system as blocks, marks for the cache left out',
      {
        system: [
          { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
          { type: 'text', text: 'b' },
        ],
      },
      {
        system: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ],
    [
      'tools',
      {
        tools: [
          {
            ...WEATHER,
            type: 'custom',
            strict: true,
            cache_control: { type: 'ephemeral' },
            eager_input_streaming: true,
            defer_loading: false,
            input_examples: [],
          },
        ],
      },
      {
        tools: [
          {
            name: 'weather',
            description: 'Tells it',
            inputSchema: { type: 'object' },
            strict: true,
          },
        ],
      },
    ],
    [
      'a tool that says little',
      { tools: [{ name: 'now' }] },
      {
        tools: [{ name: 'now', description: null, inputSchema: { type: 'object' }, strict: null }],
      },
    ],
    [
      'tool choice auto',
      { tool_choice: { type: 'auto' } },
      { toolChoice: { kind: 'auto' }, parallelToolCalls: null },
    ],
    ['tool choice none', { tool_choice: { type: 'none' } }, { toolChoice: { kind: 'none' } }],
    [
      'tool choice any',
      { tool_choice: { type: 'any', disable_parallel_tool_use: true } },
      { toolChoice: { kind: 'required' }, parallelToolCalls: false },
    ],
    [
      'tool choice by name',
      { tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: false } },
      { toolChoice: { kind: 'tool', name: 'weather' }, parallelToolCalls: true },
    ],
    [
      'thinking adaptive',
      { thinking: { type: 'adaptive', display: 'omitted' } },
      { thinking: { kind: 'adaptive' } },
    ],
    ['thinking disabled', { thinking: { type: 'disabled' } }, { thinking: { kind: 'disabled' } }],
    [
      'thinking budget',
      { thinking: { type: 'enabled', budget_tokens: 2048 } },
      { thinking: { kind: 'budget', budgetTokens: 2048 } },
    ],
    ['effort', { output_config: { effort: 'xhigh' } }, { effort: 'xhigh' }],
    ['format', { output_config: { format } }, { outputFormat }],
    ['format as it was called before', { output_format: format }, { outputFormat }],
    ['user', { metadata: { user_id: 'u1', other: 1 } }, { user: 'u1' }],
    [
      'null is not given',
      {
        system: null,
        stream: null,
        max_tokens: null,
        tools: null,
        tool_choice: null,
        thinking: null,
        output_config: { effort: null, format: null },
        stop_sequences: null,
        temperature: null,
        metadata: null,
        container: null,
        speed: null,
        top_p: null,
      },
      { dialectOnly: [], tools: [], effort: null },
    ],
  ])('%s', (_name, fields, expected) => {
    expect(read(fields)).toMatchObject({ ...expected, dialectOnly: [] });
  });

  test('content of every kind another dialect can carry', () => {
    const call = read({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look', cache_control: { type: 'ephemeral' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: '', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'eHl6' },
            { type: 'text', text: 'I see', citations: [] },
            { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } },
            { type: 'tool_use', id: 't2', name: 'now' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: 'sunny' },
            { type: 'tool_result', tool_use_id: 't2', is_error: true },
            {
              type: 'tool_result',
              tool_use_id: 't3',
              content: [
                { type: 'text', text: 'see' },
                { type: 'image', source: { type: 'url', url: 'https://example.com/b.png' } },
              ],
            },
          ],
        },
        { role: 'system', content: [] },
        { role: 'system' },
        { role: 'assistant', content: '' },
      ],
    });
    expect(call.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'QUJD' } },
          { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', text: '', signature: 'c2ln' },
          { type: 'thinking', text: '', signature: 'eHl6' },
          { type: 'text', text: 'I see' },
          { type: 'tool-use', id: 't1', name: 'weather', input: { city: 'Bern' } },
          { type: 'tool-use', id: 't2', name: 'now', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool-result',
            toolUseId: 't1',
            isError: false,
            content: [{ type: 'text', text: 'sunny' }],
          },
          { type: 'tool-result', toolUseId: 't2', isError: true, content: [] },
          {
            type: 'tool-result',
            toolUseId: 't3',
            isError: false,
            content: [
              { type: 'text', text: 'see' },
              { type: 'image', source: { kind: 'url', url: 'https://example.com/b.png' } },
            ],
          },
        ],
      },
      { role: 'system', content: [] },
      { role: 'system', content: [] },
      { role: 'assistant', content: [] },
    ]);
    expect(call.dialectOnly).toEqual([]);
    expect(call.size).toMatchObject({ images: 3, documents: 0 });
  });
});

describe('what is wrong is named', () => {
  test.each<[JsonObject, string]>([
    [{ model: '' }, '`model` must be a string that is not empty.'],
    [{ model: 7 }, '`model` must be a string that is not empty.'],
    [{ messages: [] }, '`messages` must be a list with at least one message.'],
    [{ messages: 'Hello' }, '`messages` must be a list.'],
    [{ messages: ['Hello'] }, '`messages[0]` must be an object.'],
    [{ messages: [{ content: 'a' }] }, '`messages[0].role` must be user, assistant or system.'],
    [
      { messages: [HELLO, { role: 'tool', content: 'a' }] },
      '`messages[1].role` must be user, assistant or system.',
    ],
    [
      { messages: [{ role: 'user' }] },
      '`messages[0].content` must be a string or a list of content blocks.',
    ],
    [
      { messages: [{ role: 'system', content: 7 }] },
      '`messages[0].content` must be a string or a list of content blocks.',
    ],
    [blocks('a'), '`messages[0].content[0]` must be an object.'],
    [blocks({ text: 'a' }), '`messages[0].content[0].type` must be a string that is not empty.'],
    [
      blocks({ type: 'text', text: 'a' }, { type: 'text', text: 7 }),
      '`messages[0].content[1].text` must be a string.',
    ],
    [blocks({ type: 'image' }), '`messages[0].content[0].source` must be an object.'],
    [
      blocks({ type: 'image', source: { type: 'base64', data: 'QUJD' } }),
      '`messages[0].content[0].source.media_type` must be a string that is not empty.',
    ],
    [
      blocks({ type: 'image', source: { type: 'url' } }),
      '`messages[0].content[0].source.url` must be a string that is not empty.',
    ],
    [
      blocks({ type: 'tool_use', name: 'a' }),
      '`messages[0].content[0].id` must be a string that is not empty.',
    ],
    [
      blocks({ type: 'tool_result' }),
      '`messages[0].content[0].tool_use_id` must be a string that is not empty.',
    ],
    [
      blocks({ type: 'tool_result', tool_use_id: 't', content: 7 }),
      '`messages[0].content[0].content` must be a string or a list of content blocks.',
    ],
    [
      blocks({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text' }] }),
      '`messages[0].content[0].content[0].text` must be a string.',
    ],
    [
      blocks({ type: 'tool_result', tool_use_id: 't', is_error: 'no' }),
      '`messages[0].content[0].is_error` must be true or false.',
    ],
    [
      blocks({ type: 'thinking', signature: 'a' }),
      '`messages[0].content[0].thinking` must be a string.',
    ],
    [{ system: 7 }, '`system` must be a string or a list of content blocks.'],
    [{ stream: 'yes' }, '`stream` must be true or false.'],
    [{ max_tokens: -1 }, '`max_tokens` must be a whole number of 0 or more.'],
    [{ max_tokens: 1.5 }, '`max_tokens` must be a whole number of 0 or more.'],
    [{ max_tokens: '100' }, '`max_tokens` must be a whole number of 0 or more.'],
    [{ max_tokens: 1e300 }, '`max_tokens` must be a whole number of 0 or more.'],
    [{ temperature: 'hot' }, '`temperature` must be a number.'],
    [{ tools: {} }, '`tools` must be a list.'],
    [{ tools: ['a'] }, '`tools[0]` must be an object.'],
    [{ tools: [{ input_schema: {} }] }, '`tools[0].name` must be a string that is not empty.'],
    [{ tools: [{ name: 'a', input_schema: 'x' }] }, '`tools[0].input_schema` must be an object.'],
    [{ tools: [{ name: 'a', type: 7 }] }, '`tools[0].type` must be a string.'],
    [{ tool_choice: 'auto' }, '`tool_choice` must be an object.'],
    [{ tool_choice: { type: 'tool' } }, '`tool_choice.name` must be a string that is not empty.'],
    [{ thinking: true }, '`thinking` must be an object.'],
    [{ thinking: {} }, '`thinking.type` must be a string that is not empty.'],
    [
      { thinking: { type: 'enabled' } },
      '`thinking.budget_tokens` must be a whole number of at least 1.',
    ],
    [{ output_config: 'high' }, '`output_config` must be an object.'],
    [{ output_config: { effort: 3 } }, '`output_config.effort` must be a string.'],
    [
      { output_config: { format: { type: 'json_schema' } } },
      '`output_config.format.schema` must be an object.',
    ],
    [{ output_format: 'json' }, '`output_format` must be an object.'],
    [{ stop_sequences: 'END' }, '`stop_sequences` must be a list.'],
    [{ stop_sequences: ['END', 7] }, '`stop_sequences[1]` must be a string.'],
    [{ metadata: 'u1' }, '`metadata` must be an object.'],
    [{ metadata: { user_id: 7 } }, '`metadata.user_id` must be a string.'],
  ])('%j', (fields, message) => {
    expect(problem(fields)).toBe(message);
  });
});

describe('what only this dialect can say is named', () => {
  test.each<[JsonObject, readonly string[]]>([
    [{ safeguards: [{ type: 'dangerous_tool_use' }] }, ['field `safeguards`']],
    [{ safeguard_results: [{ type: 'dangerous_tool_use' }] }, ['field `safeguard_results`']],
    [{ context_management: { edits: [{ type: 'clear_thinking_20251015' }] } }, []],
    [{ mcp_servers: [] }, []],
    [
      { mcp_servers: [{ url: 'https://example.com' }], container: 'c1' },
      ['field `mcp_servers`', 'field `container`'],
    ],
    [{ service_tier: 'auto', speed: 'standard' }, []],
    [{ service_tier: 'standard_only', speed: 'fast' }, ['field `service_tier`']],
    [{ speed: 'slow' }, ['field `speed`']],
    [{ fallbacks: 'default', inference_geo: 'us' }, ['field `fallbacks`', 'field `inference_geo`']],
    [{ from_the_future: 1 }, ['field `from_the_future`']],
    [{ cache_control: { type: 'ephemeral' } }, []],
    [{ thinking: { type: 'sometimes' } }, ['thinking `sometimes`']],
    [
      { output_config: { effort: 'ultra', task_budget: { tokens: 1 } } },
      ['field `output_config.task_budget`', 'effort `ultra`'],
    ],
    [{ output_config: { format: { type: 'regex' } } }, ['output format `regex`']],
    [{ tool_choice: { type: 'several' } }, ['tool choice `several`']],
    [
      {
        tools: [
          { type: 'web_search_20250305', name: 'web_search' },
          { type: 'bash_20250124', name: 'bash' },
        ],
      },
      ['tool `web_search_20250305`', 'tool `bash_20250124`'],
    ],
    [
      {
        tools: [
          {
            ...WEATHER,
            defer_loading: true,
            input_examples: [{}],
            allowed_callers: ['code_execution_20250825'],
          },
        ],
      },
      ['field `input_examples` of a tool', 'field `allowed_callers` of a tool'],
    ],
    [
      blocks({ type: 'document', source: { type: 'text', data: 'a' } }, { type: 'document' }),
      ['content block `document`'],
    ],
    [
      blocks({
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'tool_reference', tool_name: 'a' }],
      }),
      [],
    ],
    [blocks({ type: 'image', source: { type: 'file', file_id: 'f' } }), ['image source `file`']],
    [{ messages: [{ role: 'system', content: [], output_config: { effort: 'high' } }] }, []],
    [
      { messages: [{ role: 'user', content: 'a', pinned: true, note: null }] },
      ['field `pinned` of a message'],
    ],
  ])('%j', (fields, names) => {
    expect(read(fields).dialectOnly).toEqual(names);
  });

  const mark = { cache_control: { type: 'ephemeral' } };
  const THOUGHT = { type: 'thinking', thinking: 'Hm', signature: 's' };
  test.each<[JsonObject, readonly string[]]>([
    [{}, []],
    [{ metadata: {}, cache_control: null }, []],
    [{ metadata: { user_id: 'u' } }, ['metadata']],
    [mark, ['cache_control']],
    [
      { context_management: { edits: [{ type: 'clear_thinking_20251015' }] } },
      ['context_management'],
    ],
    [{ context_management: {} }, []],
    [
      { messages: [{ role: 'system', content: [], output_config: { effort: 'high' } }] },
      ['output_config of a message'],
    ],
    [{ system: [{ type: 'text', text: 'a', ...mark }] }, ['cache_control']],
    [{ tools: [{ ...WEATHER, ...mark }] }, ['cache_control']],
    [{ tools: [{ ...WEATHER, eager_input_streaming: true }] }, ['eager_input_streaming']],
    [{ messages: [HELLO, { role: 'assistant', content: [THOUGHT] }] }, [THINKING]],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] }] },
      [THINKING],
    ],
    [blocks({ type: 'text', text: 'a', citations: [] }), []],
    [blocks({ type: 'text', text: 'a', citations: [{ cited_text: 'b' }] }), ['citations']],
    [
      { ...mark, ...blocks({ type: 'text', text: 'a', ...mark }), metadata: { user_id: 'u' } },
      ['cache_control', 'metadata'],
    ],
  ])('%j leaves behind %j, and stays translatable', (fields, names) => {
    const { leftOut, dialectOnly } = read(fields);
    expect([...leftOut].sort()).toEqual(names);
    expect(dialectOnly).toEqual([]);
  });

  test('a message may say how hard to think from there on', () => {
    const own = { role: 'system', content: [], output_config: { effort: 'medium' } };
    expect(read({ messages: [HELLO, own] }).messages[1]).toEqual({
      role: 'system',
      content: [],
      settings: { effort: 'medium' },
    });
    const odd = { ...own, output_config: { effort: 'ultra' } };
    expect(read({ messages: [HELLO, odd] }).messages[1]?.settings).toEqual({ effort: null });
  });

  test('thinking with its details, fast service, deferred tools and what a search found', () => {
    const binding = { prefix_mismatch_behavior: 'drop_block' };
    const thinking = { type: 'between_tools', display: 'updates', block_binding: binding };
    const call = read({
      thinking,
      speed: 'fast',
      tools: [{ ...WEATHER, defer_loading: true }],
      ...blocks({
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'tool_reference', tool_name: 'weather' }],
      }),
    });
    expect(call.thinking).toEqual({
      kind: 'between_tools',
      display: 'updates',
      governsBinding: true,
    });
    expect(call.fast).toBe(true);
    expect(call.tools[0]?.deferred).toBe(true);
    expect(call.messages[0]?.content[0]).toMatchObject({
      content: [{ type: 'tool-reference', name: 'weather' }],
    });
  });
});

describe('size', () => {
  test('counts text, tool calls and tools, and neither images nor deferred tools', () => {
    const image = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(999) },
    };
    const call = read({
      system: 'x'.repeat(10),
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: 'x'.repeat(100) }, image, { type: 'document' }],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'x'.repeat(1_000), signature: 's' },
            { type: 'tool_use', id: 't', name: 'now', input: { a: 'x'.repeat(10_000) } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 't',
              content: [{ type: 'text', text: 'x'.repeat(100_000) }, image],
            },
          ],
        },
      ],
      tools: [
        {
          name: 'a',
          input_schema: { type: 'object', enum: [1, true, null, 'x'.repeat(1_000_000)] },
        },
        { ...WEATHER, defer_loading: true },
      ],
    });
    expect(call.size).toMatchObject({ images: 2, documents: 1 });
    expect(call.size.characters).toBeGreaterThan(1_111_110);
    expect(call.size.characters).toBeLessThan(1_111_110 + 150);
  });

  test('is near the length of the JSON of tools', () => {
    const tools = Array.from({ length: 20 }, (_, index) => ({
      name: `tool_${index}`,
      description: 'Does one thing and does it well.',
      input_schema: {
        type: 'object',
        properties: { path: { type: 'string' }, limit: { minimum: 1.5, enum: [1, null, true] } },
        required: ['path'],
      },
    }));
    const withTools = read({ tools }).size.characters;
    expect(withTools / JSON.stringify(tools).length).toBeCloseTo(1, 1);
  });
});

test('a body as Claude Code sends it', () => {
  const call = read({
    model: 'claude-opus-5-5',
    max_tokens: 128_000,
    stream: true,
    thinking: { type: 'adaptive', display: 'omitted' },
    output_config: { effort: 'medium' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    metadata: { user_id: '{"device_id":"d","account_uuid":"a","session_id":"s"}' },
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.328; cc_entrypoint=cli;' },
      { type: 'text', text: 'You are an agent.', cache_control: { type: 'ephemeral', ttl: '1h' } },
    ],
    tools: [
      WEATHER,
      {
        name: 'mcp__db__query',
        description: 'Later',
        input_schema: { type: 'object' },
        defer_loading: true,
      },
    ],
    messages: [HELLO, { role: 'system', content: [], output_config: { effort: 'medium' } }],
  });
  expect(call.dialectOnly).toEqual([]);
  expect(call.tools.map(({ name }) => name)).toEqual(['weather', 'mcp__db__query']);
});
