import { describe, expect, it } from 'vitest';
import type { Call, ContentBlock, Message } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { WriteTarget } from '../dialect.ts';
import { cannotCarry } from './cannot-carry.ts';
import { outputLimitField } from './output-limit-field.ts';
import { writeRequest } from './request-write.ts';

const TARGET: WriteTarget = { model: 'local-1', stream: false, changes: [], contextTokens: 4096 };
const HELLO: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };
const IMAGE: ContentBlock = {
  type: 'image',
  source: { kind: 'base64', mediaType: 'image/png', data: 'QUJD' },
};
const OPEN: JsonObject = { type: 'object', properties: { a: { type: 'string' } } };
const CLOSED: JsonObject = { ...OPEN, required: ['a'], additionalProperties: false };
const CALL: Call = {
  dialect: 'anthropic-messages',
  requestedModel: 'modicum/auto',
  stream: false,
  system: [],
  messages: [HELLO],
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

function messagesOf(call: Partial<Call>): unknown {
  return writeRequest({ ...CALL, ...call }, TARGET)['messages'];
}

describe('the body', () => {
  it('says no more than the call', () => {
    expect(writeRequest(CALL, TARGET)).toEqual({
      model: 'local-1',
      messages: [{ role: 'user', content: 'Hello' }],
    });
  });

  it.each<[string, Partial<Call>, JsonObject]>([
    ['limit', { maxOutputTokens: 5 }, { max_tokens: 5 }],
    ['sampling', { temperature: 0.5, topP: 0.9 }, { temperature: 0.5, top_p: 0.9 }],
    ['stops', { stopSequences: ['A'] }, { stop: ['A'] }],
    ['effort', { effort: 'low', thinking: { kind: 'adaptive' } }, { reasoning_effort: 'low' }],
    ['thinking alone', { thinking: { kind: 'adaptive' } }, {}],
    ['end user', { user: 'someone' }, {}],
    [
      'any JSON',
      { outputFormat: { kind: 'json-object' } },
      { response_format: { type: 'json_object' } },
    ],
    [
      'a schema without a name, held to it where that is allowed',
      { outputFormat: { kind: 'json-schema', name: null, schema: CLOSED, strict: null } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', schema: CLOSED, strict: true },
        },
      },
    ],
    [
      'a schema with optional fields',
      { outputFormat: { kind: 'json-schema', name: null, schema: OPEN, strict: null } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', schema: OPEN, strict: false },
        },
      },
    ],
    [
      'a schema that is called strict',
      { outputFormat: { kind: 'json-schema', name: 'n', schema: OPEN, strict: true } },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema: OPEN, strict: true },
        },
      },
    ],
    [
      'tools that say nothing of strictness',
      {
        tools: [
          { name: 'f', description: null, inputSchema: CLOSED, strict: null },
          { name: 'g', description: null, inputSchema: OPEN, strict: null },
          { name: 'h', description: null, inputSchema: CLOSED, strict: false },
        ],
      },
      {
        tools: [
          { type: 'function', function: { name: 'f', parameters: CLOSED } },
          { type: 'function', function: { name: 'g', parameters: OPEN } },
          { type: 'function', function: { name: 'h', parameters: CLOSED, strict: false } },
        ],
      },
    ],
    [
      'tools',
      {
        tools: [{ name: 'f', description: 'D', inputSchema: {}, strict: true }],
        toolChoice: { kind: 'tool', name: 'f' },
        parallelToolCalls: false,
      },
      {
        tools: [
          {
            type: 'function',
            function: { name: 'f', description: 'D', parameters: {}, strict: true },
          },
        ],
        tool_choice: { type: 'function', function: { name: 'f' } },
        parallel_tool_calls: false,
      },
    ],
    ['choice by word', { toolChoice: { kind: 'none' } }, { tool_choice: 'none' }],
  ])('%s', (_name, call, expected) => {
    const {
      messages: _messages,
      model: _model,
      ...rest
    } = writeRequest({ ...CALL, ...call }, TARGET);
    expect(rest).toEqual(expected);
  });

  it('asks for usage when it streams', () => {
    expect(writeRequest(CALL, { ...TARGET, stream: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('applies what the decision changes', () => {
    const call: Call = { ...CALL, effort: 'high', temperature: 1, maxOutputTokens: 9 };
    const changes: WriteTarget['changes'] = [
      { field: 'effort', to: 'low' },
      { field: 'temperature', to: null },
      { field: 'max_tokens', to: 3 },
    ];
    const { messages: _messages, ...rest } = writeRequest(call, { ...TARGET, changes });
    expect(rest).toEqual({ model: 'local-1', max_tokens: 3, reasoning_effort: 'low' });
  });

  it.each([
    ['gpt-5', 'max_completion_tokens'],
    ['gpt-5.2-mini', 'max_completion_tokens'],
    ['openai/o3', 'max_completion_tokens'],
    ['o4-mini', 'max_completion_tokens'],
    ['gpt-4o', 'max_tokens'],
    ['olmo-3', 'max_tokens'],
    ['meta/llama-4', 'max_tokens'],
  ])('%s is limited by %s', (model, field) => {
    expect(outputLimitField(model)).toBe(field);
  });
});

describe('messages', () => {
  it('joins system blocks and keeps later system messages in place', () => {
    const system: ContentBlock[] = [
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
    ];
    const empty: Message = { role: 'system', content: [] };
    const later: Message = { role: 'system', content: system };
    expect(messagesOf({ system, messages: [HELLO, empty, later] })).toEqual([
      { role: 'system', content: 'A\n\nB' },
      { role: 'user', content: 'Hello' },
      { role: 'system', content: 'A\n\nB' },
    ]);
  });

  it('writes each of several results as its own message, before what the user says', () => {
    const result = (toolUseId: string, isError: boolean, text: string): ContentBlock => ({
      type: 'tool-result',
      toolUseId,
      isError,
      content: [{ type: 'text', text }],
    });
    const content: ContentBlock[] = [
      { type: 'text', text: 'Next' },
      result('a', false, 'rain'),
      result('b', true, 'no such file'),
      result('c', true, 'Error 5'),
      IMAGE,
    ];
    expect(messagesOf({ messages: [{ role: 'user', content }] })).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'rain' },
      { role: 'tool', tool_call_id: 'b', content: 'Error: no such file' },
      { role: 'tool', tool_call_id: 'c', content: 'Error 5' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Next' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
        ],
      },
    ]);
  });

  it('keeps the address of an image', () => {
    const image: ContentBlock = { type: 'image', source: { kind: 'url', url: 'https://e.com/a' } };
    expect(messagesOf({ messages: [{ role: 'user', content: [image] }] })).toEqual([
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: 'https://e.com/a' } }],
      },
    ]);
  });

  it('sends earlier turns without their thinking', () => {
    const thinking: ContentBlock = { type: 'thinking', text: 'Hm', signature: 's' };
    const use: ContentBlock = { type: 'tool-use', id: 'a', name: 'f', input: { x: 1 } };
    const messages: Message[] = [
      { role: 'assistant', content: [thinking] },
      {
        role: 'assistant',
        content: [thinking, { type: 'text', text: 'A' }, { type: 'text', text: 'B' }],
      },
      { role: 'assistant', content: [use] },
    ];
    expect(messagesOf({ messages })).toEqual([
      { role: 'assistant', content: 'AB' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
      },
    ]);
  });
});

