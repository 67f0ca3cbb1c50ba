import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import type { WireEvent } from '../wire-event.ts';
import { createStreamReader, isUsageChunk } from './stream-reader.ts';

function eventOf(data: string): WireEvent {
  return { raw: new TextEncoder().encode(`data: ${data}\n\n`), event: '', data };
}

function chunk(delta: JsonObject, rest: JsonObject = {}): WireEvent {
  const choice = { index: 0, delta, finish_reason: null, ...rest };
  return eventOf(JSON.stringify({ id: 'c1', model: 'gpt-5', choices: [choice] }));
}

const DONE = eventOf('[DONE]');
const STOP = chunk({}, { finish_reason: 'stop' });
const USAGE = eventOf(
  JSON.stringify({ id: 'c1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } }),
);

function read(events: readonly WireEvent[], mode: 'full' | 'observe' = 'full'): StreamPart[] {
  const reader = createStreamReader(mode);
  return events.flatMap((event) => reader.read(event));
}

function tool(index: number, fields: { id?: string; name?: string; json?: string }): JsonObject {
  const { id, name, json } = fields;
  const called = {
    ...(name === undefined ? {} : { name }),
    ...(json === undefined ? {} : { arguments: json }),
  };
  return { index, ...(id === undefined ? {} : { id }), function: called };
}

function withoutEscapes(text: string): string {
  return text.replace(/["\\]/g, '');
}

describe('a whole stream', () => {
  it('is start, blocks, finish, usage and end', () => {
    const parts = read([
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'Hm' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      STOP,
      USAGE,
      DONE,
    ]);
    expect(parts).toEqual([
      { type: 'start', id: 'c1', model: 'gpt-5' },
      { type: 'block-start', index: 0, block: { type: 'thinking' } },
      { type: 'thinking-delta', index: 0, text: 'Hm' },
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'text' } },
      { type: 'text-delta', index: 1, text: 'Hel' },
      { type: 'text-delta', index: 1, text: 'lo' },
      { type: 'block-end', index: 1 },
      { type: 'finish', reason: 'end', stopSequence: null },
      {
        type: 'usage',
        usage: { state: 'reported', usage: expect.objectContaining({ freshInputTokens: 3 }) },
      },
      { type: 'end' },
    ]);
  });

  it.each(['full', 'observe'] as const)('remembers its service tier (%s)', (mode) => {
    const first = eventOf(JSON.stringify({ choices: [], service_tier: 'priority' }));
    expect(read([first, chunk({ content: 'Hi' }), STOP, USAGE, DONE], mode)).toContainEqual({
      type: 'usage',
      usage: { state: 'estimated', usage: expect.objectContaining({ outputTokens: 2 }) },
    });
  });

  it('puts interleaved tool calls one after the other', () => {
    const parts = read([
      chunk({ tool_calls: [tool(0, { id: 'a', name: 'f', json: '' })] }),
      chunk({ tool_calls: [tool(1, { id: 'b', name: 'g', json: '{"y"' })] }),
      chunk({ tool_calls: [tool(0, { json: '{"x":' }), tool(1, { json: ':2}' })] }),
      chunk({ content: 'Wait' }),
      chunk({ content: ' for it' }),
      chunk({ tool_calls: [tool(0, { json: '1}' })] }),
      chunk({}, { finish_reason: 'tool_calls' }),
      DONE,
    ]);
    expect(parts.slice(1)).toEqual([
      { type: 'block-start', index: 0, block: { type: 'tool-use', id: 'a', name: 'f' } },
      { type: 'tool-input-delta', index: 0, json: '{"x":' },
      { type: 'tool-input-delta', index: 0, json: '1}' },
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'tool-use', id: 'b', name: 'g' } },
      { type: 'tool-input-delta', index: 1, json: '{"y":2}' },
      { type: 'block-end', index: 1 },
      { type: 'block-start', index: 2, block: { type: 'text' } },
      { type: 'text-delta', index: 2, text: 'Wait for it' },
      { type: 'block-end', index: 2 },
      { type: 'finish', reason: 'tool_use', stopSequence: null },
      { type: 'end' },
    ]);
  });

  it('passes a single tool call on as it comes', () => {
    const reader = createStreamReader('full');
    reader.read(chunk({ content: 'Now' }));
    expect(
      reader.read(chunk({ tool_calls: [tool(0, { id: 'a', name: 'f', json: '{' })] })),
    ).toEqual([
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'tool-use', id: 'a', name: 'f' } },
      { type: 'tool-input-delta', index: 1, json: '{' },
    ]);
    expect(reader.read(chunk({ tool_calls: [tool(0, { json: '}' })] }))).toEqual([
      { type: 'tool-input-delta', index: 1, json: '}' },
    ]);
  });

  it('takes calls without numbers by their place', () => {
    const calls = [
      { id: 'a', function: { name: 'f', arguments: '{}' } },
      { id: 'b', function: { name: 'g', arguments: '{}' } },
      { id: 'c' },
    ];
    const starts = read([chunk({ tool_calls: calls }), STOP]).filter(
      (part) => part.type === 'block-start',
    );
    expect(starts.map(({ block }) => block)).toEqual([
      { type: 'tool-use', id: 'a', name: 'f' },
      { type: 'tool-use', id: 'b', name: 'g' },
      { type: 'tool-use', id: 'c', name: '' },
    ]);
  });

  it('reads a refusal as text and as the reason', () => {
    const parts = read([chunk({ refusal: 'No' }), STOP, DONE]);
    expect(parts).toContainEqual({ type: 'text-delta', index: 0, text: 'No' });
    expect(parts).toContainEqual({ type: 'finish', reason: 'refusal', stopSequence: null });
  });
});

