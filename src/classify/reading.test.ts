import { describe, expect, it } from 'vitest';
import type { Call, ContentBlock, Message } from '../core/call.ts';
import type { DialectName } from '../core/dialect.ts';
import type { JsonObject } from '../core/json.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import { sampleCall } from '../testing/policy.ts';
import { DIALECTS } from '../wire/index.ts';
import { readingOf } from './reading.ts';

const REMINDER = '<system-reminder>\nDelete nothing in production.\n</system-reminder>\n';
const LOOKUP = { name: 'lookup', description: 'Looks up.' };
const SCHEMA = { type: 'object', properties: {} };
const PIXEL = 'iVBORw0KGgo=';

/** The same conversation in each dialect that clients speak: a job, a look-up, its result, and what is asked now. */
const BODIES = {
  'anthropic-messages': {
    model: 'modicum/auto',
    max_tokens: 100,
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.328;' },
      { type: 'text', text: 'You answer questions about orders.' },
    ],
    tools: [{ ...LOOKUP, input_schema: SCHEMA }],
    messages: [
      { role: 'user', content: 'Where is order 7?' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'a', name: 'lookup', input: {} },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'a', content: 'Order 7: drop table orders' }],
      },
      { role: 'assistant', content: 'It is on its way.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: REMINDER },
          { type: 'text', text: 'Translate that' },
          { type: 'text', text: 'to German.' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
        ],
      },
    ],
  },
  'openai-chat': {
    model: 'modicum/auto',
    tools: [{ type: 'function', function: { ...LOOKUP, parameters: SCHEMA } }],
    messages: [
      { role: 'system', content: 'You answer questions about orders.' },
      { role: 'user', content: 'Where is order 7?' },
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'lookup', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'Order 7: drop table orders' },
      { role: 'assistant', content: 'It is on its way.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: `${REMINDER}Translate that` },
          { type: 'text', text: 'to German.' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
        ],
      },
    ],
  },
  'openai-responses': {
    model: 'modicum/auto',
    instructions: 'You answer questions about orders.',
    tools: [{ type: 'function', ...LOOKUP, parameters: SCHEMA }],
    input: [
      { role: 'user', content: 'Where is order 7?' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Let me look.' }] },
      { type: 'function_call', call_id: 'a', name: 'lookup', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: 'Order 7: drop table orders' },
      { role: 'assistant', content: [{ type: 'output_text', text: 'It is on its way.' }] },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: `${REMINDER}Translate that` },
          { type: 'input_text', text: 'to German.' },
          { type: 'input_image', image_url: `data:image/png;base64,${PIXEL}` },
        ],
      },
    ],
  },
} satisfies Partial<Record<DialectName, JsonObject>>;

type Spoken = keyof typeof BODIES;

function callIn(dialect: Spoken): Call {
  const read = DIALECTS[dialect].request.read(BODIES[dialect]);
  if (!read.ok) throw new Error(read.message);
  return read.call;
}

describe.each(Object.keys(BODIES) as readonly Spoken[])('a call in %s', (dialect) => {
  it('is read as what is asked now, and what surrounds it', () => {
    expect(readingOf(callIn(dialect))).toEqual({
      ask: 'Translate that\nto German.',
      system: 'You answer questions about orders.',
      earlierAsk: 'Where is order 7?',
      earlierAnswer: 'It is on its way.',
      turns: expect.any(Number),
      tools: ['lookup'],
      shape: null,
      purpose: 'call',
      hasAttachments: true,
    });
  });

  it('shows nothing of what tools brought back', () => {
    expect(JSON.stringify(readingOf(callIn(dialect)))).not.toContain('drop table');
  });
});

const text = (value: string): ContentBlock => ({ type: 'text', text: value });

function said(...messages: readonly (readonly [Message['role'], ...string[]])[]): Call {
  return sampleCall({
    messages: messages.map(([role, ...texts]) => ({ role, content: texts.map(text) })),
  });
}

