import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import {
  responsesAnswer,
  responsesErrorEvent,
  responsesFailedEvent,
  responsesStream,
} from '../../testing/scripted/openai-responses-bodies.ts';
import type { ResponsesAnswer } from '../../testing/scripted/openai-responses-bodies.ts';
import { createAnswerCollector } from '../collect-answer.ts';
import { createEventDecoder } from '../event-stream.ts';
import type { WireEvent } from '../wire-event.ts';
import { readAnswer } from './answer-read.ts';
import { createStreamReader } from './stream-reader.ts';

type Mode = 'full' | 'observe';

function decoded(text: string, size = 1_000): readonly WireEvent[] {
  const bytes = new TextEncoder().encode(text);
  const decoder = createEventDecoder('sse');
  const events: WireEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    events.push(...decoder.push(bytes.subarray(at, at + size)));
  }
  return events;
}

function read(text: string, mode: Mode = 'full'): readonly StreamPart[] {
  const reader = createStreamReader(mode);
  return decoded(text).flatMap((event) => reader.read(event));
}

/** Without `event:` lines, as some servers send them. */
function nameless(...events: readonly JsonObject[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

const CREATED = { type: 'response.created', response: { id: 'resp_1', model: 'm' } };
const COMPLETED = { type: 'response.completed', response: { id: 'resp_1', output: [] } };
const END = [{ type: 'finish', reason: 'end', stopSequence: null }, { type: 'end' }];

const ANSWERS: readonly [string, ResponsesAnswer][] = [
  ['text', { text: 'Mild and grey. ünïcödé \u2028' }],
  ['thinking and text', { thinking: 'Let me\nsee.', text: 'Yes.' }],
  [
    'calls',
    {
      tools: [
        { name: 'a', input: { b: 'ü' } },
        { name: 'c', input: {} },
      ],
    },
  ],
  ['text and a call', { text: 'Wait.', tools: [{ name: 'a', input: { b: [1] } }] }],
  ['a refusal', { refusal: 'I will not.' }],
  ['a cut answer', { text: 'Half an ans', incomplete: 'max_output_tokens' }],
];

describe.each(ANSWERS)('a stream of %s', (_name, answer) => {
  const text = responsesStream(answer).join('');

  it('is the same answer as the whole response, wherever it is cut', () => {
    const whole = readAnswer(responsesAnswer(answer));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        const reader = createStreamReader('full');
        const collector = createAnswerCollector();
        for (const event of decoded(text, size)) {
          for (const part of reader.read(event)) collector.add(part);
        }
        expect(collector.answer()).toEqual(whole);
      }),
    );
  });

  it('tells who only watches the same frame, and how much was written', () => {
    const frame = (mode: Mode) =>
      read(text, mode).filter(({ type }) =>
        ['start', 'usage', 'finish', 'end', 'error'].includes(type),
      );
    expect(frame('observe')).toEqual(frame('full'));
    const counted = (mode: Mode): number => {
      const reader = createStreamReader(mode);
      for (const event of decoded(text)) reader.read(event);
      return reader.contentCharacters();
    };
    expect(counted('observe')).toBe(counted('full'));
    expect(counted('full')).toBeGreaterThan(0);
  });
});

