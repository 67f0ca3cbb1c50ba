import { Ollama } from 'ollama';
import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { startSimulatedUpstreams, type SimulatedUpstreams } from '../simulated-upstreams.ts';

const started: SimulatedUpstreams[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((upstreams) => upstreams.close()));
});

async function start(options = {}) {
  const upstreams = await startSimulatedUpstreams({ failures: false, ...options });
  started.push(upstreams);
  const { url } = upstreams.ollama;
  return { upstreams, url, client: new Ollama({ host: url }) };
}

async function post(url: string, body: JsonObject | string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/api/chat`, { method: 'POST', body: text });
  return { status: response.status, text: await response.text() };
}

const user = (content: string) => [{ role: 'user', content }];

test('says what it has and what it is', async () => {
  const { client, url } = await start({ ollamaModels: ['small:latest', 'qwen2.5:7b'] });
  expect((await client.list()).models.map((model) => model.name)).toEqual([
    'small:latest',
    'qwen2.5:7b',
  ]);
  expect((await client.ps()).models.map((model) => model.name)).toEqual(['small:latest']);
  expect((await client.version()).version).toMatch(/^\d/);
  const shown = await client.show({ model: 'small' });
  expect(shown.model_info).toMatchObject({ 'simulated.context_length': 32_768 });
  await expect(client.show({ model: 'absent' })).rejects.toThrow(/not found/);
  const byOldName = await fetch(`${url}/api/show`, { method: 'POST', body: '{"name":"small"}' });
  expect(byOldName.status).toBe(200);
  expect(await (await fetch(url)).text()).toBe('Ollama is running');
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(`${url}/api/pull`)).status).toBe(404);
});

test.each([
  ['a model it does not have', '{"model":"absent","messages":[]}', 404],
  ['no model', '{"messages":[]}', 400],
  ['no JSON', '{', 400],
])('%s', async (_name, body, status) => {
  const { url } = await start();
  const answer = await post(url, body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
});

describe('the context', () => {
  const LONG = `Code word: lantern.\n${'filler words here '.repeat(3000)}\nAnswer with JSON with the fields: code_word.`;

  test('a longer prompt is cut at its front without a word; only the count shows it', async () => {
    const { client } = await start();
    const ask = (num_ctx?: number) =>
      client.chat({
        model: 'qwen2.5:7b',
        messages: user(LONG),
        options: num_ctx === undefined ? {} : { num_ctx },
      });
    const cut = await ask();
    const whole = await ask(20_000);
    expect(cut.prompt_eval_count).toBe(4096);
    expect(whole.prompt_eval_count).toBeGreaterThan(13_000);
    expect(JSON.parse(whole.message.content)).toEqual({ code_word: 'lantern' });
    expect(JSON.parse(cut.message.content)).not.toEqual({ code_word: 'lantern' });
  });

  test('the system text goes first when there is no room', async () => {
    const { client } = await start();
    const messages = [
      { role: 'system', content: 'One of: red, blue.' },
      ...user('x '.repeat(9000)),
    ];
    const cut = await client.chat({ model: 'qwen2.5:7b', messages });
    const whole = await client.chat({ model: 'qwen2.5:7b', messages, options: { num_ctx: 9000 } });
    expect(['red', 'blue']).toContain(whole.message.content);
    expect(['red', 'blue']).not.toContain(cut.message.content);
  });
});

test('options, formats, pictures and tool results are honoured', async () => {
  const { client } = await start();
  const base = { model: 'qwen2.5:7b' };
  const cut = await client.chat({
    ...base,
    messages: user('Write code.'),
    options: { num_predict: 1 },
  });
  expect([cut.done_reason, cut.eval_count]).toEqual(['length', 1]);
  const stopped = await client.chat({
    ...base,
    messages: user('Say something.'),
    options: { stop: ['.'] },
  });
  expect(stopped.message.content).not.toContain('.');
  const json = await client.chat({ ...base, messages: user('Say something.'), format: 'json' });
  expect(JSON.parse(json.message.content)).toHaveProperty('result');
  const seen = await client.chat({
    ...base,
    messages: [{ role: 'user', content: 'x', images: ['AA=='] }],
  });
  expect(seen.prompt_eval_count).toBeGreaterThan(1000);
  const tools = [
    { type: 'function', function: { name: 'search', parameters: { type: 'object' } } },
  ];
  const call = await client.chat({ ...base, messages: user('Use search.'), tools, stream: true });
  const lines = [];
  for await (const line of call) lines.push(line);
  expect(lines[0]?.message.tool_calls?.[0]?.function.name).toBe('search');
  const after = [...user('Use search.'), { role: 'tool', content: 'search found nothing' }];
  const answered = await client.chat({ ...base, messages: after, tools });
  expect(answered.message.tool_calls).toBeUndefined();
});

test('durations are those of simulated time', async () => {
  const { client } = await start();
  const answer = await client.chat({ model: 'qwen2.5:7b', messages: user('Write code.') });
  const tokensPerSecond = answer.eval_count / (answer.eval_duration / 1e9);
  expect(tokensPerSecond).toBeCloseTo(32, 0);
  expect(answer.total_duration).toBeGreaterThan(answer.eval_duration);
});

test('fails and errs now and then: a full queue, an error line, a crash, a bad answer', async () => {
  const { url, upstreams } = await start({ failures: true });
  const seen = { busy: 0, brokenOff: 0, crashed: 0, bad: 0 };
  for (let at = 0; at < 800; at++) {
    const isStream = at % 2 === 0;
    const messages = user(`Answer with one of: red, blue.\n\nNumber ${at} is red.`);
    const { status, text } = await post(url, { model: 'qwen2.5:7b', messages, stream: isStream });
    if (status === 503) seen.busy += 1;
    else if (status === 500) seen.crashed += 1;
    else if (text.includes('{"error"')) {
      seen.brokenOff += 1;
      expect(text).not.toContain('"done":true');
    } else {
      const said = text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { message: { content: string } }).message.content)
        .join('');
      if (!['red', 'blue'].includes(said)) seen.bad += 1;
    }
  }
  const counts = upstreams.stats().ollama['qwen2.5:7b'];
  expect(counts).toEqual({
    overloaded: seen.busy,
    'server-error': seen.brokenOff + seen.crashed,
    'bad-answer': seen.bad,
    answered: 800 - seen.busy - seen.brokenOff - seen.crashed - seen.bad,
  });
  expect(seen.busy).toBeGreaterThan(0);
  expect(seen.brokenOff + seen.crashed).toBeGreaterThan(0);
  expect(seen.bad).toBeGreaterThan(20);
});

test('a client that leaves is counted as such', async () => {
  const { client, upstreams } = await start({ speed: 20 });
  const stream = await client.chat({
    model: 'qwen2.5:7b',
    messages: user('Bees, about 2,000 words.'),
    stream: true,
  });
  await expect(async () => {
    for await (const line of stream) if (line.message.content !== '') client.abort();
  }).rejects.toThrow();
  await expect.poll(() => upstreams.stats().ollama['qwen2.5:7b']).toEqual({ left: 1 });
});
