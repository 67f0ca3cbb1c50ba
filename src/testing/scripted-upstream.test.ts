import Anthropic from '@anthropic-ai/sdk';
import { connect } from 'node:net';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import {
  anthropicError,
  anthropicErrorEvent,
  anthropicMessage,
  anthropicStream,
} from './scripted/anthropic-bodies.ts';
import { ollamaAnswer, ollamaError, ollamaLine, ollamaStream } from './scripted/ollama-bodies.ts';
import { openaiCompletion, openaiError, openaiStream } from './scripted/openai-bodies.ts';
import { drip, splitAt, type ScriptedReply } from './scripted/reply.ts';
import {
  startScriptedUpstream,
  type ScriptedUpstream,
  type ScriptedUpstreamOptions,
} from './scripted-upstream.ts';

const started: ScriptedUpstream[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((upstream) => upstream.close()));
});

async function start(
  script: readonly ScriptedReply[],
  options?: ScriptedUpstreamOptions,
): Promise<ScriptedUpstream> {
  const upstream = await startScriptedUpstream(script, options);
  started.push(upstream);
  return upstream;
}

const anthropic = (upstream: ScriptedUpstream) =>
  new Anthropic({ baseURL: upstream.url, apiKey: 'scripted', maxRetries: 0 });
const openai = (upstream: ScriptedUpstream) =>
  new OpenAI({ baseURL: `${upstream.url}/v1`, apiKey: 'scripted', maxRetries: 0 });

const MESSAGE = {
  model: 'claude-haiku-5-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
};
const CHAT = { model: 'scripted-model', messages: [{ role: 'user' as const, content: 'Hello?' }] };
const TOOL = { name: 'look_up', input: { order: 'A-17' } };

describe('answers', () => {
  test('each next request gets the next reply, then what comes afterwards', async () => {
    const upstream = await start([{ body: 'first' }, { status: 404, body: { no: 'second' } }]);
    const seen = [];
    for (let index = 0; index < 3; index++) {
      const response = await fetch(`${upstream.url}/path?query=${index}`, { method: 'POST' });
      seen.push([response.status, await response.text()]);
    }
    expect(seen).toEqual([
      [200, 'first'],
      [404, '{"no":"second"}'],
      [500, '{"error":"the script holds no reply for request 2"}'],
    ]);
    expect(upstream.requests.map((request) => request.path)).toEqual([
      '/path?query=0',
      '/path?query=1',
      '/path?query=2',
    ]);
  });

  test('afterwards, routes, added replies and replies decided on the request', async () => {
    const upstream = await start([(request) => ({ body: `saw ${request.text()}` })], {
      afterwards: { status: 529, body: anthropicError() },
      routes: { 'GET /api/tags': { body: { models: [] } } },
    });
    const tags = await fetch(`${upstream.url}/api/tags?x=1`);
    expect(await tags.json()).toEqual({ models: [] });
    upstream.add({ body: 'added' });
    const post = (body: string) => fetch(upstream.url, { method: 'POST', body });
    expect(await (await post('one')).text()).toBe('saw one');
    expect(await (await post('two')).text()).toBe('added');
    expect((await post('three')).status).toBe(529);
    expect(upstream.requests).toHaveLength(3);
    expect(upstream.routed.map((request) => request.method)).toEqual(['GET']);
  });

  test('records headers as spelled, body bytes, and hands requests out in order', async () => {
    const upstream = await start([{ body: '' }, { body: '' }]);
    const socket = connect(upstream.port, '127.0.0.1');
    socket.end(
      'POST /x HTTP/1.1\r\nHost: h\r\nX-Odd-CASE: one\r\nx-odd-case: two\r\nContent-Length: 3\r\n\r\n\u0000{}',
    );
    const request = await upstream.nextRequest();
    expect(request.rawHeaders.filter(([name]) => /odd/i.test(name))).toEqual([
      ['X-Odd-CASE', 'one'],
      ['x-odd-case', 'two'],
    ]);
    expect(request.headers['x-odd-case']).toBe('one, two');
    expect([...request.body]).toEqual([0, 0x7b, 0x7d]);
    expect(() => request.json()).toThrow();
    await fetch(upstream.url, { method: 'POST', body: '{"a":1}' });
    const second = await upstream.nextRequest();
    expect(second.json()).toEqual({ a: 1 });
    expect(second.index).toBe(1);
  });
});

