import { describe, expect, test } from 'vitest';
import type { Answer } from '../../core/answer.ts';
import type { JsonObject } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';

const ENVELOPE = { id: 'msg_ours', createdAt: 0, includeUsage: false };
const SEARCH = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'a' } };
const BODY: JsonObject = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-5-5',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
    SEARCH,
    { type: 'text', text: 'Sunny' },
    { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Bern' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5, service_tier: 'standard' },
};
const ANSWER: Answer = {
  id: 'msg_1',
  model: 'claude-haiku-5-5',
  content: [
    { type: 'thinking', text: 'hm', signature: 'c2ln' },
    { type: 'opaque', name: 'server_tool_use', raw: SEARCH },
    { type: 'text', text: 'Sunny' },
    { type: 'tool-use', id: 't1', name: 'weather', input: { city: 'Bern' } },
  ],
  finishReason: 'tool_use',
  stopSequence: null,
  usage: {
    state: 'reported',
    usage: {
      freshInputTokens: 10,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 5,
      thinkingTokens: null,
    },
  },
};

describe('reading', () => {
  test('a whole answer', () => {
    expect(readAnswer(BODY)).toEqual(ANSWER);
  });

  test.each<[JsonObject]>([
    [{}],
    [{ type: 'error', error: { type: 'api_error', message: 'x' } }],
    [{ type: 'message', content: 'Sunny' }],
    [{ id: 'a', model: 'b', content: [] }],
  ])('%j is no answer', (body) => {
    expect(readAnswer(body)).toBeNull();
  });

  test('is loose with what is missing or odd', () => {
    const content = [
      7,
      { type: 'text' },
      { type: 'thinking' },
      { type: 'tool_use', input: 'x' },
      {},
    ];
    expect(readAnswer({ type: 'message', content })).toEqual({
      id: '',
      model: '',
      content: [
        { type: 'text', text: '' },
        { type: 'thinking', text: '', signature: null },
        { type: 'tool-use', id: '', name: '', input: {} },
        { type: 'opaque', name: '', raw: {} },
      ],
      finishReason: 'other',
      stopSequence: null,
      usage: UNKNOWN_USAGE,
    });
  });
});

test.each<[string | null, FinishReason, string]>([
  ['end_turn', 'end', 'end_turn'],
  ['max_tokens', 'max_tokens', 'max_tokens'],
  ['stop_sequence', 'stop_sequence', 'stop_sequence'],
  ['tool_use', 'tool_use', 'tool_use'],
  ['pause_turn', 'pause', 'pause_turn'],
  ['refusal', 'refusal', 'refusal'],
  ['model_context_window_exceeded', 'context_window', 'model_context_window_exceeded'],
  ['from_the_future', 'other', 'end_turn'],
  ['constructor', 'other', 'end_turn'],
  [null, 'other', 'end_turn'],
])('stop reason %s is %s, written as %s', (word, reason, written) => {
  const answer = readAnswer({ ...BODY, stop_reason: word, stop_sequence: 'END' });
  expect(answer?.finishReason).toBe(reason);
  expect(answer?.stopSequence).toBe('END');
  expect(writeAnswer({ ...ANSWER, finishReason: reason }, ENVELOPE)['stop_reason']).toBe(written);
});

describe('writing', () => {
  test('what was read is written the same', () => {
    expect(readAnswer(writeAnswer(ANSWER, ENVELOPE))).toEqual(ANSWER);
    expect(writeAnswer(ANSWER, ENVELOPE)).toMatchObject({
      ...BODY,
      usage: { input_tokens: 10, output_tokens: 5 },
    });
  });

  test('an answer without id gets ours; what only another dialect knows is left out', () => {
    const content = [
      { type: 'thinking', text: 'hm', signature: null },
      { type: 'opaque', name: 'audio', raw: {} },
    ] as const;
    expect(writeAnswer({ ...ANSWER, id: '', content, usage: UNKNOWN_USAGE }, ENVELOPE)).toEqual({
      ...BODY,
      id: 'msg_ours',
      content: [{ type: 'thinking', thinking: 'hm', signature: '' }],
      usage: { input_tokens: 0, output_tokens: 0 },
    });
  });
});
