import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { readRequest } from './request-read.ts';

const HELLO = { role: 'user', content: 'Hello' };
const WEATHER = {
  type: 'function',
  function: { name: 'weather', description: 'Tells it', parameters: { type: 'object' } },
};

function read(fields: JsonObject): Call {
  const result = readRequest({ model: 'gpt-5', messages: [HELLO], ...fields });
  if (!result.ok) throw new Error(result.message);
  return result.call;
}

function problem(fields: JsonObject): string {
  const result = readRequest({ model: 'gpt-5', messages: [HELLO], ...fields });
  return result.ok ? 'no problem' : result.message;
}

function problemOf(message: JsonObject): string {
  return problem({ messages: [message] });
}

describe('what a call holds', () => {
  it('is empty where the client said nothing', () => {
    expect(read({})).toEqual({
      dialect: 'openai-chat',
      requestedModel: 'gpt-5',
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

  it.each<[string, JsonObject, Partial<Call>]>([
    ['stream', { stream: true, stream_options: { include_usage: true } }, { stream: true }],
    ['older limit', { max_tokens: 10 }, { maxOutputTokens: 10 }],
    ['newer limit wins', { max_tokens: 10, max_completion_tokens: 20 }, { maxOutputTokens: 20 }],
    ['temperature', { temperature: 0 }, { temperature: 0 }],
    ['top_p', { top_p: 0.5 }, { topP: 0.5 }],
    ['one stop', { stop: 'END' }, { stopSequences: ['END'] }],
    ['stops', { stop: ['A', 'B'] }, { stopSequences: ['A', 'B'] }],
    ['text format', { response_format: { type: 'text' } }, { outputFormat: null }],
    [
      'any JSON',
      { response_format: { type: 'json_object' } },
      { outputFormat: { kind: 'json-object' } },
    ],
    [
      'a schema',
      { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { a: 1 } } } },
      { outputFormat: { kind: 'json-schema', name: 'x', schema: { a: 1 }, strict: null } },
    ],
    ['effort', { reasoning_effort: 'high' }, { effort: 'high', thinking: null }],
    ['no thinking', { reasoning_effort: 'none' }, { effort: null, thinking: { kind: 'disabled' } }],
    ['user', { user: 'u', safety_identifier: 's' }, { user: 'u' }],
    ['safety identifier', { safety_identifier: 's' }, { user: 's' }],
    ['null is not given', { temperature: null, stop: null, tools: null, stream: null }, {}],
    ['no parallel calls', { parallel_tool_calls: false }, { parallelToolCalls: false }],
    ['choice by word', { tool_choice: 'required' }, { toolChoice: { kind: 'required' } }],
    [
      'choice by name',
      { tool_choice: { type: 'function', function: { name: 'weather' } } },
      { toolChoice: { kind: 'tool', name: 'weather' } },
    ],
  ])('%s', (_name, fields, expected) => {
    expect(read(fields)).toMatchObject(expected);
  });

  it('reads tools, also without parameters', () => {
    const bare = { type: 'function', function: { name: 'now', strict: true } };
    expect(read({ tools: [WEATHER, bare] }).tools).toEqual([
      { name: 'weather', description: 'Tells it', inputSchema: { type: 'object' }, strict: null },
      {
        name: 'now',
        description: null,
        inputSchema: { type: 'object', properties: {} },
        strict: true,
      },
    ]);
  });
});

describe('messages', () => {
  it('takes leading system and developer messages as the system prompt, later ones as messages', () => {
    const call = read({
      messages: [
        { role: 'system', content: 'One' },
        { role: 'developer', content: [{ type: 'text', text: 'Two' }] },
        HELLO,
        { role: 'system', content: 'Three' },
      ],
    });
    expect(call.system).toEqual([
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ]);
    expect(call.messages.map(({ role }) => role)).toEqual(['user', 'system']);
  });

  it('joins the results of parallel calls into one message', () => {
    const call = (id: string) => ({
      id,
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"Ulm"}' },
    });
    const { messages, dialectOnly } = read({
      messages: [
        HELLO,
        { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: 'rain' },
        {
          role: 'tool',
          tool_call_id: 'b',
          name: 'weather',
          content: [{ type: 'text', text: 'sun' }],
        },
        { role: 'user', content: 'And?' },
      ],
    });
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: ['a', 'b'].map((id) => ({
          type: 'tool-use',
          id,
          name: 'weather',
          input: { city: 'Ulm' },
        })),
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool-result',
            toolUseId: 'a',
            isError: false,
            content: [{ type: 'text', text: 'rain' }],
          },
          {
            type: 'tool-result',
            toolUseId: 'b',
            isError: false,
            content: [{ type: 'text', text: 'sun' }],
          },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ]);
    expect(dialectOnly).toEqual([]);
  });

  it.each([
    ['data:image/png;base64,QUJD', { kind: 'base64', mediaType: 'image/png', data: 'QUJD' }],
    ['https://example.com/a.png', { kind: 'url', url: 'https://example.com/a.png' }],
    ['data:text/plain,abc', { kind: 'url', url: 'data:text/plain,abc' }],
  ])('reads the image %s', (url, source) => {
    const parts = [{ type: 'image_url', image_url: { url } }];
    const bare = [{ type: 'image_url', image_url: url }];
    for (const content of [parts, bare]) {
      const call = read({ messages: [{ role: 'user', content }] });
      expect(call.messages[0]?.content).toEqual([{ type: 'image', source }]);
      expect(call.size.images).toBe(1);
    }
  });

  it('reads a refusal that comes as a part, and leaves empty text out', () => {
    const content = [
      { type: 'refusal', refusal: 'No' },
      { type: 'text', text: '' },
    ];
    const { messages } = read({ messages: [HELLO, { role: 'assistant', content }] });
    expect(messages[1]?.content).toEqual([{ type: 'text', text: 'No' }]);
  });

  it('keeps thinking, text and refusal of an earlier turn', () => {
    const turn = { role: 'assistant', reasoning_content: 'Hm', content: 'A', refusal: 'No' };
    expect(read({ messages: [HELLO, turn] }).messages[1]?.content).toEqual([
      { type: 'thinking', text: 'Hm', signature: null },
      { type: 'text', text: 'A' },
      { type: 'text', text: 'No' },
    ]);
  });

  it.each([
    ['', {}],
    ['  ', {}],
    ['{"a":1}', { a: 1 }],
  ])('reads the arguments %j', (written, input) => {
    expect(argumentsRead(written)).toEqual({ input, dialectOnly: [] });
  });

  it.each(['{"a":', '[1]', 'null', '['.repeat(100_000)])(
    'keeps arguments that are no object',
    (written) => {
      expect(argumentsRead(written)).toEqual({
        input: written,
        dialectOnly: ['tool call whose arguments are not a JSON object'],
      });
    },
  );
});

