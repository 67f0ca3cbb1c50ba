import { describe, expect, it } from 'vitest';
import type { Call, ContentBlock, Message } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { WriteTarget } from '../dialect.ts';
import { cannotCarry } from './cannot-carry.ts';
import { ollamaChat } from './index.ts';
import { writeRequest } from './request-write.ts';

const TARGET: WriteTarget = { model: 'qwen3:8b', stream: false, changes: [], contextTokens: 4096 };
const HELLO: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };
const IMAGE: ContentBlock = {
  type: 'image',
  source: { kind: 'base64', mediaType: 'image/png', data: 'QUJD' },
};
const LINKED: ContentBlock = { type: 'image', source: { kind: 'url', url: 'https://e.com/a' } };
const TOOL = { name: 'f', description: null, inputSchema: { type: 'object' }, strict: null };
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

function messagesOf(call: Partial<Call>): Json | undefined {
  return writeRequest({ ...CALL, ...call }, TARGET)['messages'];
}

describe('the body', () => {
  it('always says how much context to allocate', () => {
    expect(writeRequest(CALL, TARGET)).toEqual({
      model: 'qwen3:8b',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: false,
      options: { num_ctx: 4096 },
    });
  });

  it('puts limits and sampling into the options', () => {
    const call: Call = {
      ...CALL,
      maxOutputTokens: 5,
      temperature: 0,
      topP: 0.9,
      topK: 40,
      stopSequences: ['A'],
    };
    expect(writeRequest(call, { ...TARGET, stream: true })).toMatchObject({
      stream: true,
      options: {
        num_ctx: 4096,
        num_predict: 5,
        temperature: 0,
        top_p: 0.9,
        top_k: 40,
        stop: ['A'],
      },
    });
  });

  it.each<[Partial<Call>, JsonObject]>([
    [{ outputFormat: { kind: 'json-object' } }, { format: 'json' }],
    [
      { outputFormat: { kind: 'json-schema', name: 'x', schema: { a: 1 }, strict: true } },
      { format: { a: 1 } },
    ],
    [{ thinking: { kind: 'disabled' } }, { think: false }],
    [{ thinking: { kind: 'adaptive' } }, { think: true }],
    [{ thinking: { kind: 'adaptive' }, effort: 'max' }, { think: 'high' }],
    [{ effort: 'minimal' }, { think: 'low' }],
    [{ effort: 'high', thinking: { kind: 'disabled' } }, { think: false }],
    [
      { tools: [TOOL] },
      {
        tools: [
          {
            type: 'function',
            function: { name: 'f', description: '', parameters: { type: 'object' } },
          },
        ],
      },
    ],
    [{ tools: [TOOL], toolChoice: { kind: 'none' } }, {}],
    [{ user: 'someone' }, {}],
  ])('%j', (call, expected) => {
    const { messages: _messages, ...rest } = writeRequest({ ...CALL, ...call }, TARGET);
    expect(rest).toEqual({
      model: 'qwen3:8b',
      stream: false,
      options: { num_ctx: 4096 },
      ...expected,
    });
  });

  it('applies what the decision changes', () => {
    const call: Call = { ...CALL, effort: 'high', thinking: { kind: 'adaptive' } };
    const changes: WriteTarget['changes'] = [
      { field: 'effort', to: null },
      { field: 'thinking', to: null },
    ];
    expect(writeRequest(call, { ...TARGET, changes })).not.toHaveProperty('think');
  });
});

describe('messages', () => {
  it('joins the system prompt and keeps images beside their text', () => {
    const system: ContentBlock[] = [
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
    ];
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'See' }, IMAGE] },
      { role: 'user', content: [IMAGE] },
      { role: 'system', content: [{ type: 'text', text: 'C' }] },
    ];
    expect(messagesOf({ system, messages })).toEqual([
      { role: 'system', content: 'A\n\nB' },
      { role: 'user', content: 'See', images: ['QUJD'] },
      { role: 'user', content: '', images: ['QUJD'] },
      { role: 'system', content: 'C' },
    ]);
  });

  it('gives results the name of the tool they come from', () => {
    const result = (toolUseId: string, isError: boolean, text: string): ContentBlock => ({
      type: 'tool-result',
      toolUseId,
      isError,
      content: [{ type: 'text', text }],
    });
    const messages: Message[] = [
      { role: 'assistant', content: [{ type: 'thinking', text: 'Hm', signature: null }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look' },
          { type: 'tool-use', id: 'a', name: 'f', input: { x: 1 } },
          { type: 'tool-use', id: 'b', name: 'g', input: 'broken' },
        ],
      },
      {
        role: 'user',
        content: [
          result('a', false, 'rain'),
          result('b', true, 'gone'),
          result('c', true, 'Error'),
        ],
      },
    ];
    expect(messagesOf({ messages })).toEqual([
      {
        role: 'assistant',
        content: 'I look',
        tool_calls: [
          { id: 'a', function: { name: 'f', arguments: { x: 1 } } },
          { id: 'b', function: { name: 'g', arguments: {} } },
        ],
      },
      { role: 'tool', content: 'rain', tool_name: 'f', tool_call_id: 'a' },
      { role: 'tool', content: 'Error: gone', tool_name: 'g', tool_call_id: 'b' },
      { role: 'tool', content: 'Error', tool_name: '', tool_call_id: 'c' },
    ]);
  });
});

describe('what it cannot carry', () => {
  const withImage: ContentBlock = {
    type: 'tool-result',
    toolUseId: 'a',
    isError: false,
    content: [IMAGE],
  };

  it.each<[Partial<Call>, string]>([
    [{ dialectOnly: ['field `n`'] }, 'field `n`'],
    [{ toolChoice: { kind: 'required' } }, 'a forced tool choice'],
    [{ toolChoice: { kind: 'tool', name: 'f' } }, 'a forced tool choice'],
    [{ tools: [TOOL], parallelToolCalls: false }, 'one tool call at a time'],
    [{ maxOutputTokens: 0 }, 'a limit of 0 tokens'],
    [{ system: [IMAGE] }, 'an image in a system message'],
    [{ messages: [HELLO, { role: 'system', content: [IMAGE] }] }, 'an image in a system message'],
    [{ messages: [HELLO, { role: 'assistant', content: [] }] }, 'a started answer'],
    [{ messages: [{ role: 'user', content: [LINKED] }] }, 'an image by address'],
    [{ messages: [{ role: 'user', content: [withImage] }] }, 'an image in a tool result'],
    [
      { messages: [{ role: 'assistant', content: [IMAGE] }, HELLO] },
      'an image in an assistant message',
    ],
  ])('%j', (call, feature) => {
    expect(cannotCarry({ ...CALL, ...call })).toEqual([feature]);
  });

  it('is nothing for an ordinary call', () => {
    const call: Call = { ...CALL, tools: [TOOL], parallelToolCalls: true, topK: 5 };
    expect(cannotCarry({ ...call, messages: [{ role: 'user', content: [IMAGE] }] })).toEqual([]);
  });
});

it('is not a dialect for clients', () => {
  expect(ollamaChat.request.read({})).toEqual({
    ok: false,
    message: 'Modicum does not serve the ollama-chat dialect to clients.',
  });
  expect(ollamaChat.request.edits({}, [{ field: 'model', to: 'x' }])).toEqual([]);
  expect(ollamaChat.request.meteringEdits({ stream: true })).toEqual([]);
});
