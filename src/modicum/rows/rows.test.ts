import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastUserText, type Call } from '../../core/call.ts';
import { csvRows } from './csv-rows.ts';
import { jsonLines } from './json-lines.ts';
import { readLines } from './read-lines.ts';
import { readRow } from './row-call.ts';

function call(row: unknown): Call {
  const read = readRow(row, 7);
  if (!read.ok) throw new Error(read.error);
  return read.call;
}

const ASK = 'Why is this slow?';
const messages = [{ role: 'user', content: ASK }];
const limited = { messages, max_tokens: 5 };

describe('readRow', () => {
  const parts = [{ type: 'text', text: ASK }];
  const shapes: Readonly<Record<string, unknown>> = {
    'a text': ASK,
    text: { text: ASK },
    prompt: { prompt: ASK },
    q: { q: ASK },
    question: { question: ASK },
    input: { input: ASK, model: 'gpt-x' },
    content: { content: ASK },
    ask: { ask: ASK },
    'content in parts': { content: parts },
    'a Messages body': { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: ASK }] },
    'a Chat body': {
      model: 'gpt-x',
      messages: [
        { role: 'developer', content: 'Be short.' },
        { role: 'user', content: ASK },
      ],
    },
    'a Responses body': { model: 'gpt-x', input: [{ role: 'user', content: ASK }] },
    'an Ollama body': {
      model: 'qwen',
      options: { num_ctx: 4_096 },
      messages: [{ role: 'user', content: ASK, images: ['aGk='] }],
    },
    'an Ollama body with tool calls': {
      messages: [
        { role: 'user', content: ASK },
        { role: 'assistant', tool_calls: [{ function: { name: 'ls', arguments: { a: 1 } } }] },
        { role: 'tool', tool_name: 'ls', content: 'a.txt' },
      ],
    },
    'messages with parts': { messages: [{ role: 'user', parts }] },
    'messages with text': { messages: [{ role: 'user', text: ASK }] },
    'a Chat body of a model by name': {
      model: 'gpt-5',
      max_tokens: 5,
      messages: [{ role: 'user', content: ASK }],
    },
    'a Responses body with settings of its text': {
      input: [{ role: 'user', content: ASK }],
      text: { format: { type: 'text' } },
    },
    message: { message: ASK },
    'a message with its role': { message: { role: 'user', content: ASK } },
    instruction: { instruction: ASK, input: '' },
    'contents of Gemini': { contents: [{ role: 'user', parts: [{ text: ASK }] }] },
    'one text for Gemini': { contents: ASK, systemInstruction: { parts: [{ text: 'Be short.' }] } },
    'a conversation of ShareGPT': {
      conversations: [
        { from: 'system', value: 'Be short.' },
        { from: 'human', value: ASK },
        { from: 'gpt', value: 'Because.' },
      ],
    },
    'a list of messages': [{ role: 'user', content: ASK }],
    'a record': {
      url: 'https://a.example/v1/messages?beta=1',
      body: { messages: [{ role: 'user', content: ASK }] },
    },
    'a record with its body as text': {
      headers: { 'User-Agent': 'x' },
      body: JSON.stringify({ messages: [{ role: 'user', content: ASK }] }),
    },
  };

  it.each(Object.entries(shapes))('takes %s', (_name, row) => {
    expect(lastUserText(call(row))).toBe(ASK);
    expect(call(row).requestedModel).toBe('modicum/auto');
  });

  it('reads an instruction together with what it is about', () => {
    const text = lastUserText(call({ instruction: 'Translate to French', input: 'hello' }));
    expect(text).toBe('Translate to French\n\nhello');
  });

  it.each([
    ['openai-chat', { messages }],
    ['openai-chat', { ...limited, model: 'gpt-5' }],
    [
      'openai-chat',
      { ...limited, messages: [{ role: 'system', content: 'Be short.' }, ...messages] },
    ],
    ['openai-chat', { url: 'https://a.example/v1/chat/completions', body: limited }],
    ['openai-chat', { url: '/api/chat', body: limited }],
    ['anthropic-messages', { messages, model: 'claude-opus-5-5' }],
    ['anthropic-messages', { url: '/v1/messages', body: { messages } }],
    ['openai-responses', { input: messages }],
  ])('reads as %s what is written so: %j', (dialect, row) => {
    expect(call(row).dialect).toBe(dialect);
  });

  it('takes no column about a row for a part of the call', () => {
    const columns = {
      id: 'a',
      type: 'translate',
      tier: 1,
      stakes: 'low',
      origin: 'forum',
      split: 3,
    };
    for (const request of [{ messages }, { ...limited, model: 'claude-x' }, { input: messages }])
      expect(call({ ...columns, ...request }).dialectOnly).toEqual([]);
    expect(call({ messages, seed: 4 }).dialectOnly).toEqual(['field `seed`']);
    expect(call({ body: { messages, origin: 'x' } }).dialectOnly).toEqual(['field `origin`']);
  });

  it('keeps images and schemas of Ollama', () => {
    const read = call({
      messages: [{ role: 'user', content: ASK, images: ['aGk='] }],
      format: { type: 'object' },
    });
    expect(read.messages[0]?.content.map(({ type }) => type)).toEqual(['text', 'image']);
    expect(read.outputFormat).toMatchObject({ kind: 'json-schema' });
  });

  it.each([
    [{ text: ['a', 'b'] }, 'its text is several texts: give each a row of its own'],
    [{ text: ASK, turns: ['x'] }, expect.stringMatching(/^turn 1 is none; a turn is/)],
    [
      {
        text: ASK,
        history: [
          { role: 'user', text: 'x' },
          { role: 'bob', text: 'x' },
        ],
      },
      expect.stringMatching(/^turn 2 /),
    ],
    [{ text: ASK, turns: 'x' }, expect.stringMatching(/^its turns are no list/)],
  ])('loses nothing of %j without a word', (row, error) => {
    expect(readRow(row, 7)).toEqual({ ok: false, id: 7, error });
  });

  it('keeps what surrounds the text', () => {
    const read = call({
      text: ASK,
      system: 'You review code.',
      tools: [
        'read_file',
        { name: 'bash', description: 'x' },
        { type: 'function', function: { name: 'grep' } },
      ],
      turns: [
        { role: 'user', text: 'first' },
        { role: 'assistant', content: [{ type: 'text', text: 'answer' }] },
        { role: 'tool', text: 'left out' },
      ],
    });
    expect(read.tools.map(({ name }) => name)).toEqual(['read_file', 'bash', 'grep']);
    expect(read.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(read.system).toMatchObject([{ text: 'You review code.' }]);
  });

  it.each([
    ['anthropic', { max_tokens: 5, tools: ['ls'] }],
    ['chat', { max_completion_tokens: 5, tools: ['ls'] }],
    ['responses', { input: [{ role: 'user', content: ASK }], tools: ['ls'] }],
  ])('takes bare names of tools in a body: %s', (_name, body) => {
    const said = 'input' in body ? {} : { messages };
    expect(call({ ...body, ...said }).tools).toMatchObject([{ name: 'ls' }]);
  });

  it('takes the purpose that a row names, and recognises that of a recorded request', () => {
    const purposeOf = (row: unknown) => {
      const read = readRow(row, 1);
      return read.ok ? read.purpose.purpose : read.error;
    };
    expect(purposeOf({ text: ASK, stratum: 'subagent' })).toBe('sub_agent');
    expect(purposeOf({ text: ASK, purpose: 'compaction' })).toBe('compaction');
    expect(purposeOf({ text: ASK, purpose: 'constructor' })).toBe('call');
    expect(purposeOf({ url: '/v1/messages/count_tokens', body: { messages } })).toBe('count');
  });

  it.each([
    [null],
    [7],
    [[]],
    [{}],
    [''],
    [{ text: '  ' }],
    [{ body: 'no JSON' }],
    [{ body: null }],
    [{ messages: [] }],
  ])('says what is wrong with %j', (row) => {
    expect(readRow(row, 7)).toMatchObject({ ok: false, id: 7, error: expect.any(String) });
  });

  it('never throws', () => {
    const keys = fc.constantFrom(
      'id',
      'text',
      'messages',
      'input',
      'tools',
      'turns',
      'body',
      'headers',
      'url',
      'system',
      'role',
      'content',
      'parts',
      'tool_calls',
      'function',
      'options',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(keys, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (row) => {
        expect(readRow(row, 1)).toHaveProperty('ok');
      }),
    );
  });
});

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe('readLines', () => {
  it('gives the same lines however the bytes are cut', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\n\r\uFEFF]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (lines, size) => {
          const found = await all(
            readLines(chunked(lines.map((one) => `${one}\n`).join(''), size)),
          );
          expect(found.map(({ text }) => text)).toEqual(lines);
          expect(found.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
        },
      ),
    );
  });

  it('leaves out what is too long and goes on', async () => {
    const found = await all(readLines(chunked(`a\n${'b'.repeat(50)}\nc`, 7), 20));
    expect(found).toMatchObject([
      { text: 'a' },
      { text: '', tooLong: true },
      { text: 'c', number: 3 },
    ]);
  });
});

