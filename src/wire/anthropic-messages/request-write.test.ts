import { describe, expect, test } from 'vitest';
import type { Call, ContentBlock, Message } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { WriteTarget } from '../dialect.ts';
import { cannotCarry } from './cannot-carry.ts';
import { readRequest } from './request-read.ts';
import { writeRequest } from './request-write.ts';

const CALL: Call = {
  dialect: 'openai-chat',
  requestedModel: 'modicum/auto',
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
};
const TARGET: WriteTarget = {
  model: 'claude-haiku-5-5',
  stream: false,
  changes: [],
  contextTokens: 0,
};
const SCHEMA = { type: 'object', properties: {} };
const WEATHER = { name: 'weather', description: 'Tells it', inputSchema: SCHEMA, strict: null };
const IMAGE: ContentBlock = {
  type: 'image',
  source: { kind: 'url', url: 'https://example.com/a.png' },
};

const text = (value: string): ContentBlock => ({ type: 'text', text: value });
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const system = (...content: ContentBlock[]): Message => ({ role: 'system', content });

function write(fields: Partial<Call>, target: Partial<WriteTarget> = {}): JsonObject {
  return writeRequest({ ...CALL, ...fields }, { ...TARGET, ...target });
}

describe('settings', () => {
  test('a call that says nothing', () => {
    expect(write({})).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 8192,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    });
  });

  test.each<[string, Partial<Call>, JsonObject]>([
    ['limit', { maxOutputTokens: 5 }, { max_tokens: 5 }],
    ['sampling', { temperature: 0, topP: 0.5, topK: 4 }, { temperature: 0, top_p: 0.5, top_k: 4 }],
    ['stops', { stopSequences: ['END'] }, { stop_sequences: ['END'] }],
    ['thinking', { thinking: { kind: 'adaptive' } }, { thinking: { type: 'adaptive' } }],
    ['no thinking', { thinking: { kind: 'disabled' } }, { thinking: { type: 'disabled' } }],
    [
      'budget',
      { thinking: { kind: 'budget', budgetTokens: 9 } },
      { thinking: { type: 'enabled', budget_tokens: 9 }, max_tokens: 8_201 },
    ],
    ['effort', { effort: 'high' }, { output_config: { effort: 'high' } }],
    ['least effort', { effort: 'minimal' }, { output_config: { effort: 'low' } }],
    [
      'format',
      {
        effort: 'low',
        outputFormat: { kind: 'json-schema', name: 'a', schema: SCHEMA, strict: true },
      },
      {
        output_config: {
          effort: 'low',
          format: { type: 'json_schema', schema: { ...SCHEMA, additionalProperties: false } },
        },
      },
    ],
    ['user', { user: 'u1' }, { metadata: { user_id: 'u1' } }],
    [
      'tools',
      {
        tools: [
          WEATHER,
          { name: 'now', description: null, inputSchema: {}, strict: true },
          {
            name: 'any',
            description: null,
            inputSchema: { additionalProperties: true },
            strict: true,
          },
        ],
      },
      {
        tools: [
          { name: 'weather', description: 'Tells it', input_schema: SCHEMA },
          {
            name: 'now',
            input_schema: { type: 'object', properties: {}, additionalProperties: false },
            strict: true,
          },
          { name: 'any', input_schema: { type: 'object', additionalProperties: true } },
        ],
      },
    ],
    [
      'choice auto',
      { tools: [WEATHER], toolChoice: { kind: 'auto' } },
      { tool_choice: { type: 'auto' } },
    ],
    [
      'choice none',
      { tools: [WEATHER], toolChoice: { kind: 'none' }, parallelToolCalls: false },
      { tool_choice: { type: 'none' } },
    ],
    [
      'choice required',
      { tools: [WEATHER], toolChoice: { kind: 'required' } },
      { tool_choice: { type: 'any' } },
    ],
    [
      'choice by name, one at a time',
      { tools: [WEATHER], toolChoice: { kind: 'tool', name: 'weather' }, parallelToolCalls: false },
      { tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true } },
    ],
    [
      'one at a time',
      { tools: [WEATHER], parallelToolCalls: false },
      { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
  ])('%s', (_name, fields, expected) => {
    expect(write(fields)).toMatchObject(expected);
  });

  test('nothing about tools without tools', () => {
    const body = write({ toolChoice: { kind: 'required' }, parallelToolCalls: false });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
  });

  test('parallel calls need no word', () => {
    expect(write({ tools: [WEATHER], parallelToolCalls: true })).not.toHaveProperty('tool_choice');
  });

  test('a stream, and what the decision changes', () => {
    const fields: Partial<Call> = {
      maxOutputTokens: 99_999,
      effort: 'high',
      temperature: 1,
      topP: 1,
      topK: 1,
      thinking: { kind: 'adaptive' },
    };
    const body = write(fields, {
      stream: true,
      changes: [
        { field: 'model', to: 'claude-haiku-5-5' },
        { field: 'max_tokens', to: 64_000 },
        { field: 'effort', to: null },
        { field: 'temperature', to: null },
        { field: 'top_p', to: null },
        { field: 'top_k', to: null },
        { field: 'thinking', to: null },
      ],
    });
    expect(body).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
    });
  });
});

