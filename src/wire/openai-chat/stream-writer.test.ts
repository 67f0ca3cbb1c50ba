import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../core/stream-part.ts';
import type { UsageReading } from '../../core/usage.ts';
import { createStreamWriter } from './stream-writer.ts';

const USAGE: UsageReading = {
  state: 'reported',
  usage: {
    freshInputTokens: 3,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 2,
    thinkingTokens: null,
  },
};

function write(parts: readonly StreamPart[], includeUsage = false): string {
  const writer = createStreamWriter({ id: 'ours', createdAt: 7, includeUsage });
  return parts.map((part) => new TextDecoder().decode(writer.write(part))).join('');
}

function chunks(parts: readonly StreamPart[], includeUsage = false): unknown[] {
  return write(parts, includeUsage)
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as unknown);
}

describe('a stream', () => {
  const start: StreamPart = { type: 'start', id: 'c1', model: 'm' };

  it('begins with the role', () => {
    expect(chunks([start])).toEqual([
      {
        id: 'c1',
        object: 'chat.completion.chunk',
        created: 7,
        model: 'm',
        choices: [
          {
            index: 0,
            delta: { role: 'assistant', content: '' },
            logprobs: null,
            finish_reason: null,
          },
        ],
      },
    ]);
  });

  it('has our id when the upstream gave none', () => {
    expect(chunks([{ ...start, id: '' }])).toMatchObject([{ id: 'ours' }]);
  });

  it.each<[StreamPart, object]>([
    [{ type: 'text-delta', index: 0, text: 'A' }, { delta: { content: 'A' } }],
    [{ type: 'thinking-delta', index: 0, text: 'A' }, { delta: { reasoning_content: 'A' } }],
    [
      { type: 'finish', reason: 'max_tokens', stopSequence: null },
      { delta: {}, finish_reason: 'length' },
    ],
  ])('%j', (part, choice) => {
    expect(chunks([part])).toMatchObject([{ choices: [choice] }]);
  });

  it('numbers tool calls by themselves and gives silent ones an empty input', () => {
    const parts: StreamPart[] = [
      { type: 'block-start', index: 0, block: { type: 'text' } },
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'tool-use', id: 'a', name: 'f' } },
      { type: 'tool-input-delta', index: 1, json: '{"x":1}' },
      { type: 'block-end', index: 1 },
      { type: 'block-start', index: 2, block: { type: 'tool-use', id: 'b', name: 'g' } },
      { type: 'block-end', index: 2 },
    ];
    const calls = chunks(parts).flatMap(
      (chunk) =>
        (chunk as { choices: { delta: { tool_calls: object[] } }[] }).choices[0]?.delta.tool_calls,
    );
    expect(calls).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{"x":1}' } },
      { index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '' } },
      { index: 1, function: { arguments: '{}' } },
    ]);
  });

  it('says usage at the end, once, and only if asked', () => {
    const parts: StreamPart[] = [{ type: 'usage', usage: USAGE }, { type: 'end' }];
    expect(write(parts)).toBe('data: [DONE]\n\n');
    expect(chunks(parts, true)).toMatchObject([
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
    ]);
    expect(write(parts, true)).toMatch(/\n\ndata: \[DONE\]\n\n$/);
    expect(write([{ type: 'end' }], true)).toBe('data: [DONE]\n\n');
  });

  it.each<StreamPart>([
    { type: 'signature', index: 0, signature: 's' },
    { type: 'other', name: 'x' },
    { type: 'block-start', index: 0, block: { type: 'opaque', name: 'x' } },
    { type: 'block-end', index: 0 },
    { type: 'usage', usage: USAGE },
  ])('has no word for %j', (part) => {
    expect(write([part])).toBe('');
  });

  it('writes pings as comments and errors as error objects', () => {
    expect(write([{ type: 'ping' }])).toBe(': ping\n\n');
    const error = {
      kind: 'overloaded',
      status: 529,
      message: 'Full',
      retryable: true,
      retryAfterMs: null,
    } as const;
    expect(chunks([{ type: 'error', error }])).toEqual([
      { error: { message: 'Full', type: 'overloaded_error', param: null, code: null } },
    ]);
  });
});
