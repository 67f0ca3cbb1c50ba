import { describe, expect, test } from 'vitest';
import type { StreamPart } from '../../core/stream-part.ts';
import type { UsageReading } from '../../core/usage.ts';
import { createAnswerCollector } from '../collect-answer.ts';
import { createEventDecoder } from '../event-stream.ts';
import { createStreamReader } from './stream-reader.ts';
import { createStreamWriter } from './stream-writer.ts';

const ENVELOPE = { id: 'msg_ours', createdAt: 0, includeUsage: false };
const USAGE: UsageReading = {
  state: 'reported',
  usage: {
    freshInputTokens: 10,
    cacheReadTokens: 2,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 5,
    thinkingTokens: null,
  },
};

function events(parts: readonly StreamPart[]) {
  const writer = createStreamWriter(ENVELOPE);
  const decoder = createEventDecoder('sse');
  const read = parts.flatMap((part) => [...decoder.push(writer.write(part))]);
  expect(decoder.end()).toBeNull();
  return read.map(({ event, data }) => {
    const json = JSON.parse(data) as { readonly type: string };
    expect(json.type).toBe(event);
    return json;
  });
}

const types = (parts: readonly StreamPart[]): readonly string[] =>
  events(parts).map(({ type }) => type);

const START: StreamPart = { type: 'start', id: 'chat_1', model: 'llama' };
const TEXT: StreamPart = { type: 'block-start', index: 0, block: { type: 'text' } };
const FINISH: StreamPart = { type: 'finish', reason: 'end', stopSequence: null };
const END: StreamPart = { type: 'end' };

test('a whole answer, its usage told after its finish', () => {
  expect(
    events([
      START,
      { type: 'block-start', index: 0, block: { type: 'thinking' } },
      { type: 'thinking-delta', index: 0, text: 'hm' },
      { type: 'signature', index: 0, signature: 's' },
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'opaque', name: 'audio' } },
      { type: 'tool-input-delta', index: 1, json: 'x' },
      { type: 'block-end', index: 1 },
      { type: 'block-start', index: 2, block: { type: 'text' } },
      { type: 'text-delta', index: 2, text: 'a\ud800' },
      { type: 'block-end', index: 2 },
      { type: 'block-start', index: 3, block: { type: 'tool-use', id: 't', name: 'w' } },
      { type: 'tool-input-delta', index: 3, json: '{}' },
      { type: 'other', name: 'x' },
      { type: 'finish', reason: 'stop_sequence', stopSequence: 'END' },
      { type: 'usage', usage: USAGE },
      END,
    ]),
  ).toEqual([
    {
      type: 'message_start',
      message: {
        id: 'chat_1',
        type: 'message',
        role: 'assistant',
        model: 'llama',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 0, output_tokens: 0 },
      },
    },
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 's' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'a\ud800' } },
    { type: 'content_block_stop', index: 1 },
    {
      type: 'content_block_start',
      index: 2,
      content_block: { type: 'tool_use', id: 't', name: 'w', input: {} },
    },
    {
      type: 'content_block_delta',
      index: 2,
      delta: { type: 'input_json_delta', partial_json: '{}' },
    },
    { type: 'content_block_stop', index: 2 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'stop_sequence', stop_sequence: 'END' },
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 2,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        output_tokens: 5,
      },
    },
    { type: 'message_stop' },
  ]);
});

describe('order', () => {
  test('usage known before the start is in it', () => {
    expect(events([{ type: 'usage', usage: USAGE }, START])[0]).toMatchObject({
      message: { usage: { input_tokens: 10 } },
    });
  });

  test('an id of ours where the upstream gave none', () => {
    expect(events([{ type: 'start', id: '', model: 'm' }])[0]).toMatchObject({
      message: { id: 'msg_ours' },
    });
  });

  test('one message_start, one message_stop, and nothing after it', () => {
    expect(types([START, START, FINISH, END, END, TEXT, { type: 'ping' }])).toEqual([
      'message_start',
      'message_delta',
      'message_stop',
    ]);
  });

  test('an end without a start, and deltas without a block, are nothing', () => {
    expect(
      types([END, { type: 'text-delta', index: 0, text: 'a' }, { type: 'block-end', index: 0 }]),
    ).toEqual([]);
  });

  test('a stop reason is not invented', () => {
    expect(events([START, END])[1]).toMatchObject({ delta: { stop_reason: null } });
  });

  test('an error ends it: no message_stop', () => {
    const error: StreamPart = {
      type: 'error',
      error: { kind: 'cut', status: null, message: 'Cut.', retryable: true, retryAfterMs: null },
    };
    expect(events([START, TEXT, error, FINISH, END]).slice(2)).toEqual([
      { type: 'error', error: { type: 'api_error', message: 'Cut.' } },
    ]);
  });
});

test('a ping is byte for byte Anthropic’s', () => {
  const bytes = createStreamWriter(ENVELOPE).write({ type: 'ping' });
  expect(new TextDecoder().decode(bytes)).toBe('event: ping\ndata: {"type": "ping"}\n\n');
});

test('what is written is read back as the same answer', () => {
  const parts: readonly StreamPart[] = [
    START,
    TEXT,
    { type: 'text-delta', index: 0, text: 'Grün ' },
    { type: 'text-delta', index: 0, text: '漢🙂' },
    { type: 'block-end', index: 0 },
    { type: 'block-start', index: 1, block: { type: 'tool-use', id: 't', name: 'w' } },
    { type: 'tool-input-delta', index: 1, json: '{"a":' },
    { type: 'tool-input-delta', index: 1, json: '1}' },
    { type: 'block-end', index: 1 },
    { type: 'finish', reason: 'tool_use', stopSequence: null },
    { type: 'usage', usage: USAGE },
    END,
  ];
  const writer = createStreamWriter(ENVELOPE);
  const decoder = createEventDecoder('sse');
  const reader = createStreamReader('full');
  const before = createAnswerCollector();
  const after = createAnswerCollector();
  for (const part of parts) {
    before.add(part);
    for (const event of decoder.push(writer.write(part))) {
      for (const again of reader.read(event)) after.add(again);
    }
  }
  expect(after.answer()).toEqual(before.answer());
  expect(after.answer()?.content).toHaveLength(2);
});