describe('conversation', () => {
  test.each<[string, Partial<Call>, JsonObject]>([
    [
      'the system prompt, with system messages that lead',
      { system: [text('a')], messages: [system(text('b'), text(' ')), user(text('c'))] },
      {
        system: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
        messages: [{ role: 'user', content: [{ type: 'text', text: 'c' }] }],
      },
    ],
    [
      'a later system message is marked text of the user, where it stands',
      {
        messages: [
          user(text('a')),
          assistant(text('b')),
          system(text('c'), IMAGE),
          user(text('d')),
        ],
      },
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'a' }] },
          { role: 'assistant', content: [{ type: 'text', text: 'b' }] },
          {
            role: 'user',
            content: [
              { type: 'text', text: '<system-reminder>\nc\n</system-reminder>' },
              { type: 'text', text: 'd' },
            ],
          },
        ],
      },
    ],
    [
      'only a system message',
      { system: [text('a')], messages: [system(text('b'))] },
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
    ],
    [
      'results of parallel calls are one turn and come first in it',
      {
        messages: [
          user(text('a')),
          assistant(
            { type: 'thinking', text: 'hm', signature: null },
            { type: 'tool-use', id: 'call:1', name: 'w', input: { x: 1 } },
          ),
          assistant(
            { type: 'tool-use', id: 'call:2', name: 'w', input: '{"x":' },
            { type: 'tool-use', id: 'c3', name: 'w', input: [1] },
          ),
          system(text('b')),
          user({
            type: 'tool-result',
            toolUseId: 'call:1',
            isError: false,
            content: [text('r1'), IMAGE],
          }),
          user({ type: 'tool-result', toolUseId: 'call:2', isError: true, content: [] }, text('c')),
        ],
      },
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'a' }] },
          {
            role: 'assistant',
            content: [
              { type: 'tool_use', id: 'call_1', name: 'w', input: { x: 1 } },
              { type: 'tool_use', id: 'call_2', name: 'w', input: { INVALID_JSON: '{"x":' } },
              { type: 'tool_use', id: 'c3', name: 'w', input: { INVALID_JSON: '[1]' } },
            ],
          },
          {
            role: 'user',
            content: [
              {
                type: 'tool_result',
                tool_use_id: 'call_1',
                content: [
                  { type: 'text', text: 'r1' },
                  { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
                ],
              },
              { type: 'tool_result', tool_use_id: 'call_2', is_error: true },
              { type: 'text', text: '<system-reminder>\nb\n</system-reminder>' },
              { type: 'text', text: 'c' },
            ],
          },
        ],
      },
    ],
    [
      'empty text and turns without content are left out',
      {
        messages: [
          user(text('a')),
          assistant(text('')),
          user(text(' \n')),
          user(
            { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'QUJD' } },
            { type: 'opaque', name: 'x' },
          ),
        ],
      },
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
            ],
          },
        ],
      },
    ],
  ])('%s', (_name, fields, expected) => {
    const body = write(fields);
    expect(body['messages']).toEqual(expected['messages']);
    expect(body['system']).toEqual(expected['system']);
  });
});

test('what was written is read back the same', () => {
  const call: Partial<Call> = {
    system: [text('s')],
    messages: [
      user(text('a'), IMAGE),
      assistant(text('b'), { type: 'tool-use', id: 't1', name: 'weather', input: { x: 'ü' } }),
      user({ type: 'tool-result', toolUseId: 't1', isError: true, content: [text('r')] }),
    ],
    tools: [WEATHER],
    toolChoice: { kind: 'tool', name: 'weather' },
    parallelToolCalls: false,
    maxOutputTokens: 7,
    temperature: 0.5,
    stopSequences: ['END'],
    outputFormat: { kind: 'json-schema', name: null, schema: SCHEMA, strict: null },
    thinking: { kind: 'adaptive' },
    effort: 'low',
    user: 'u',
  };
  expect(readRequest(write(call))).toMatchObject({ ok: true, call: { ...call, dialectOnly: [] } });
});

describe('what cannot be carried', () => {
  test.each<[Partial<Call>, readonly string[]]>([
    [{}, []],
    [{ dialectOnly: ['field `logprobs`'] }, ['field `logprobs`']],
    [{ outputFormat: { kind: 'json-object' } }, ['JSON output without a schema']],
    [{ outputFormat: { kind: 'json-schema', name: null, schema: SCHEMA, strict: false } }, []],
    [{ messages: [{ role: 'user', content: [] }] }, ['a last message without words']],
    [
      { messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] },
      ['a last message without words'],
    ],
    [{ messages: [] }, ['a last message without words']],
    [{ messages: [], system: [{ type: 'text', text: 'Hello' }] }, []],
    [
      {
        outputFormat: { kind: 'json-schema', name: null, schema: { type: 'object' }, strict: true },
      },
      ['a schema that leaves its properties open or holds itself'],
    ],
    [{ temperature: 1 }, []],
    [{ temperature: 1.2, dialectOnly: ['a'] }, ['a', 'temperature above 1']],
    [{ stopSequences: ['END', '\n\n'] }, ['a stop sequence of white space only']],
    [{ system: [IMAGE] }, ['an image in a system message']],
    [{ messages: [user(IMAGE), system(IMAGE)] }, ['an image in a system message']],
    [{ messages: [assistant(IMAGE)] }, ['an image in an assistant message']],
    [{ dialect: 'anthropic-messages', dialectOnly: ['a'], temperature: 2 }, []],
  ])('%j', (fields, names) => {
    expect(cannotCarry({ ...CALL, ...fields })).toEqual(names);
  });
});
