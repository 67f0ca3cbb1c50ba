import { describe, expect, it } from 'vitest';
import type { Answer } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';

const ENVELOPE = { id: 'chatcmpl-ours', createdAt: 1_763_640_000, includeUsage: true };

function completion(message: JsonObject, finish_reason: Json = 'stop'): JsonObject {
  return { id: 'chatcmpl-1', model: 'gpt-5', choices: [{ index: 0, message, finish_reason }] };
}

function toolCall(written: Json, name: Json = 'f'): JsonObject {
  return { id: 'a', type: 'function', function: { name, arguments: written } };
}

describe('reading', () => {
  it.each<JsonObject>([
    {},
    { choices: [] },
    { choices: 'none' },
    { choices: [{}] },
    { choices: [null] },
    { error: { message: 'no' } },
  ])('%j is no answer', (body) => {
    expect(readAnswer(body)).toBeNull();
  });

  it('reads text, id, model and usage', () => {
    const usage = { prompt_tokens: 2, completion_tokens: 1 };
    expect(readAnswer({ ...completion({ content: 'Hi' }), usage })).toMatchObject({
      id: 'chatcmpl-1',
      model: 'gpt-5',
      content: [{ type: 'text', text: 'Hi' }],
      finishReason: 'end',
      usage: { state: 'reported' },
    });
  });

  it('takes the price of another service tier for an estimate', () => {
    const usage = { prompt_tokens: 2, completion_tokens: 1 };
    const answer = readAnswer({ ...completion({ content: 'Hi' }), usage, service_tier: 'flex' });
    expect(answer?.usage.state).toBe('estimated');
  });

  it('survives an answer that says almost nothing', () => {
    expect(readAnswer({ choices: [{ message: {} }] })).toEqual({
      id: '',
      model: '',
      content: [],
      finishReason: 'other',
      stopSequence: null,
      usage: UNKNOWN_USAGE,
    });
  });

  it.each<[string, JsonObject, Answer['content']]>([
    ['parts', { content: [{ text: 'A' }, 'x', { text: 'B' }] }, [{ type: 'text', text: 'AB' }]],
    ['refusal', { content: null, refusal: 'No' }, [{ type: 'text', text: 'No' }]],
    [
      'thinking',
      { reasoning_content: 'Hm', content: 'A' },
      [
        { type: 'thinking', text: 'Hm', signature: null },
        { type: 'text', text: 'A' },
      ],
    ],
    [
      'thinking by its other name',
      { reasoning: 'Hm' },
      [{ type: 'thinking', text: 'Hm', signature: null }],
    ],
    [
      'tool calls',
      {
        content: null,
        tool_calls: [toolCall('{"x":1}'), toolCall(''), toolCall({ y: 2 }), toolCall(null)],
      },
      [
        { type: 'tool-use', id: 'a', name: 'f', input: { x: 1 } },
        { type: 'tool-use', id: 'a', name: 'f', input: {} },
        { type: 'tool-use', id: 'a', name: 'f', input: { y: 2 } },
        { type: 'tool-use', id: 'a', name: 'f', input: {} },
      ],
    ],
    [
      'calls nobody could run',
      { tool_calls: [toolCall('{"x":'), toolCall(5), toolCall('{}', null), { id: 'b' }] },
      [
        { type: 'tool-use', id: 'a', name: 'f', input: { INVALID_JSON: '{"x":' } },
        { type: 'tool-use', id: 'a', name: 'f', input: { INVALID_JSON: '5' } },
        { type: 'tool-use', id: 'a', name: '', input: {} },
        { type: 'tool-use', id: 'b', name: '', input: {} },
      ],
    ],
  ])('%s', (_name, message, content) => {
    expect(readAnswer(completion(message))?.content).toEqual(content);
  });

  it.each<[Json, JsonObject, FinishReason]>([
    ['stop', {}, 'end'],
    ['length', {}, 'max_tokens'],
    ['tool_calls', {}, 'tool_use'],
    ['function_call', {}, 'tool_use'],
    ['content_filter', {}, 'refusal'],
    ['stop', { tool_calls: [toolCall('{}')] }, 'tool_use'],
    ['length', { tool_calls: [toolCall('{}')] }, 'max_tokens'],
    ['stop', { refusal: 'No' }, 'refusal'],
    [null, {}, 'other'],
    ['constructor', {}, 'other'],
  ])('%j with %j ended by %s', (word, message, reason) => {
    expect(readAnswer(completion(message, word))?.finishReason).toBe(reason);
  });
});

describe('writing', () => {
  const answer: Answer = {
    id: '',
    model: 'claude-haiku-5-5',
    content: [
      { type: 'thinking', text: 'Hm', signature: 's' },
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
      { type: 'opaque', name: 'x', raw: {} },
    ],
    finishReason: 'end',
    stopSequence: null,
    usage: UNKNOWN_USAGE,
  };

  it('is a completion with one choice', () => {
    expect(writeAnswer(answer, ENVELOPE)).toEqual({
      id: 'chatcmpl-ours',
      object: 'chat.completion',
      created: 1_763_640_000,
      model: 'claude-haiku-5-5',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'AB', refusal: null, reasoning_content: 'Hm' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    });
  });

  it('has no content when it only calls tools', () => {
    const use = { type: 'tool-use', id: 'a', name: 'f', input: { x: 1 } } as const;
    const written = writeAnswer(
      { ...answer, id: 'own', content: [use], finishReason: 'tool_use' },
      ENVELOPE,
    );
    expect(written).toMatchObject({
      id: 'own',
      choices: [
        {
          message: { content: null, tool_calls: [toolCall('{"x":1}')] },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  it.each<[FinishReason, string]>([
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['context_window', 'length'],
    ['refusal', 'content_filter'],
    ['pause', 'stop'],
    ['other', 'stop'],
  ])('%s is written as %s', (finishReason, word) => {
    expect(writeAnswer({ ...answer, finishReason }, ENVELOPE)).toMatchObject({
      choices: [{ finish_reason: word }],
    });
  });

  it('says usage when it is known', () => {
    const usage = {
      state: 'reported',
      usage: {
        freshInputTokens: 1,
        cacheReadTokens: 2,
        cacheWrite5mTokens: 0,
        cacheWrite1hTokens: 0,
        outputTokens: 3,
        thinkingTokens: null,
      },
    } as const;
    expect(writeAnswer({ ...answer, usage }, ENVELOPE)['usage']).toEqual({
      prompt_tokens: 3,
      completion_tokens: 3,
      total_tokens: 6,
      prompt_tokens_details: { cached_tokens: 2 },
    });
  });
});
