import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, ContentBlock, Message } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { readRequest } from './request-read.ts';

const HELLO = { role: 'user', content: 'Hello' };
const WEATHER = { type: 'function', name: 'weather', parameters: { type: 'object' } };
const SCHEMA = { type: 'object', properties: {} };

function read(fields: JsonObject): Call {
  const result = readRequest({ model: 'gpt-5', input: [HELLO], store: false, ...fields });
  if (!result.ok) throw new Error(result.message);
  return result.call;
}

function problem(fields: JsonObject): string {
  const result = readRequest({ model: 'gpt-5', input: [HELLO], ...fields });
  return result.ok ? 'no problem' : result.message;
}

const said = (text: string): ContentBlock => ({ type: 'text', text });
const user = (...content: readonly ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: readonly ContentBlock[]): Message => ({
  role: 'assistant',
  content,
});

describe('what a call holds', () => {
  it('is empty where the client said nothing', () => {
    expect(read({})).toEqual({
      dialect: 'openai-responses',
      requestedModel: 'gpt-5',
      stream: false,
      system: [],
      messages: [user(said('Hello'))],
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
    ['a text as input', { input: 'Hi' }, { messages: [user(said('Hi'))] }],
    ['stream', { stream: true, stream_options: {} }, { stream: true }],
    ['limit', { max_output_tokens: 20 }, { maxOutputTokens: 20 }],
    ['temperature', { temperature: 0 }, { temperature: 0 }],
    ['top_p', { top_p: 0.5 }, { topP: 0.5 }],
    ['instructions', { instructions: 'Be brief.' }, { system: [said('Be brief.')] }],
    ['empty instructions', { instructions: '' }, { system: [] }],
    ['one call at a time', { parallel_tool_calls: false }, { parallelToolCalls: false }],
    ['effort', { reasoning: { effort: 'low' } }, { effort: 'low', thinking: null }],
    ['no thinking', { reasoning: { effort: 'none' } }, { thinking: { kind: 'disabled' } }],
    ['plain text', { text: { format: { type: 'text' } } }, { outputFormat: null }],
    ['no format', { text: { verbosity: 'medium' } }, { outputFormat: null, dialectOnly: [] }],
    [
      'any JSON',
      { text: { format: { type: 'json_object' } } },
      { outputFormat: { kind: 'json-object' } },
    ],
    [
      'a schema',
      { text: { format: { type: 'json_schema', name: 'n', schema: SCHEMA, strict: true } } },
      { outputFormat: { kind: 'json-schema', name: 'n', schema: SCHEMA, strict: true } },
    ],
    [
      'a tool',
      { tools: [{ ...WEATHER, description: 'Tells it', strict: true }] },
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
      'a tool without parameters',
      { tools: [{ type: 'function', name: 'now', parameters: null, strict: null }] },
      {
        tools: [
          {
            name: 'now',
            description: null,
            inputSchema: { type: 'object', properties: {} },
            strict: null,
          },
        ],
      },
    ],
    ['auto', { tool_choice: 'auto' }, { toolChoice: { kind: 'auto' } }],
    ['required', { tool_choice: 'required' }, { toolChoice: { kind: 'required' } }],
    [
      'a tool by name',
      { tool_choice: { type: 'function', name: 'x' } },
      { toolChoice: { kind: 'tool', name: 'x' } },
    ],
    ['user', { user: 'u1' }, { user: 'u1', leftOut: ['user'] }],
    ['its newer name', { safety_identifier: 'u2' }, { user: 'u2', leftOut: ['safety_identifier'] }],
  ])('%s', (_name, fields, expected) => {
    expect(read(fields)).toMatchObject(expected);
  });

  it.each<[string, Json | undefined, boolean]>([
    ['unsaid', undefined, true],
    ['null', null, true],
    ['false', false, false],
  ])('stored unless told: store %s', (_name, store, expected) => {
    const result = readRequest({
      model: 'm',
      input: 'x',
      ...(store === undefined ? {} : { store }),
    });
    expect(result.ok && result.call.storedUnlessTold === true).toBe(expected);
  });

  it('counts characters, images and documents', () => {
    const content = [
      { type: 'input_text', text: '12345' },
      { type: 'input_image', image_url: 'https://example.test/a.png' },
      { type: 'input_file', file_id: 'f' },
    ];
    const { size } = read({ instructions: '123', input: [{ role: 'user', content }] });
    expect(size).toEqual({ characters: 8, images: 1, documents: 1 });
  });
});

const call = (id: string, json = '{}'): JsonObject => ({
  type: 'function_call',
  call_id: id,
  name: 'weather',
  arguments: json,
});
const output = (id: string, value: Json = 'fine'): JsonObject => ({
  type: 'function_call_output',
  call_id: id,
  output: value,
});
const use = (id: string): ContentBlock => ({ type: 'tool-use', id, name: 'weather', input: {} });
const result = (id: string, ...content: readonly ContentBlock[]): ContentBlock => ({
  type: 'tool-result',
  toolUseId: id,
  isError: false,
  content,
});
const spoken = (text: string): JsonObject => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

describe('items become turns', () => {
  it.each<[string, readonly JsonObject[], readonly Message[]]>([
    [
      'what a model says and calls is one turn, and so is what came back',
      [HELLO, spoken('Let me see.'), call('a'), call('b'), output('a'), output('b')],
      [
        user(said('Hello')),
        assistant(said('Let me see.'), use('a'), use('b')),
        user(result('a', said('fine')), result('b', said('fine'))),
      ],
    ],
    [
      'words after a call still belong to the turn of the call',
      [HELLO, call('a'), spoken('Wait.'), output('a')],
      [user(said('Hello')), assistant(use('a'), said('Wait.')), user(result('a', said('fine')))],
    ],
    [
      'words after words are another turn',
      [HELLO, spoken('One.'), spoken('Two.')],
      [user(said('Hello')), assistant(said('One.')), assistant(said('Two.'))],
    ],
    [
      'words of the user are not part of what came back',
      [call('a'), output('a', [{ type: 'input_text', text: 'ok' }]), HELLO, HELLO],
      [
        assistant(use('a')),
        user(result('a', said('ok'))),
        user(said('Hello')),
        user(said('Hello')),
      ],
    ],
    [
      'a later system message stays where it is',
      [
        HELLO,
        { role: 'developer', content: 'Now in French.' },
        { role: 'system', content: 'Yes.' },
      ],
      [
        user(said('Hello')),
        { role: 'system', content: [said('Now in French.')] },
        { role: 'system', content: [said('Yes.')] },
      ],
    ],
    [
      'thinking goes with what follows it, with its proof',
      [
        HELLO,
        { type: 'reasoning', summary: [{ text: 'A' }, { text: 'B' }], encrypted_content: 'gA' },
        { type: 'reasoning', summary: [], content: [{ text: 'C' }, {}] },
        spoken('Yes.'),
      ],
      [
        user(said('Hello')),
        assistant(
          { type: 'thinking', text: 'A\n\nB', signature: 'gA' },
          { type: 'thinking', text: 'C', signature: null },
          said('Yes.'),
        ),
      ],
    ],
    [
      'a refusal is text, and empty text is nothing',
      [
        HELLO,
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
        { role: 'user', content: [{ type: 'input_text', text: '' }] },
        { role: 'user', content: '' },
      ],
      [user(said('Hello')), assistant(said('No.')), user(), user()],
    ],
  ])('%s', (_name, input, messages) => {
    expect(read({ input }).messages).toEqual(messages);
  });

  it('system messages before all others join the instructions', () => {
    const input = [{ role: 'developer', content: 'B' }, { role: 'system', content: 'C' }, HELLO];
    const { system, messages } = read({ instructions: 'A', input });
    expect(system).toEqual([said('A'), said('B'), said('C')]);
    expect(messages).toEqual([user(said('Hello'))]);
    expect(read({ input: input.slice(0, 2) }).messages).toEqual([]);
  });

  it.each<[string, Json, ContentBlock]>([
    [
      'data',
      'data:image/png;base64,AAAA',
      { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } },
    ],
    [
      'an address',
      'https://example.test/a.png',
      { type: 'image', source: { kind: 'url', url: 'https://example.test/a.png' } },
    ],
    [
      'an address in an object',
      { url: 'https://example.test/a.png' },
      { type: 'image', source: { kind: 'url', url: 'https://example.test/a.png' } },
    ],
  ])('an image as %s', (_name, url, block) => {
    const content = [{ type: 'input_image', detail: 'auto', image_url: url }];
    const { messages, dialectOnly } = read({ input: [{ role: 'user', content }] });
    expect(messages).toEqual([user(block)]);
    expect(dialectOnly).toEqual([]);
  });
});

const inUser = (part: JsonObject): JsonObject => ({ input: [{ role: 'user', content: [part] }] });

describe('what only this dialect can say', () => {
  it.each<[string, JsonObject]>([
    ['field `truncation`', { truncation: 'auto' }],
    ['field `top_logprobs`', { top_logprobs: 3 }],
    ['field `service_tier`', { service_tier: 'flex' }],
    ['field `moderation`', { moderation: {} }],
    ['field `anything_new`', { anything_new: 1 }],
    ['field `context_management`', { context_management: [{ type: 'compaction' }] }],
    ['field `text.verbosity`', { text: { verbosity: 'low' } }],
    ['field `reasoning.mode`', { reasoning: { mode: 'pro' } }],
    ['reasoning effort `huge`', { reasoning: { effort: 'huge' } }],
    ['response format `grammar`', { text: { format: { type: 'grammar' } } }],
    ['include `message.output_text.logprobs`', { include: ['message.output_text.logprobs'] }],
    ['tool of type `web_search`', { tools: [{ type: 'web_search' }] }],
    ['tool of type `mcp`', { tools: [{ type: 'mcp', server_label: 'x' }] }],
    ['tool of type `custom`', { tools: [{ type: 'custom', name: 'x' }] }],
    ['field `defer_loading` of a tool', { tools: [{ ...WEATHER, defer_loading: true }] }],
    ['tool choice of type `allowed_tools`', { tool_choice: { type: 'allowed_tools' } }],
    ['tool choice of type `unknown`', { tool_choice: {} }],
    ['content part `input_file`', inUser({ type: 'input_file', file_id: 'f' })],
    ['content part `input_audio`', inUser({ type: 'input_audio' })],
    ['image by `file_id`', inUser({ type: 'input_image', file_id: 'f' })],
    ['image detail `low`', inUser({ type: 'input_image', detail: 'low', image_url: 'x' })],
    ['input item `web_search_call`', { input: [HELLO, { type: 'web_search_call', id: 'ws' }] }],
    ['input item `computer_call_output`', { input: [{ type: 'computer_call_output' }] }],
    ['caller of a function call', { input: [{ ...call('a'), caller: { type: 'program' } }] }],
    ['namespace of a function call', { input: [{ ...output('a'), namespace: 'n' }] }],
    ['tool call whose arguments are not a JSON object', { input: [call('a', '[1')] }],
  ])('%s', (name, fields) => {
    expect(read(fields).dialectOnly).toEqual([name]);
  });

  it('is none of what says the same as leaving it out', () => {
    const { dialectOnly, leftOut } = read({
      background: false,
      top_logprobs: 0,
      truncation: 'disabled',
      context_management: [],
      conversation: null,
      previous_response_id: null,
      prompt: null,
      text: { verbosity: 'medium', format: { type: 'text' } },
      reasoning: { effort: null, summary: null, context: 'auto', mode: 'standard' },
      stream_options: { include_obfuscation: false },
      tools: [{ ...WEATHER, async: false, allowed_callers: null }],
      include: [],
    });
    expect([dialectOnly, leftOut]).toEqual([[], []]);
  });
});

describe('what is left behind', () => {
  it.each<[string, JsonObject]>([
    ['metadata', { metadata: { a: 'b' } }],
    ['prompt_cache_key', { prompt_cache_key: 'k' }],
    ['max_tool_calls', { max_tool_calls: 3 }],
    ['service_tier', { service_tier: 'auto' }],
    ['include', { include: ['reasoning.encrypted_content', 'web_search_call.results'] }],
    ['reasoning.summary', { reasoning: { summary: 'auto' } }],
    ['reasoning.summary', { reasoning: { generate_summary: 'concise' } }],
    ['thinking of earlier turns', { input: [HELLO, { type: 'reasoning', summary: [] }] }],
    ['phase', { input: [{ ...spoken('Yes.'), phase: 'final_answer' }] }],
    ['annotations', inUser({ type: 'output_text', text: 'x', annotations: [{}] })],
  ])('%s', (name, fields) => {
    const { dialectOnly, leftOut } = read(fields);
    expect([leftOut, dialectOnly]).toEqual([[name], []]);
  });
});

describe('what is wrong', () => {
  it.each<[JsonObject, string]>([
    [{ model: '' }, '`model` must be a string that is not empty.'],
    [{ input: '' }, '`input` must be a text or a list with at least one item.'],
    [{ input: [] }, '`input` must be a text or a list with at least one item.'],
    [{ input: 5 }, '`input` must be a list.'],
    [{ input: [5] }, '`input[0]` must be an object.'],
    [
      { input: [{ content: 'x' }] },
      '`input[0].role` must be user, assistant, system or developer.',
    ],
    [{ input: [{ role: 'user' }] }, '`input[0].content` must be a string or a list of parts.'],
    [inUser({ type: 'input_text' }), '`input[0].content[0].text` must be a string.'],
    [
      inUser({ type: 'input_image' }),
      '`input[0].content[0].image_url` must be a string that is not empty.',
    ],
    [inUser({}), '`input[0].content[0].type` must be a string that is not empty.'],
    [{ input: [{ type: 3 }] }, '`input[0].type` must be a string that is not empty.'],
    [{ input: [{ ...call('') }] }, '`input[0].call_id` must be a string that is not empty.'],
    [
      { input: [{ ...output('a'), output: 7 }] },
      '`input[0].output` must be a string or a list of parts.',
    ],
    [{ instructions: 1 }, '`instructions` must be a string.'],
    [{ store: 'no' }, '`store` must be true or false.'],
    [{ background: 1 }, '`background` must be true or false.'],
    [{ max_output_tokens: 0 }, '`max_output_tokens` must be a whole number of at least 1.'],
    [{ include: [3] }, '`include` must be a list of strings.'],
    [{ text: 'x' }, '`text` must be an object.'],
    [{ text: { format: {} } }, '`text.format.type` must be a string that is not empty.'],
    [{ text: { format: { type: 'json_schema' } } }, '`text.format.schema` must be an object.'],
    [{ reasoning: { effort: 3 } }, '`reasoning.effort` must be a string.'],
    [{ tools: [{ type: 'function' }] }, '`tools[0].name` must be a string that is not empty.'],
    [
      { tool_choice: 3 },
      '`tool_choice` must be `auto`, `none`, `required` or an object that names a function.',
    ],
    [
      { tool_choice: { type: 'function' } },
      '`tool_choice.name` must be a string that is not empty.',
    ],
  ])('%j: %s', (fields, message) => {
    expect(problem(fields)).toBe(message);
  });
});

describe('what leans on something that is kept', () => {
  const KEPT = fc.constantFrom<[JsonObject, string]>(
    [{ previous_response_id: 'resp_1' }, '`previous_response_id`'],
    [{ conversation: { id: 'c' } }, '`conversation`'],
    [{ prompt: { id: 'p' } }, '`prompt`'],
    [{ background: true }, '`background`'],
    [{ store: true }, '`store`'],
    [{ input: [HELLO, { type: 'item_reference', id: 'i' }] }, '`input[1]`'],
    [{ input: [{ type: null, id: 'i' }] }, '`input[0]`'],
  );

  it('is refused with its name before anything else is said', () => {
    fc.assert(
      fc.property(
        KEPT,
        fc.dictionary(fc.constantFrom('model', 'tools', 'text'), fc.jsonValue()),
        ([fields, name], noise) => {
          const asked = { ...(JSON.parse(JSON.stringify(noise)) as JsonObject), ...fields };
          const answer = readRequest(asked);
          expect(answer).toMatchObject({ ok: false, code: 'responses_not_stored' });
          expect(!answer.ok && answer.message).toContain(name);
          expect(!answer.ok && answer.message).toMatch(/Modicum keeps no responses\. Instead, \w/);
        },
      ),
    );
  });

  it('is no item that says what it is', () => {
    const items = [
      { ...spoken('Yes.'), id: 'msg_1' },
      { id: 'msg_2', ...HELLO },
    ];
    expect(problem({ input: items })).toBe('no problem');
  });
});