describe('how a stream ends', () => {
  const ends = (events: readonly WireEvent[]): boolean =>
    read(events).some(({ type }) => type === 'end');

  it.each<[string, readonly WireEvent[], boolean]>([
    ['finish without [DONE]', [chunk({ content: 'A' }), STOP, USAGE], false],
    ['nothing but [DONE]', [DONE], false],
    ['[DONE] without a finish', [chunk({ content: 'A' }), DONE], true],
    ['[DONE] after an error', [chunk({ content: 'A' }), eventOf('{"error":{}}'), DONE], false],
  ])('%s: %s', (_name, events, whole) => {
    expect(ends(events)).toBe(whole);
  });

  it('closes what is open when only [DONE] comes', () => {
    expect(read([chunk({ content: 'A' }), DONE]).slice(-3)).toEqual([
      { type: 'block-end', index: 0 },
      { type: 'finish', reason: 'other', stopSequence: null },
      { type: 'end' },
    ]);
  });

  it('hears nothing after the end, and no content after the finish', () => {
    expect(
      read([chunk({ content: 'A' }), STOP, chunk({ content: 'B' }), STOP, DONE, STOP]),
    ).toEqual(read([chunk({ content: 'A' }), STOP, DONE]));
  });
});

describe('what else may come', () => {
  it.each<[Json, string, boolean]>([
    [{ message: 'Slow down', code: 'rate_limit_exceeded' }, 'rate_limited', true],
    [{ message: 'Full', type: 'overloaded_error' }, 'overloaded', true],
    [{ message: 'Upstream', code: 502 }, 'server_error', true],
    [{ message: 'No money', code: 'insufficient_quota' }, 'spend_limit', false],
    [{ message: 'Bad', type: 'invalid_request_error' }, 'invalid_request', false],
    ['broken', 'server_error', true],
  ])('the error %j', (error, kind, retryable) => {
    for (const mode of ['full', 'observe'] as const) {
      const parts = read([chunk({ content: 'A' }), eventOf(JSON.stringify({ error }))], mode);
      expect(parts.at(-1)).toMatchObject({ type: 'error', error: { kind, retryable } });
    }
  });

  it.each([
    [': OPENROUTER PROCESSING\n\n', [{ type: 'ping' }]],
    ['\n', []],
  ])('the event %j without data', (raw, parts) => {
    const event = { raw: new TextEncoder().encode(raw), event: '', data: '' };
    expect(read([event])).toEqual(parts);
  });

  it('an event it does not know', () => {
    expect(read([eventOf('{"hello":1}')])).toEqual([{ type: 'other', name: 'unknown' }]);
  });

  it('an event that cannot be read: an end to translation, not to watching', () => {
    expect(read([chunk({ content: 'A' }), eventOf('{"x')]).at(-1)).toMatchObject({
      type: 'error',
      error: { kind: 'malformed' },
    });
    const watched = read([chunk({ content: 'A' }), eventOf('{"x'), STOP, DONE], 'observe');
    expect(watched.at(-1)).toEqual({ type: 'end' });
  });

  it('other choices, which are counted but not read', () => {
    const reader = createStreamReader('full');
    reader.read(chunk({ content: 'A' }));
    expect(reader.read(chunk({ content: 'BC' }, { index: 1, finish_reason: 'stop' }))).toEqual([]);
    expect(reader.contentCharacters()).toBe(3);
  });

  it('very many choices', () => {
    const choice = { index: 1, delta: { content: 'x' } };
    const choices = Array.from({ length: 300_000 }, () => choice);
    const reader = createStreamReader('full');
    expect(reader.read(eventOf(JSON.stringify({ choices })))).toHaveLength(1);
    expect(reader.contentCharacters()).toBe(300_000);
  });

  it('usage in the last content chunk', () => {
    const data = {
      choices: [{ delta: { content: 'A' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    };
    expect(read([eventOf(JSON.stringify(data))]).map(({ type }) => type)).toEqual([
      'start',
      'block-start',
      'text-delta',
      'block-end',
      'finish',
      'usage',
    ]);
  });
});

describe('watching', () => {
  it('skips content and still knows how it ended', () => {
    const events = [
      chunk({ role: 'assistant' }),
      chunk({ content: 'A' }),
      chunk({ tool_calls: [tool(0, { id: 'a', name: 'f', json: '{}' })] }),
      STOP,
      USAGE,
      DONE,
    ];
    expect(read(events, 'observe').map(({ type }) => type)).toEqual([
      'start',
      'other',
      'other',
      'finish',
      'usage',
      'end',
    ]);
    expect(read(events, 'observe')).toContainEqual({
      type: 'finish',
      reason: 'tool_use',
      stopSequence: null,
    });
  });

  const outline = (parts: readonly StreamPart[]) =>
    parts.filter(({ type }) => ['start', 'finish', 'usage', 'end'].includes(type));

  it.each([
    ['plain text, to the character', fc.string({ unit: 'grapheme' }).map(withoutEscapes), 1],
    ['any text, where escapes count as they are written', fc.string({ unit: 'binary' }), 6],
  ])('tells the same and counts %s', (_name, content, most) => {
    const delta = fc.oneof(
      content.map((text) => ({ content: text })),
      content.map((text) => ({ reasoning_content: text })),
      content.map((text) => ({ refusal: text })),
      content.map((json) => ({ tool_calls: [tool(0, { json })] })),
      content.map((json) => ({ tool_calls: [tool(0, { json }), tool(1, { json })] })),
      fc.tuple(content, content).map(([a, b]) => ({ content: a, reasoning_content: b })),
    );
    fc.assert(
      fc.property(fc.array(delta), (deltas) => {
        const events = [...deltas.map((value) => chunk(value)), STOP, USAGE, DONE];
        const full = createStreamReader('full');
        const watching = createStreamReader('observe');
        const fullParts = events.flatMap((event) => full.read(event));
        const seen = events.flatMap((event) => watching.read(event));
        const characters = full.contentCharacters();
        expect(outline(seen)).toEqual(outline(fullParts));
        expect(watching.contentCharacters()).toBeGreaterThanOrEqual(characters);
        expect(watching.contentCharacters()).toBeLessThanOrEqual(characters * most);
      }),
    );
  });

  it.each([
    ['usage beside the content', { usage: { prompt_tokens: 1, completion_tokens: 1 } }, 'usage'],
    [
      'another choice that has finished',
      {
        choices: [
          { index: 1, delta: { content: 'B' }, finish_reason: null },
          { index: 0, delta: {}, finish_reason: 'stop' },
        ],
      },
      'finish',
    ],
  ])('does not overlook %s', (_name, rest, type) => {
    const plain = { choices: [{ index: 1, delta: { content: 'A' }, finish_reason: null }] };
    const events = [plain, plain, { ...plain, ...rest }].map((data) =>
      eventOf(JSON.stringify(data)),
    );
    expect(read(events, 'observe').map((part) => part.type)).toContain(type);
  });

  it('reads chunks in full that carry more than text', () => {
    const token = { token: 'Hi', logprob: -0.31725305, bytes: [72, 105], top_logprobs: [] };
    const logprobs = { content: [token], refusal: null };
    const choice = { index: 0, delta: { content: 'Hi' }, logprobs, finish_reason: null };
    const short = { ...choice, delta: { content: 'Ho' }, logprobs: null };
    const events = [choice, choice, short].map((value) =>
      eventOf(JSON.stringify({ choices: [value] })),
    );
    const reader = createStreamReader('observe');
    for (const event of events) reader.read(event);
    expect(reader.contentCharacters()).toBe(6);
  });

  it('is not fooled by text that looks like a chunk', () => {
    const said = JSON.stringify({ finish_reason: 'stop', usage: { prompt_tokens: 1 }, error: {} });
    expect(read([chunk({ content: 'A' }), chunk({ content: said })], 'observe').at(-1)).toEqual({
      type: 'other',
      name: 'delta',
    });
  });
});

describe('the usage chunk', () => {
  it.each<[string, boolean]>([
    [USAGE.data, true],
    ['{"choices": [ ], "usage": {"prompt_tokens":1}}', true],
    ['{"choices":[],"prompt_filter_results":[]}', false],
    ['{"choices":[],"usage":null}', false],
    ['{"choices":[],"usage":', false],
    ['{"choices":[{"delta":{}}],"usage":{}}', false],
    ['{"choices":[{"delta":{"choices":[]}}],"usage":{}}', false],
    ['[DONE]', false],
  ])('%s: %s', (data, expected) => {
    expect(isUsageChunk(eventOf(data))).toBe(expected);
  });
});