describe('jsonLines', () => {
  it('gives rows without an id the number of their line, and keeps the place of bad ones', async () => {
    const text = '\uFEFF{"text":"a"}\n\n"b"\r\n{"id":"x","text":"c"}\nnonsense\n5\n';
    const read = (await all(jsonLines(chunked(text, 5)))).map((row) => readRow(row, 99));
    expect(read).toMatchObject([
      { ok: true, id: 1 },
      { ok: true, id: 3 },
      { ok: true, id: 'x' },
      { ok: false, id: 5, error: 'the line is not JSON' },
      { ok: false, id: 6 },
    ]);
  });
});

describe('csvRows', () => {
  const read = (text: string) => all(csvRows(chunked(text, 4)));

  it('reads quoted fields over several lines', async () => {
    expect(await read('text,Label\n"a, ""b""\nc",x\nplain,y\n\n')).toEqual([
      { text: 'a, "b"\nc', label: 'x', id: 2 },
      { text: 'plain', label: 'y', id: 4 },
    ]);
  });

  it('takes semicolons and tabs', async () => {
    expect(await read('text;label;id\na,b;x;7\n')).toEqual([{ text: 'a,b', label: 'x', id: '7' }]);
    expect(await read('text\tlabel\na\tx\n')).toEqual([{ text: 'a', label: 'x', id: 2 }]);
  });

  it('names a line with too many fields and goes on', async () => {
    const [bad, good] = (await read('text,label\na,b,c\nd,e\n')).map((row) => readRow(row, 9));
    expect(bad).toMatchObject({
      ok: false,
      id: 2,
      error: 'the line has 3 fields, and the header names 2',
    });
    expect(good).toMatchObject({ ok: true, id: 3 });
  });
});