function argumentsRead(written: string) {
  const tool_calls = [{ id: 'a', function: { name: 'f', arguments: written } }];
  const call = read({ messages: [HELLO, { role: 'assistant', tool_calls }] });
  const block = call.messages[1]?.content[0];
  return { input: block?.type === 'tool-use' ? block.input : null, dialectOnly: call.dialectOnly };
}

describe('size', () => {
  it('counts what the model reads', () => {
    const call = read({
      messages: [
        { role: 'system', content: '1234' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '12' },
            { type: 'file', file: {} },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'fn', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'a', content: '123' },
      ],
    });
    expect(call.size).toEqual({ characters: 4 + 2 + 2 + 2 + 3, images: 0, documents: 1 });
    expect(read({ tools: [WEATHER] }).size.characters).toBeGreaterThan(5 + 'Tells it'.length);
  });
});

describe('what only this dialect can express', () => {
  it.each<[JsonObject, string]>([
    [{ n: 2 }, 'field `n`'],
    [{ logprobs: true }, 'field `logprobs`'],
    [{ top_logprobs: 3 }, 'field `top_logprobs`'],
    [{ logit_bias: { '50256': -100 } }, 'field `logit_bias`'],
    [{ seed: 0 }, 'field `seed`'],
    [{ frequency_penalty: 0.1 }, 'field `frequency_penalty`'],
    [{ presence_penalty: -1 }, 'field `presence_penalty`'],
    [{ modalities: ['text', 'audio'] }, 'field `modalities`'],
    [{ audio: { voice: 'x' } }, 'field `audio`'],
    [{ prediction: { type: 'content' } }, 'field `prediction`'],
    [{ web_search_options: {} }, 'field `web_search_options`'],
    [{ functions: [{ name: 'f' }] }, 'field `functions`'],
    [{ service_tier: 'flex' }, 'field `service_tier`'],
    [{ verbosity: 'low' }, 'field `verbosity`'],
    [{ something_new: 1 }, 'field `something_new`'],
    [{ reasoning_effort: 'ultra' }, 'reasoning effort `ultra`'],
    [{ response_format: { type: 'grammar' } }, 'response format `grammar`'],
    [{ tools: [{ type: 'custom', custom: {} }] }, 'tool of type `custom`'],
    [{ tool_choice: { type: 'allowed_tools' } }, 'tool choice of type `allowed_tools`'],
    [{ tool_choice: {} }, 'tool choice of type `unknown`'],
  ])('%j', (fields, feature) => {
    expect(read(fields).dialectOnly).toEqual([feature]);
  });

  it.each<[JsonObject, string]>([
    [
      { role: 'user', content: [{ type: 'input_audio', input_audio: {} }] },
      'content part `input_audio`',
    ],
    [{ role: 'user', content: [{ type: 'file', file: {} }] }, 'content part `file`'],
    [{ role: 'user', content: 'x', name: 'Ada' }, 'name of a message'],
    [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u', detail: 'low' } }] },
      'image detail `low`',
    ],
    [{ role: 'function', content: 'x' }, 'message of role `function`'],
    [{ role: 'assistant', content: 'x', audio: { id: 'a' } }, '`audio` of a message'],
    [{ role: 'assistant', function_call: { name: 'f' } }, '`function_call` of a message'],
    [
      { role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: {} }] },
      'tool call of type `custom`',
    ],
  ])('%j', (message, feature) => {
    expect(read({ messages: [message] }).dialectOnly).toEqual([feature]);
  });

  it.each<JsonObject>([
    { n: 1, logprobs: false, top_logprobs: 0, logit_bias: {}, functions: [] },
    { frequency_penalty: 0, presence_penalty: 0, seed: null, verbosity: 'medium' },
    { modalities: ['text'], service_tier: 'auto' },
    { store: true, metadata: { a: 'b' }, user: 'u', safety_identifier: 's' },
    { prompt_cache_key: 'k', stream_options: {}, prompt_cache_retention: '24h' },
  ])('is not %j', (fields) => {
    expect(read(fields).dialectOnly).toEqual([]);
  });
});