describe('ready-made bodies, read by the real clients', () => {
  test('a message and a stream of the same answer are equal', async () => {
    const answer = { text: 'Grüße 🙂 there', tools: [TOOL], usage: { cache_read_input_tokens: 5 } };
    const upstream = await start([
      { body: anthropicMessage(answer) },
      { sse: anthropicStream(answer) },
    ]);
    const whole = await anthropic(upstream).messages.create(MESSAGE);
    const streamed = await anthropic(upstream).messages.stream(MESSAGE).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(whole.content).toEqual([
      { type: 'text', text: 'Grüße 🙂 there' },
      { type: 'tool_use', id: 'toolu_scripted_1', ...TOOL },
    ]);
    expect([whole.stop_reason, streamed.stop_reason]).toEqual(['tool_use', 'tool_use']);
    expect([whole.usage.output_tokens, streamed.usage.output_tokens]).toEqual([37, 37]);
    expect(streamed.usage.cache_read_input_tokens).toBe(5);
  });

  test('a completion and its stream, usage included or left out', async () => {
    const upstream = await start([
      { body: openaiCompletion({ text: 'Hi', tools: [TOOL] }) },
      { sse: openaiStream({ text: 'Hi', tools: [TOOL] }) },
      { sse: openaiStream({ text: 'Hi', usage: null }) },
      { body: openaiCompletion({ usage: null }) },
    ]);
    const whole = await openai(upstream).chat.completions.create(CHAT);
    expect(whole.usage?.total_tokens).toBe(248);
    const call = whole.choices[0]?.message.tool_calls?.[0];
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual(TOOL.input);
    const streamed = await openai(upstream).chat.completions.stream(CHAT).finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe('Hi');
    expect(streamed.choices[0]?.finish_reason).toBe('tool_calls');
    const bare = await openai(upstream).chat.completions.stream(CHAT).finalChatCompletion();
    expect(bare.usage).toBeUndefined();
    const unbilled = await openai(upstream).chat.completions.create(CHAT);
    expect(unbilled.usage).toBeUndefined();
  });

  test('an Ollama answer and its lines', async () => {
    const answer = { text: 'One two', tools: [TOOL], thinking: 'hm', evalCount: 9 };
    const upstream = await start([
      { body: ollamaAnswer(answer) },
      { ndjson: ollamaStream(answer) },
      { ndjson: ollamaStream() },
    ]);
    const client = new Ollama({ host: upstream.url });
    const whole = await client.chat({ model: 'qwen2.5:7b' });
    expect(whole.message.tool_calls?.[0]?.function.arguments).toEqual(TOOL.input);
    expect([whole.eval_count, whole.prompt_eval_count]).toEqual([9, 211]);
    const lines = [];
    for await (const line of await client.chat({ model: 'qwen2.5:7b', stream: true })) {
      lines.push(line);
    }
    expect(lines.map((line) => line.message.content).join('')).toBe('One two');
    expect(lines.at(-1)).toMatchObject({ done: true, eval_count: 9 });
    const plain = await client.chat({ model: 'qwen2.5:7b', stream: true });
    let text = '';
    for await (const line of plain) text += line.message.content;
    expect(text).toBe('Hello from the script.');
  });
});

