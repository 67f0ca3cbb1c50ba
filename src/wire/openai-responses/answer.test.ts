import { describe, expect, it } from 'vitest';
import type { Answer, AnswerBlock } from '../../core/answer.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import { readAnswer } from './answer-read.ts';
import { writeAnswer } from './answer-write.ts';

const ENVELOPE = { id: 'ours', createdAt: 1_763_640_000, includeUsage: true };

const ANSWER: Answer = {
  id: 'resp_1',
  model: 'm',
  content: [],
  finishReason: 'end',
  stopSequence: null,
  usage: UNKNOWN_USAGE,
};

function read(fields: JsonObject): Answer | null {
  return readAnswer({ id: 'resp_1', model: 'm', status: 'completed', output: [], ...fields });
}

const message = (...content: readonly JsonObject[]): JsonObject => ({ type: 'message', content });
const text = (value: string): JsonObject => ({ type: 'output_text', text: value });
const call = (json: Json | undefined): JsonObject => ({
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'look',
  ...(json === undefined ? {} : { arguments: json }),
});

describe('a response read', () => {
  it.each<[string, readonly Json[], readonly AnswerBlock[], Answer['finishReason']]>([
    ['nothing', [], [], 'end'],
    [
      'texts, as one',
      [message(text('Hel'), text('lo')), message(text('!'), text(''))],
      [{ type: 'text', text: 'Hello!' }],
      'end',
    ],
    [
      'a refusal',
      [message({ type: 'refusal', refusal: 'No.' })],
      [{ type: 'text', text: 'No.' }],
      'refusal',
    ],
    [
      'thinking without words, and with',
      [
        { type: 'reasoning', summary: [] },
        { type: 'reasoning', summary: [text('A')] },
        { type: 'reasoning', content: [text('B')] },
      ],
      [{ type: 'thinking', text: 'AB', signature: null }],
      'end',
    ],
    [
      'a call',
      [call('{"a":1}')],
      [{ type: 'tool-use', id: 'call_1', name: 'look', input: { a: 1 } }],
      'tool_use',
    ],
    [
      'a call without arguments',
      [call(undefined)],
      [{ type: 'tool-use', id: 'call_1', name: 'look', input: {} }],
      'tool_use',
    ],
    [
      'a call that is no JSON',
      [call('{"a')],
      [{ type: 'tool-use', id: 'call_1', name: 'look', input: { INVALID_JSON: '{"a' } }],
      'tool_use',
    ],
    [
      'what only this dialect knows',
      [{ type: 'web_search_call', id: 'ws_1' }],
      [{ type: 'opaque', name: 'web_search_call', raw: { type: 'web_search_call', id: 'ws_1' } }],
      'end',
    ],
    [
      'what makes no sense',
      [1, null, message(), { type: 'message', content: 3 }, message({})],
      [],
      'end',
    ],
  ])('%s', (_name, output, content, finishReason) => {
    expect(read({ output })).toMatchObject({ id: 'resp_1', model: 'm', content, finishReason });
  });

  it.each<[JsonObject, Answer['finishReason']]>([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'max_tokens'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'refusal'],
    [{ status: 'incomplete', incomplete_details: { reason: 'steered' } }, 'other'],
    [{ status: 'incomplete', incomplete_details: null }, 'other'],
    [{ status: 'incomplete', incomplete_details: {}, output: [call('{}')] }, 'other'],
  ])('%j ended with %s', (fields, finishReason) => {
    expect(read(fields)?.finishReason).toBe(finishReason);
  });

  it.each<JsonObject>([
    { status: 'failed', error: { code: 'server_error', message: 'x' } },
    { status: 'in_progress' },
    { status: 'queued' },
    { status: 'cancelled' },
    { output: 'x' },
  ])('%j is no answer', (fields) => {
    expect(read(fields)).toBeNull();
  });

  it('may come from a server that leaves the status out', () => {
    expect(readAnswer({ output: [] })).toEqual({ ...ANSWER, id: '', model: '' });
  });
});

describe('a response written', () => {
  it('repeats the settings of its request', () => {
    const request = {
      model: 'asked',
      input: 'Hi',
      instructions: 'Be brief.',
      tools: [{ type: 'function' }],
      tool_choice: 'required',
      temperature: 0.5,
      metadata: null,
    };
    expect(writeAnswer(ANSWER, { ...ENVELOPE, request })).toEqual({
      id: 'resp_1',
      object: 'response',
      created_at: ENVELOPE.createdAt,
      status: 'completed',
      background: false,
      error: null,
      incomplete_details: null,
      instructions: 'Be brief.',
      max_output_tokens: null,
      metadata: {},
      parallel_tool_calls: true,
      reasoning: { effort: null, summary: null },
      temperature: 0.5,
      text: { format: { type: 'text' } },
      tool_choice: 'required',
      tools: [{ type: 'function' }],
      top_p: null,
      truncation: 'disabled',
      model: 'm',
      output: [],
      previous_response_id: null,
      store: false,
      usage: {
        input_tokens: 0,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 0,
      },
    });
  });

  it('has its items in the order they came, texts in a row as parts of one message', () => {
    const content: readonly AnswerBlock[] = [
      { type: 'thinking', text: '', signature: 'hidden' },
      { type: 'thinking', text: 'Hm', signature: 's' },
      { type: 'text', text: 'One' },
      { type: 'opaque', name: 'x', raw: { type: 'x' } },
      { type: 'text', text: 'Two' },
      { type: 'tool-use', id: 'call_1', name: 'look', input: { a: 1 } },
      { type: 'text', text: 'Three' },
    ];
    const part = (value: string) => ({
      type: 'output_text',
      text: value,
      annotations: [],
      logprobs: [],
    });
    expect(writeAnswer({ ...ANSWER, id: '', content }, ENVELOPE)['output']).toEqual([
      { id: 'rs_ours_0', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
      {
        id: 'msg_ours_1',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [part('One'), part('Two')],
      },
      {
        id: 'fc_ours_2',
        type: 'function_call',
        status: 'completed',
        call_id: 'call_1',
        name: 'look',
        arguments: '{"a":1}',
      },
      {
        id: 'msg_ours_3',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [part('Three')],
      },
    ]);
  });

  it.each<[Answer['finishReason'], string, string | null]>([
    ['end', 'completed', null],
    ['tool_use', 'completed', null],
    ['stop_sequence', 'completed', null],
    ['pause', 'completed', null],
    ['other', 'completed', null],
    ['max_tokens', 'incomplete', 'max_output_tokens'],
    ['context_window', 'incomplete', 'max_output_tokens'],
    ['refusal', 'incomplete', 'content_filter'],
  ])('that ended with %s is %s', (finishReason, status, reason) => {
    const content: readonly AnswerBlock[] = [
      { type: 'tool-use', id: 'a', name: 'look', input: {} },
      { type: 'text', text: 'Half' },
    ];
    expect(writeAnswer({ ...ANSWER, content, finishReason }, ENVELOPE)).toMatchObject({
      status,
      incomplete_details: reason === null ? null : { reason },
      output: [{ status: 'completed' }, { status }],
    });
  });
});
