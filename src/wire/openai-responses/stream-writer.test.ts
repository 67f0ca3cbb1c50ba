import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { createStreamWriter } from './stream-writer.ts';

const ENVELOPE = { id: 'ours', createdAt: 1_763_640_000, includeUsage: true };
const START: StreamPart = { type: 'start', id: 'resp_1', model: 'm' };
const END: StreamPart = { type: 'end' };

function written(parts: readonly StreamPart[]): readonly JsonObject[] {
  const writer = createStreamWriter(ENVELOPE);
  const text = parts.map((part) => new TextDecoder().decode(writer.write(part))).join('');
  return text.split('\n\n').flatMap((event) => {
    if (event === '') return [];
    const [head = '', data = ''] = event.split('\n');
    const json = JSON.parse(data.slice('data: '.length)) as JsonObject;
    expect(head).toBe(`event: ${json['type'] as string}`);
    return [json];
  });
}

/** Type, place and what is said, without what all events have. */
function outline(parts: readonly StreamPart[]): readonly string[] {
  return written([START, ...parts, END])
    .slice(2, -1)
    .map((event) => {
      const item = event['item'] as JsonObject | undefined;
      const type = (event['type'] as string).replace('response.', '');
      const place = event['output_index'] as number;
      const said = item?.['type'] ?? event['delta'] ?? event['text'] ?? event['arguments'] ?? '';
      return `${place} ${type} ${said as string}`.trim();
    });
}

const text = (index: number, ...deltas: readonly string[]): readonly StreamPart[] => [
  { type: 'block-start', index, block: { type: 'text' } },
  ...deltas.map((delta): StreamPart => ({ type: 'text-delta', index, text: delta })),
  { type: 'block-end', index },
];
const thinking = (index: number, ...deltas: readonly string[]): readonly StreamPart[] => [
  { type: 'block-start', index, block: { type: 'thinking' } },
  ...deltas.map((delta): StreamPart => ({ type: 'thinking-delta', index, text: delta })),
  { type: 'signature', index, signature: 's' },
  { type: 'block-end', index },
];
const tool = (index: number, ...deltas: readonly string[]): readonly StreamPart[] => [
  { type: 'block-start', index, block: { type: 'tool-use', id: 'call_1', name: 'look' } },
  ...deltas.map((json): StreamPart => ({ type: 'tool-input-delta', index, json })),
  { type: 'block-end', index },
];

describe('the events of an answer', () => {
  it('tell of each item in turn, from its beginning to its end', () => {
    expect(
      outline([...thinking(0, 'Hm', '.'), ...text(1, 'He', 'y'), ...tool(2, '{"a"', ':1}')]),
    ).toEqual([
      '0 output_item.added reasoning',
      '0 reasoning_summary_part.added',
      '0 reasoning_summary_text.delta Hm',
      '0 reasoning_summary_text.delta .',
      '0 reasoning_summary_text.done Hm.',
      '0 reasoning_summary_part.done',
      '0 output_item.done reasoning',
      '1 output_item.added message',
      '1 content_part.added',
      '1 output_text.delta He',
      '1 output_text.delta y',
      '1 output_text.done Hey',
      '1 content_part.done',
      '1 output_item.done message',
      '2 output_item.added function_call',
      '2 function_call_arguments.delta {"a"',
      '2 function_call_arguments.delta :1}',
      '2 function_call_arguments.done {"a":1}',
      '2 output_item.done function_call',
    ]);
  });

  it('make parts of one message from texts in a row', () => {
    const events = written([START, ...text(0, 'One'), ...text(1, 'Two'), END]);
    const added = events.filter(({ type }) => type === 'response.content_part.added');
    expect(added.map((event) => [event['output_index'], event['content_index']])).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(events.at(-1)?.['response']).toMatchObject({
      output: [{ content: [{ text: 'One' }, { text: 'Two' }] }],
    });
  });

  it('give a call without input the empty object, and keep two calls apart', () => {
    expect(outline([...tool(0), ...tool(1, '{}')])).toEqual([
      '0 output_item.added function_call',
      '0 function_call_arguments.delta {}',
      '0 function_call_arguments.done {}',
      '0 output_item.done function_call',
      '1 output_item.added function_call',
      '1 function_call_arguments.delta {}',
      '1 function_call_arguments.done {}',
      '1 output_item.done function_call',
    ]);
  });

  it('say nothing of thinking without words, or of blocks nobody here knows', () => {
    expect(
      outline([
        ...thinking(0),
        { type: 'block-start', index: 1, block: { type: 'opaque', name: 'x' } },
      ]),
    ).toEqual([]);
  });

  it('are numbered, and hold the response at both ends', () => {
    const usage = {
      freshInputTokens: 3,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 2,
      thinkingTokens: null,
    };
    const events = written([
      START,
      ...text(0, 'Half'),
      { type: 'finish', reason: 'max_tokens', stopSequence: null },
      { type: 'usage', usage: { state: 'reported', usage } },
      END,
    ]);
    expect(events.map((event) => event['sequence_number'])).toEqual([...events.keys()]);
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'response.created', response: { status: 'in_progress', output: [], usage: null } },
      { type: 'response.in_progress', response: { id: 'resp_1', model: 'm' } },
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        output: [{ status: 'incomplete' }],
        usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
      },
    });
  });

  it('have the id of the envelope where the upstream gave none', () => {
    const [created] = written([{ ...START, id: '' }]);
    expect(created?.['response']).toMatchObject({ id: 'ours' });
  });
});

describe('what cannot be told', () => {
  it('is an end without a beginning, a second beginning, or anything after the end', () => {
    expect(written([...text(0, 'x'), END])).toEqual([]);
    expect(written([START, START])).toHaveLength(2);
    expect(written([START, END, ...text(0, 'x'), END])).toHaveLength(3);
  });

  it('is a delta without its block', () => {
    const stray: readonly StreamPart[] = [
      { type: 'text-delta', index: 0, text: 'x' },
      { type: 'tool-input-delta', index: 0, json: 'x' },
      { type: 'block-end', index: 0 },
      { type: 'other', name: 'x' },
    ];
    expect(outline(stray)).toEqual([]);
  });
});

it('an error of the upstream is said in both places where clients look, with its number', () => {
  const error = {
    kind: 'overloaded',
    status: null,
    message: 'Too many.',
    retryable: true,
    retryAfterMs: null,
  } as const;
  const said = { type: 'overloaded_error', message: 'Too many.', code: null, param: null };
  expect(written([START, { type: 'error', error }, END]).slice(2)).toEqual([
    { ...said, type: 'error', sequence_number: 2, error: said },
  ]);
});