describe('what stays behind in another dialect', () => {
  it.each<[JsonObject, readonly string[]]>([
    [{}, []],
    [{ store: false, metadata: {}, user: '', prompt_cache_key: null }, []],
    [{ store: true, metadata: { a: 'b' } }, ['metadata', 'store']],
    [{ user: 'u', safety_identifier: 's' }, ['user', 'safety_identifier']],
    [
      { prompt_cache_key: 'k', prompt_cache_retention: '24h', prompt_cache_options: { a: 1 } },
      ['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention'],
    ],
    [
      { messages: [HELLO, { role: 'assistant', content: 'a', reasoning_content: 'Hm' }] },
      ['thinking of earlier turns'],
    ],
  ])('of %j is %j', (fields, names) => {
    expect(read(fields).leftOut).toEqual(names);
  });
});

describe('what is wrong is named', () => {
  it.each<[JsonObject, string]>([
    [{ model: undefined }, '`model` must be a string that is not empty.'],
    [{ model: '' }, '`model` must be a string that is not empty.'],
    [{ messages: undefined }, '`messages` must be a list with at least one message.'],
    [{ messages: [] }, '`messages` must be a list with at least one message.'],
    [{ messages: {} }, '`messages` must be a list.'],
    [{ messages: ['x'] }, '`messages[0]` must be an object.'],
    [{ stream: 'yes' }, '`stream` must be true or false.'],
    [{ stream_options: true }, '`stream_options` must be an object.'],
    [{ max_tokens: 0 }, '`max_tokens` must be a whole number of at least 1.'],
    [
      { max_completion_tokens: 1.5 },
      '`max_completion_tokens` must be a whole number of at least 1.',
    ],
    [{ temperature: 'hot' }, '`temperature` must be a number.'],
    [{ stop: [1] }, '`stop` must be a string or a list of strings.'],
    [{ user: 5 }, '`user` must be a string.'],
    [{ reasoning_effort: 1 }, '`reasoning_effort` must be a string.'],
    [{ response_format: 'json' }, '`response_format` must be an object.'],
    [
      { response_format: { type: 'json_schema' } },
      '`response_format.json_schema` must be an object.',
    ],
    [
      { response_format: { type: 'json_schema', json_schema: {} } },
      '`response_format.json_schema.schema` must be an object.',
    ],
    [{ tools: {} }, '`tools` must be a list.'],
    [{ tools: [{}] }, '`tools[0].type` must be a string that is not empty.'],
    [{ tools: [{ type: 'function' }] }, '`tools[0].function` must be an object.'],
    [
      { tools: [{ type: 'function', function: { parameters: {} } }] },
      '`tools[0].function.name` must be a string that is not empty.',
    ],
    [
      { tool_choice: 'maybe' },
      '`tool_choice` must be `auto`, `none`, `required` or an object that names a function.',
    ],
    [{ tool_choice: { type: 'function' } }, '`tool_choice.function` must be an object.'],
  ])('%j', (fields, message) => {
    expect(problem(fields)).toBe(message);
  });

  it.each<[JsonObject, string]>([
    [{ role: 'robot' }, '`messages[0].role` must be system, developer, user, assistant or tool.'],
    [{ role: 'user' }, '`messages[0].content` must be a string or a list of parts.'],
    [{ role: 'user', content: ['x'] }, '`messages[0].content[0]` must be an object.'],
    [
      { role: 'user', content: [{ type: 'text' }] },
      '`messages[0].content[0].text` must be a string.',
    ],
    [
      { role: 'user', content: [{ type: 'image_url' }] },
      '`messages[0].content[0].image_url.url` must be a string that is not empty.',
    ],
    [
      { role: 'tool', content: 'x' },
      '`messages[0].tool_call_id` must be a string that is not empty.',
    ],
    [{ role: 'assistant', tool_calls: 1 }, '`messages[0].tool_calls` must be a list.'],
    [
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f' } }] },
      '`messages[0].tool_calls[0].function.arguments` must be a string of JSON.',
    ],
  ])('%j', (message, expected) => {
    expect(problemOf(message)).toBe(expected);
  });

  it('reads a body with very many parts and messages', () => {
    const parts = Array.from({ length: 300_000 }, () => ({ type: 'text', text: 'x' }));
    const results = Array.from({ length: 100_000 }, (_, index) => ({
      role: 'tool',
      tool_call_id: `${index}`,
      content: 'x',
    }));
    const call = read({ messages: [{ role: 'system', content: parts }, HELLO, ...results] });
    expect(call.system).toHaveLength(300_000);
    expect(call.messages.map(({ content }) => content.length)).toEqual([1, 100_000]);
  });

  it('reads any object or says what is wrong, and never throws', () => {
    const part = fc.record({
      type: fc.constantFrom('text', 'image_url', 'x'),
      text: fc.jsonValue(),
    });
    const message = fc.record({
      role: fc.oneof(fc.constantFrom('system', 'user', 'assistant', 'tool'), fc.jsonValue()),
      content: fc.oneof(fc.jsonValue(), fc.array(part)),
      tool_calls: fc.jsonValue(),
    });
    const body = fc.record(
      {
        model: fc.jsonValue(),
        messages: fc.oneof(fc.jsonValue(), fc.array(fc.oneof(message, fc.jsonValue()))),
        tools: fc.jsonValue(),
        tool_choice: fc.jsonValue(),
        response_format: fc.jsonValue(),
        stop: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (value) => {
        const result = readRequest(value);
        expect(result.ok || result.message.length > 0).toBe(true);
      }),
    );
  });
});

it.each<[string, JsonObject]>([
  ['service_tier', { service_tier: 'auto' }],
  [
    'image_url.detail',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u', detail: 'high' } }] },
      ],
    },
  ],
])('%s stays behind, and is named', (name, fields) => {
  const messages = [{ role: 'user', content: 'Hello' }];
  const result = readRequest({ model: 'gpt-5', messages, ...fields });
  expect(result).toMatchObject({ ok: true, call: { leftOut: [name], dialectOnly: [] } });
});