describe('a stream that fails', () => {
  it.each<[string, string, object]>([
    [
      'with an error below',
      responsesErrorEvent('rate_limit_exceeded', 'Slow down.'),
      { kind: 'rate_limited', message: 'Slow down.', retryable: true },
    ],
    [
      'with an error at the top, as documented',
      nameless({ type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.', param: null }),
      { kind: 'rate_limited', message: 'Slow down.' },
    ],
    [
      'with a response that failed',
      responsesFailedEvent('server_error', 'Oh no.'),
      { kind: 'server_error', message: 'Oh no.', retryable: true },
    ],
    [
      'with a response that says nothing',
      nameless({ type: 'response.failed' }),
      { kind: 'server_error' },
    ],
    [
      'as Chat Completions does',
      nameless({ error: { message: 'No.', type: 'invalid_request_error' } }),
      { kind: 'invalid_request', message: 'No.' },
    ],
    [
      'by a code nobody knows',
      nameless({ type: 'error', message: 'Hm.' }),
      { kind: 'server_error' },
    ],
  ])('%s', (_name, failure, error) => {
    for (const mode of ['full', 'observe'] as const) {
      const parts = read(nameless(CREATED) + failure + nameless(COMPLETED), mode);
      expect(parts).toMatchObject([{ type: 'start' }, { type: 'error', error }]);
    }
  });

  it('where it cannot be read has a hole, unless its bytes travel', () => {
    const torn = 'event: response.in_progress\ndata: {"type\n\n';
    expect(read(nameless(CREATED) + torn)).toMatchObject([
      { type: 'start' },
      { type: 'error', error: { kind: 'malformed' } },
    ]);
    const watched = read(`data: {"type\n\n${nameless(CREATED, COMPLETED)}`, 'observe');
    expect(watched.map(({ type }) => type)).toEqual(['other', 'start', 'finish', 'end']);
  });
});

describe('a stream of another server', () => {
  it('may name no events and have spaces in its JSON', () => {
    const delta = '{"type": "response.output_text.delta", "delta": "Hello"}';
    const text = `${nameless(CREATED)}data: ${delta}\n\nevent: response.output_text.delta\ndata: ${delta}\n\n`;
    const parts = [
      { type: 'start', id: 'resp_1', model: 'm' },
      { type: 'block-start', index: 0, block: { type: 'text' } },
      { type: 'text-delta', index: 0, text: 'Hello' },
      { type: 'text-delta', index: 0, text: 'Hello' },
      { type: 'block-end', index: 0 },
      ...END,
    ];
    expect(read(text + nameless(COMPLETED))).toEqual(parts);
    const reader = createStreamReader('observe');
    for (const event of decoded(text)) reader.read(event);
    expect(reader.contentCharacters()).toBe(10);
  });

  it('may begin anywhere and end with a response that says nothing', () => {
    expect(read(nameless({ type: 'response.completed' }))).toEqual([
      { type: 'start', id: '', model: '' },
      ...END,
    ]);
    expect(read(nameless({ type: 'response.incomplete' }))).toMatchObject([
      { type: 'start' },
      { type: 'finish', reason: 'other' },
      { type: 'end' },
    ]);
  });

  it('may tell the input of a call in its item, or only when it is done', () => {
    const item = { type: 'function_call', call_id: 'c', name: 'look' };
    const added = (place: number, json: string) => ({
      type: 'response.output_item.added',
      output_index: place,
      item: { ...item, arguments: json },
    });
    const done = (place: number) => ({
      type: 'response.function_call_arguments.done',
      output_index: place,
      arguments: '{"a":1}',
    });
    const events = [CREATED, added(0, '{"a":1}'), done(0), added(1, ''), done(1), COMPLETED];
    const inputs = read(nameless(...events)).filter(({ type }) => type === 'tool-input-delta');
    expect(inputs).toMatchObject([{ json: '{"a":1}' }, { json: '{"a":1}' }]);
    expect(read(nameless(...events))).toContainEqual({
      type: 'finish',
      reason: 'tool_use',
      stopSequence: null,
    });
  });

  it('may send what means nothing here', () => {
    const noise = [
      { type: 'response.output_item.added', output_index: -1, item: { type: 'function_call' } },
      { type: 'response.output_item.added', output_index: 0, item: { type: 'web_search_call' } },
      { type: 'response.output_item.added', output_index: 0 },
      { type: 'response.function_call_arguments.delta', output_index: 7, delta: 'x' },
      { type: 'response.function_call_arguments.delta', delta: 'x' },
      { type: 'response.function_call_arguments.done' },
      { type: 'response.output_text.delta', delta: '' },
      { type: 'response.web_search_call.searching' },
      { type: 'response.code_interpreter_call_code.delta', delta: 'x = 1' },
      { type: 'response.audio.delta', delta: 'AAAA' },
      { type: 'something.else' },
    ];
    const text = `: ping\n\n${nameless(CREATED, ...noise)}data: [DONE]\n\nevent: x\n\n`;
    for (const mode of ['full', 'observe'] as const) {
      const types = new Set(read(text + nameless(COMPLETED), mode).map(({ type }) => type));
      expect([...types].toSorted()).toEqual(['end', 'finish', 'other', 'ping', 'start']);
      expect(read(nameless(COMPLETED) + text, mode).at(-1)).toEqual({ type: 'end' });
    }
  });

  it('shows paragraphs of thinking apart, and thinking itself where it has no summary', () => {
    const part = (index: number) => ({
      type: 'response.reasoning_summary_part.added',
      summary_index: index,
    });
    const summary = (delta: string) => ({ type: 'response.reasoning_summary_text.delta', delta });
    const events = [part(0), summary('A'), part(1), summary('B')];
    const own = { type: 'response.reasoning_text.delta', delta: 'C' };
    const texts = read(nameless(CREATED, ...events, own, COMPLETED)).flatMap((each) =>
      each.type === 'thinking-delta' ? [each.text] : [],
    );
    expect(texts).toEqual(['A', '\n\n', 'B', 'C']);
  });
});