describe('faults', () => {
  const EVENTS = anthropicStream({ text: 'Half of this will come.' });
  const request = (upstream: ScriptedUpstream) => anthropic(upstream).messages.stream(MESSAGE);

  test.each<readonly [string, ScriptedReply, RegExp]>([
    ['error status', { status: 529, body: anthropicError() }, /overloaded_error/],
    ['html with 200', { headers: { 'content-type': 'text/html' }, body: '<p>502</p>' }, /./],
    ['empty 200', { body: '' }, /./],
    ['cut before the head', { cutBeforeHeaders: true }, /Connection error/],
    ['cut in the stream', { sse: EVENTS.slice(0, 4), thenCut: true }, /terminated|aborted|closed/],
    ['ends without its last event', { sse: EVENTS.slice(0, -1) }, /./],
    ['error event', { sse: [...EVENTS.slice(0, 4), anthropicErrorEvent()] }, /Overloaded/],
    ['redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, /./],
    ['raw nonsense', { raw: 'not http at all\r\n\r\n' }, /Connection error/],
  ])('%s', async (_name, reply, message) => {
    const upstream = await start([reply]);
    await expect(request(upstream).finalMessage()).rejects.toThrow(message);
    expect(upstream.requests).toHaveLength(1);
  });

  test('a raw answer is sent as written', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n';
    const upstream = await start([{ raw: [head, 'he', 'llo'] }]);
    const response = await fetch(upstream.url);
    expect(await response.text()).toBe('hello');
  });

  test('a cut is recorded as the script’s own doing, a whole answer as answered', async () => {
    const upstream = await start([{ cutBeforeHeaders: true }, { body: 'whole' }]);
    await expect(fetch(upstream.url)).rejects.toThrow();
    await (await fetch(upstream.url)).text();
    await upstream.whenEnded(1);
    const kinds = upstream.requests.map(({ end }) => end.kind);
    expect(kinds).toEqual(['cut-by-script', 'answered']);
    await expect(upstream.whenClosed(1)).rejects.toThrow(/answered/);
  });

  test('never answers, until the client leaves; that moment is recorded', async () => {
    const upstream = await start([{ neverAnswers: true }]);
    const leaving = new AbortController();
    const answer = fetch(upstream.url, { signal: leaving.signal });
    const closed = upstream.whenClosed(0);
    expect((await upstream.nextRequest()).end).toEqual({ kind: 'open' });
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await closed;
    expect(upstream.requests[0]?.end).toMatchObject({ kind: 'left', at: expect.any(Number) });
  });

  test('silence in the middle of a stream, then the client leaves', async () => {
    const upstream = await start([{ sse: ['data: 1\n\n'], thenSilence: true }]);
    const response = await fetch(upstream.url);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
    await reader?.cancel();
    await upstream.whenClosed(0);
    expect(upstream.requests[0]?.bytesSent).toBe(9);
  });

  test('the port closes before the next request and can be opened again', async () => {
    const upstream = await start([{ body: 'a' }, { closePortBefore: true }, { body: 'b' }]);
    const port = upstream.port;
    expect(await (await fetch(upstream.url)).text()).toBe('a');
    await expect(fetch(upstream.url)).rejects.toThrow();
    await upstream.reopen();
    await upstream.reopen();
    expect(upstream.port).toBe(port);
    expect(await (await fetch(upstream.url)).text()).toBe('b');
  });

  test('a port that is closed from the start', async () => {
    const upstream = await start([{ closePortBefore: true }]);
    await expect(fetch(upstream.url)).rejects.toThrow();
    expect(upstream.requests).toEqual([]);
    await upstream.close();
  });

  test('an Ollama error line and an OpenAI error body say what they are', async () => {
    const upstream = await start([
      { ndjson: [ollamaLine(ollamaError())] },
      {
        status: 429,
        body: openaiError('insufficient_quota', 'Out of quota.', 'insufficient_quota'),
      },
    ]);
    const lines = await new Ollama({ host: upstream.url }).chat({ model: 'm', stream: true });
    await expect(async () => {
      for await (const line of lines) expect(line).toBeDefined();
    }).rejects.toThrow(/runner process/);
    await expect(openai(upstream).chat.completions.create(CHAT)).rejects.toThrow(/Out of quota/);
  });
});

describe('pieces', () => {
  test('piece ends are chunk ends on the wire, also inside a character', async () => {
    const pieces = splitAt('aß🙂', [1, 2, 5]);
    const upstream = await start([
      { chunks: pieces },
      { chunks: drip('abcde', { bytesPerPiece: 2 }) },
    ]);
    const read = async () => {
      const socket = connect(upstream.port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
      const bytes: Buffer[] = [];
      for await (const piece of socket) bytes.push(piece as Buffer);
      return Buffer.concat(bytes).toString('latin1').split('\r\n\r\n').slice(1).join('\r\n\r\n');
    };
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    const [first, second, third, fourth] = pieces.map((piece) =>
      Buffer.from(piece).toString('latin1'),
    );
    expect(latin1('aß🙂')).toBe(`${first}${second}${third}${fourth}`);
    expect(await read()).toBe(
      `1\r\n${first}\r\n1\r\n${second}\r\n3\r\n${third}\r\n2\r\n${fourth}\r\n0\r\n\r\n`,
    );
    expect(await read()).toBe('2\r\nab\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n\r\n');
  });

  test('a held piece and a held body come when their gate opens', async () => {
    const gate = Promise.withResolvers<void>();
    const upstream = await start([
      { sse: ['data: 1\n\n', { bytes: 'data: 2\n\n', until: gate.promise }] },
      { body: 'late', until: gate.promise },
    ]);
    const response = await fetch(upstream.url);
    const reader = response.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('data: 1\n\n');
    const late = fetch(upstream.url);
    await upstream.nextRequest();
    await upstream.nextRequest();
    expect(upstream.requests.map(({ end }) => end.kind)).toEqual(['open', 'open']);
    gate.resolve();
    expect(await next()).toBe('data: 2\n\n');
    expect(await (await late).text()).toBe('late');
  });

  test('a client that does not read holds the sender back', async () => {
    const megabyte = new Uint8Array(1 << 20);
    const upstream = await start([{ chunks: Array.from({ length: 64 }, () => megabyte) }]);
    const socket = connect(upstream.port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const request = await upstream.nextRequest();
    // The kernel's buffers take some; a sender without back-pressure would have handed over all 64.
    await expect.poll(() => request.bytesSent).toBeGreaterThan(0);
    expect(request.bytesSent).toBeLessThan(64 << 20);
    socket.destroy();
    await upstream.whenClosed(0);
    expect(request.bytesSent).toBeLessThan(64 << 20);
  });
});