describe('what it cannot carry', () => {
  const tool = { description: null, inputSchema: {}, strict: null };
  const withImage: ContentBlock = {
    type: 'tool-result',
    toolUseId: 'a',
    isError: false,
    content: [IMAGE],
  };

  it.each<[Partial<Call>, string]>([
    [{ dialectOnly: ['content block `document`'] }, 'content block `document`'],
    [{ maxOutputTokens: 0 }, 'a limit of 0 tokens'],
    [{ system: [IMAGE] }, 'an image in a system message'],
    [{ messages: [HELLO, { role: 'system', content: [IMAGE] }] }, 'an image in a system message'],
    [{ stopSequences: ['1', '2', '3', '4', '5'] }, 'more than 4 stop sequences'],
    [{ tools: [{ ...tool, name: 'x'.repeat(65) }] }, 'tool name longer than 64 characters'],
    [{ messages: [HELLO, { role: 'assistant', content: [] }] }, 'a started answer'],
    [{ messages: [{ role: 'user', content: [withImage] }] }, 'an image in a tool result'],
    [
      { messages: [{ role: 'assistant', content: [IMAGE] }, HELLO] },
      'an image in an assistant message',
    ],
  ])('%j', (call, feature) => {
    expect(cannotCarry({ ...CALL, ...call })).toEqual([feature]);
  });

  it('is nothing for an ordinary call, and nothing for its own calls', () => {
    const stopSequences = ['1', '2', '3', '4'];
    expect(cannotCarry({ ...CALL, stopSequences, thinking: { kind: 'adaptive' } })).toEqual([]);
    expect(cannotCarry({ ...CALL, dialect: 'openai-chat', dialectOnly: ['field `n`'] })).toEqual(
      [],
    );
  });
});