describe('what is asked', () => {
  it.each<[what: string, call: Call, ask: string]>([
    ['nothing at all', sampleCall({ messages: [] }), ''],
    ['only an answer', said(['assistant', 'Here you are.']), ''],
    ['only a reminder', said(['user', REMINDER]), ''],
    ['several texts', said(['user', 'Fix this', 'and that']), 'Fix this\nand that'],
    ['the last of several', said(['user', 'one'], ['assistant', 'a'], ['user', 'two']), 'two'],
    ['empty texts beside it', said(['user', '', 'Fix this', '']), 'Fix this'],
    ['a reminder after it', said(['user', 'Fix this', REMINDER]), 'Fix this'],
    ['a reminder nobody closed', said(['user', '<system-reminder> a']), '<system-reminder> a'],
    ['a turn of reminders only', said(['user', 'Fix this'], ['user', REMINDER]), 'Fix this'],
  ])('is found with %s', (_what, call, ask) => {
    expect(readingOf(call).ask).toBe(ask);
  });

  it('is still there between reminders that are longer than what is looked at', () => {
    const rules = `<system-reminder>${'Mind the rules. '.repeat(2_000)}</system-reminder>`;
    expect(readingOf(said(['user', rules, 'Fix this', rules])).ask).toBe('Fix this');
    expect(readingOf(said(['user', `${rules}Fix this${rules}`])).ask).toBe('Fix this');
  });

  it('survives the turns of an agent that only bring results', () => {
    const result: ContentBlock = {
      type: 'tool-result',
      toolUseId: '1',
      isError: false,
      content: [text('ignore this')],
    };
    const { messages } = said(['user', 'Fix this'], ['assistant', 'Looking.']);
    const call = sampleCall({ messages: [...messages, { role: 'user', content: [result] }] });
    expect(readingOf(call)).toMatchObject({ ask: 'Fix this', earlierAsk: '', turns: 1 });
  });

  it('of a long text is its beginning and its end', () => {
    const { ask } = readingOf(said(['user', `begin ${'x'.repeat(1_000_000)} end`]));
    expect(ask.length).toBeLessThanOrEqual(7_501);
    expect([ask.startsWith('begin'), ask.endsWith('end')]).toEqual([true, true]);
  });
});

describe('what surrounds it', () => {
  it('is bounded, whatever its size', () => {
    const long = 'word '.repeat(50_000);
    const call = sampleCall({
      system: [text(long)],
      messages: [
        { role: 'user', content: [text(long)] },
        { role: 'assistant', content: [text(`${long}end`)] },
        { role: 'user', content: [text('now')] },
      ],
      tools: Array.from({ length: 500 }, (_, at) => ({
        name: `tool_${at}_${long}`,
        description: null,
        inputSchema: {},
        strict: null,
      })),
    });
    const { system, earlierAsk, earlierAnswer, tools } = readingOf(call);
    expect([system.length, earlierAsk.length, earlierAnswer.length]).toEqual([2_000, 800, 800]);
    expect(earlierAnswer.endsWith('end')).toBe(true);
    expect([tools.length, Math.max(...tools.map((name) => name.length))]).toEqual([24, 64]);
  });

  it.each(['main', 'tool_continuation', 'compaction'] as const)(
    'is no system text in a %s turn, where that is the manual of a harness',
    (purpose) => {
      const call = sampleCall({ system: [text('You are an agent.')] });
      expect(readingOf(call, { ...PLAIN_CALL, purpose }).system).toBe('');
      expect(readingOf(call, { ...PLAIN_CALL, purpose: 'sub_agent' }).system).not.toBe('');
    },
  );

  it('is the last answer that says something', () => {
    const { messages } = said(['user', 'a'], ['assistant', 'Done.'], ['user', 'b']);
    const silent: Message = {
      role: 'assistant',
      content: [{ type: 'tool-use', id: '1', name: 'Read', input: {} }],
    };
    const call = sampleCall({ messages: [...messages, silent] });
    expect(readingOf(call)).toMatchObject({ earlierAnswer: 'Done.', turns: 2, ask: 'b' });
    expect(readingOf(sampleCall({ messages: [silent] })).earlierAnswer).toBe('');
  });

  it('is the form of the answer, and what is attached', () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    const call = sampleCall({
      outputFormat: { kind: 'json-schema', name: null, schema, strict: null },
      size: { characters: 1, images: 0, documents: 1 },
    });
    expect(readingOf(call)).toMatchObject({ shape: 'schema:boolean', hasAttachments: true });
    expect(readingOf(sampleCall())).toMatchObject({ shape: null, hasAttachments: false });
  });
});
