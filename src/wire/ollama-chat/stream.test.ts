import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import type { WireEvent } from '../wire-event.ts';
import { createStreamReader } from './stream-reader.ts';
import { createStreamWriter } from './stream-writer.ts';

function eventOf(data: string): WireEvent {
  return { raw: new TextEncoder().encode(`${data}\n`), event: '', data };
}

function line(message: JsonObject, rest: JsonObject = {}): WireEvent {
  const head = { model: 'm', created_at: '2026-11-20T10:00:00Z' };
  return eventOf(JSON.stringify({ ...head, message, done: false, ...rest }));
}

const DONE = line(
  { role: 'assistant', content: '' },
  { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 2 },
);

function read(events: readonly WireEvent[], mode: 'full' | 'observe' = 'full'): StreamPart[] {
  const reader = createStreamReader(mode);
  return events.flatMap((event) => reader.read(event));
}

describe('reading', () => {
  it('gives start, blocks, usage, finish and end', () => {
    const parts = read([
      line({ thinking: 'Hm', content: '' }),
      line({ content: 'Hel' }),
      line({ content: 'lo' }),
      line({ content: '', tool_calls: [{ function: { name: 'f', arguments: { x: 1 } } }] }),
      line({ content: '', tool_calls: [{ function: { name: 'g', arguments: {} } }] }),
      DONE,
    ]);
    expect(parts).toEqual([
      { type: 'start', id: '', model: 'm' },
      { type: 'block-start', index: 0, block: { type: 'thinking' } },
      { type: 'thinking-delta', index: 0, text: 'Hm' },
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'text' } },
      { type: 'text-delta', index: 1, text: 'Hel' },
      { type: 'text-delta', index: 1, text: 'lo' },
      { type: 'block-end', index: 1 },
      {
        type: 'block-start',
        index: 2,
        block: { type: 'tool-use', id: 'call_20261120100000_0', name: 'f' },
      },
      { type: 'tool-input-delta', index: 2, json: '{"x":1}' },
      { type: 'block-end', index: 2 },
      {
        type: 'block-start',
        index: 3,
        block: { type: 'tool-use', id: 'call_20261120100000_1', name: 'g' },
      },
      { type: 'tool-input-delta', index: 3, json: '{}' },
      { type: 'block-end', index: 3 },
      {
        type: 'usage',
        usage: { state: 'reported', usage: expect.objectContaining({ outputTokens: 2 }) },
      },
      { type: 'finish', reason: 'tool_use', stopSequence: null },
      { type: 'end' },
    ]);
  });

  it.each<[string, readonly WireEvent[], StreamPart | undefined]>([
    [
      'a cut stream has no end',
      [line({ content: 'A' })],
      { type: 'text-delta', index: 0, text: 'A' },
    ],
    ['nothing after the end', [DONE, line({ content: 'A' })], { type: 'end' }],
    ['a done without a message', [eventOf('{"done":true}')], { type: 'end' }],
    ['an unknown line', [eventOf('{"status":"pulling"}')], { type: 'other', name: 'unknown' }],
    ['an empty line', [eventOf('')], undefined],
    ['a carriage return', [eventOf('\r')], undefined],
  ])('%s', (_name, events, last) => {
    expect(read(events).at(-1)).toEqual(last);
  });

  it('ends with an error at an error line', () => {
    const events = [line({ content: 'A' }), eventOf('{"error":"out of memory"}'), DONE];
    for (const mode of ['full', 'observe'] as const) {
      expect(read(events, mode).at(-1)).toEqual({
        type: 'error',
        error: {
          kind: 'server_error',
          status: null,
          message: 'out of memory',
          retryable: true,
          retryAfterMs: null,
        },
      });
    }
  });

  it('ends with an error at a torn line, unless it only watches', () => {
    const events = [line({ content: 'A' }), eventOf('{"mess'), DONE];
    expect(read(events).at(-1)).toMatchObject({ type: 'error', error: { kind: 'malformed' } });
    expect(read(events, 'observe').at(-1)).toEqual({ type: 'end' });
  });

  it('sees the same outline and counts the same characters when it only watches', () => {
    const text = fc.string({ unit: 'binary' });
    const message = fc.oneof(
      text.map((content) => ({ content })),
      text.map((thinking) => ({ content: '', thinking })),
      text.map((x) => ({ tool_calls: [{ function: { name: 'f', arguments: { x } } }] })),
    );
    const outline = (parts: readonly StreamPart[]) =>
      parts.filter(({ type }) => ['start', 'finish', 'usage', 'end'].includes(type));
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const events = [...messages.map((value) => line(value)), DONE];
        const full = createStreamReader('full');
        const watching = createStreamReader('observe');
        const fullParts = events.flatMap((event) => full.read(event));
        const seen = events.flatMap((event) => watching.read(event));
        expect(outline(seen)).toEqual(outline(fullParts));
        expect(watching.contentCharacters()).toBe(full.contentCharacters());
        expect(seen.every(({ type }) => !type.endsWith('-delta'))).toBe(true);
      }),
    );
  });
});

describe('writing', () => {
  function write(parts: readonly StreamPart[]): unknown[] {
    const writer = createStreamWriter({ id: 'x', createdAt: 0, includeUsage: false });
    return parts
      .map((part) => new TextDecoder().decode(writer.write(part)))
      .join('')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as unknown);
  }

  it('writes a tool call once it is whole', () => {
    expect(
      write([
        { type: 'start', id: '', model: 'm' },
        { type: 'block-start', index: 0, block: { type: 'tool-use', id: 'a', name: 'f' } },
        { type: 'tool-input-delta', index: 0, json: '{"x"' },
        { type: 'tool-input-delta', index: 0, json: ':1}' },
        { type: 'tool-input-delta', index: 9, json: 'of no block' },
        { type: 'block-end', index: 0 },
      ]),
    ).toEqual([
      {
        model: 'm',
        created_at: '1970-01-01T00:00:00.000Z',
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }],
        },
        done: false,
      },
    ]);
  });

  it('gives a tool whose input is torn an empty one', () => {
    const lines = write([
      { type: 'block-start', index: 0, block: { type: 'tool-use', id: 'a', name: 'f' } },
      { type: 'tool-input-delta', index: 0, json: '{"x"' },
      { type: 'block-end', index: 0 },
    ]);
    expect(lines).toMatchObject([{ message: { tool_calls: [{ function: { arguments: {} } }] } }]);
  });

  it('says how it ended in the last line', () => {
    const lines = write([
      { type: 'finish', reason: 'max_tokens', stopSequence: null },
      { type: 'end' },
    ]);
    expect(lines).toMatchObject([{ done: true, done_reason: 'length' }]);
  });

  it('writes errors as error lines and has no word for the rest', () => {
    const error = {
      kind: 'server_error',
      status: null,
      message: 'No',
      retryable: true,
      retryAfterMs: null,
    } as const;
    expect(
      write([
        { type: 'ping' },
        { type: 'other', name: 'x' },
        { type: 'signature', index: 0, signature: 's' },
        { type: 'block-end', index: 4 },
        { type: 'error', error },
      ]),
    ).toEqual([{ error: 'No' }]);
  });
});
