import { describe, expect, it } from 'vitest';
import type { Answer } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';
import { NO_TOKENS, UNKNOWN_USAGE } from '../../core/usage.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { readUsage } from './usage.ts';

const ENVELOPE = { id: 'x', createdAt: 1_763_640_000, includeUsage: false };
const CREATED_AT = '2026-11-20T10:26:31.123456789Z';

function body(message: JsonObject, rest: JsonObject = {}): JsonObject {
  return {
    model: 'qwen3:8b',
    created_at: CREATED_AT,
    message: { role: 'assistant', ...message },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: 11,
    eval_count: 18,
    ...rest,
  };
}

describe('reading', () => {
  it('reads text, thinking and counts', () => {
    expect(readAnswer(body({ content: 'Hi', thinking: 'Hm' }))).toEqual({
      id: '',
      model: 'qwen3:8b',
      content: [
        { type: 'thinking', text: 'Hm', signature: null },
        { type: 'text', text: 'Hi' },
      ],
      finishReason: 'end',
      stopSequence: null,
      usage: {
        state: 'reported',
        usage: { ...NO_TOKENS, freshInputTokens: 11, outputTokens: 18, thinkingTokens: null },
      },
    });
  });

  it.each<JsonObject>([
    {},
    { message: 'x', done: true },
    body({}, { done: false }),
    { error: 'no' },
  ])('%j is no answer', (value) => {
    expect(readAnswer(value)).toBeNull();
  });

  it('makes ids for tool calls from the moment and the place', () => {
    const call = { function: { name: 'f', arguments: { x: 1 } } };
    const tool_calls = [call, { ...call, id: 'own' }, { function: {} }, {}, 'x'];
    expect(readAnswer(body({ content: '', tool_calls }))).toMatchObject({
      content: [
        { id: 'call_20261120102631123456789_0', name: 'f', input: { x: 1 } },
        { id: 'own', name: 'f' },
        { id: 'call_20261120102631123456789_2', name: '', input: {} },
        { id: 'call_20261120102631123456789_3', name: '', input: {} },
      ],
      finishReason: 'tool_use',
    });
    expect(readAnswer(body({ tool_calls: [call] }, { created_at: null }))?.content).toMatchObject([
      { id: 'call_0_0' },
    ]);
  });

  it.each<[Json | undefined, FinishReason]>([
    ['stop', 'end'],
    ['length', 'max_tokens'],
    ['load', 'other'],
    ['unload', 'other'],
    [undefined, 'other'],
  ])('%s is %s', (done_reason, reason) => {
    expect(readAnswer(body({ content: 'x' }, { done_reason }))?.finishReason).toBe(reason);
  });
});

describe('usage', () => {
  it('splits off what came from the cache', () => {
    const counts = { prompt_eval_count: 21, prompt_eval_cached_count: 16, eval_count: 3 };
    expect(readUsage(counts)).toMatchObject({
      usage: { freshInputTokens: 5, cacheReadTokens: 16, outputTokens: 3 },
    });
  });

  it.each<JsonObject>([
    { eval_count: 3 },
    { prompt_eval_count: 0, eval_count: 3 },
    { prompt_eval_count: 3 },
    { prompt_eval_count: '3', eval_count: 3 },
    { prompt_eval_count: 3, eval_count: -3 },
    { prompt_eval_count: 3, eval_count: 3, prompt_eval_cached_count: 4 },
    { prompt_eval_count: 3, eval_count: 3, prompt_eval_cached_count: 'x' },
  ])('%j is unknown', (counts) => {
    expect(readUsage(counts)).toEqual(UNKNOWN_USAGE);
  });
});

describe('writing', () => {
  const answer: Answer = {
    id: 'a',
    model: 'm',
    content: [
      { type: 'thinking', text: 'Hm', signature: null },
      { type: 'text', text: 'Hi' },
      { type: 'tool-use', id: 't', name: 'f', input: { x: 1 } },
      { type: 'opaque', name: 'x', raw: {} },
    ],
    finishReason: 'context_window',
    stopSequence: null,
    usage: UNKNOWN_USAGE,
  };

  it('has the shape of a finished answer', () => {
    expect(writeAnswer(answer, ENVELOPE)).toEqual({
      model: 'm',
      created_at: '2025-11-20T12:00:00.000Z',
      message: {
        role: 'assistant',
        content: 'Hi',
        thinking: 'Hm',
        tool_calls: [{ id: 't', function: { name: 'f', arguments: { x: 1 } } }],
      },
      done: true,
      done_reason: 'length',
    });
  });

  it('counts the whole prompt, and the cached part when there is one', () => {
    const usage = { ...NO_TOKENS, freshInputTokens: 5, cacheReadTokens: 16, outputTokens: 3 };
    expect(writeAnswer({ ...answer, usage: { state: 'reported', usage } }, ENVELOPE)).toMatchObject(
      {
        prompt_eval_count: 21,
        prompt_eval_cached_count: 16,
        eval_count: 3,
      },
    );
  });
});
