import { describe, expect, test } from 'vitest';
import { answerText } from '../core/answer.ts';
import type { StreamPart } from '../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import type { UsageReading } from '../core/usage.ts';
import { createAnswerCollector } from './collect-answer.ts';

function collect(...parts: readonly StreamPart[]) {
  const collector = createAnswerCollector();
  for (const part of parts) collector.add(part);
  return collector.answer();
}

function usage(outputTokens: number): UsageReading {
  return {
    state: 'reported',
    usage: {
      freshInputTokens: 1,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens,
      thinkingTokens: null,
    },
  };
}

const END: StreamPart = { type: 'end' };

test('parts become an answer; the last usage counts', () => {
  const answer = collect(
    { type: 'start', id: 'msg_1', model: 'm' },
    { type: 'usage', usage: usage(1) },
    { type: 'block-start', index: 0, block: { type: 'thinking' } },
    { type: 'thinking-delta', index: 0, text: 'h' },
    { type: 'thinking-delta', index: 0, text: 'm' },
    { type: 'signature', index: 0, signature: 's1' },
    { type: 'signature', index: 0, signature: 's2' },
    { type: 'block-end', index: 0 },
    { type: 'block-start', index: 1, block: { type: 'text' } },
    { type: 'block-start', index: 2, block: { type: 'tool-use', id: 't', name: 'w' } },
    { type: 'text-delta', index: 1, text: 'Hel' },
    { type: 'tool-input-delta', index: 2, json: '{"a":[1' },
    { type: 'ping' },
    { type: 'other', name: 'x' },
    { type: 'text-delta', index: 1, text: 'lo' },
    { type: 'tool-input-delta', index: 2, json: ']}' },
    { type: 'block-start', index: 3, block: { type: 'opaque', name: 'server_tool_use' } },
    { type: 'finish', reason: 'stop_sequence', stopSequence: 'END' },
    { type: 'usage', usage: usage(9) },
    END,
  );
  expect(answer).toEqual({
    id: 'msg_1',
    model: 'm',
    content: [
      { type: 'thinking', text: 'hm', signature: 's1s2' },
      { type: 'text', text: 'Hello' },
      { type: 'tool-use', id: 't', name: 'w', input: { a: [1] } },
      { type: 'opaque', name: 'server_tool_use', raw: {} },
    ],
    finishReason: 'stop_sequence',
    stopSequence: 'END',
    usage: usage(9),
  });
  expect(answer === null ? '' : answerText(answer)).toBe('Hello');
});

describe('an answer without its end is not one', () => {
  const start: StreamPart = { type: 'start', id: 'a', model: 'm' };
  const finish: StreamPart = { type: 'finish', reason: 'end', stopSequence: null };
  const error: StreamPart = {
    type: 'error',
    error: { kind: 'cut', status: null, message: 'Cut.', retryable: true, retryAfterMs: null },
  };

  test.each<[string, readonly StreamPart[]]>([
    ['nothing came', []],
    ['cut after the finish', [start, finish]],
    ['an error before the end', [start, finish, error, END]],
  ])('%s', (_name, parts) => {
    expect(collect(...parts)).toBeNull();
  });

  test('what comes after the end changes nothing', () => {
    expect(
      collect(start, finish, END, error, { type: 'start', id: 'b', model: 'n' }),
    ).toMatchObject({ id: 'a' });
  });

  test('an end is enough', () => {
    expect(collect(END)).toEqual({
      id: '',
      model: '',
      content: [],
      finishReason: 'other',
      stopSequence: null,
      usage: UNKNOWN_USAGE,
    });
  });

  test('deltas without their block are lost, not invented', () => {
    expect(
      collect(
        { type: 'text-delta', index: 0, text: 'a' },
        { type: 'signature', index: 0, signature: 's' },
        END,
      )?.content,
    ).toEqual([]);
  });
});

test.each<[string, unknown]>([
  ['', {}],
  [' ', {}],
  ['{"a":1}', { a: 1 }],
  ['{"a":', { INVALID_JSON: '{"a":' }],
  ['[1]', { INVALID_JSON: '[1]' }],
  ['null', { INVALID_JSON: 'null' }],
])('tool input %j', (json, input) => {
  const answer = collect(
    { type: 'block-start', index: 0, block: { type: 'tool-use', id: 't', name: 'w' } },
    { type: 'tool-input-delta', index: 0, json },
    END,
  );
  expect(answer?.content).toEqual([{ type: 'tool-use', id: 't', name: 'w', input }]);
});
