import OpenAI from 'openai';
import { afterEach, expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { startSimulatedUpstreams, type SimulatedUpstreams } from '../simulated-upstreams.ts';

const started: SimulatedUpstreams[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((upstreams) => upstreams.close()));
});

async function start(options = {}) {
  const upstreams = await startSimulatedUpstreams({ failures: false, ...options });
  started.push(upstreams);
  const url = `${upstreams.openai.url}/v1`;
  const client = new OpenAI({ baseURL: url, apiKey: 'simulated', maxRetries: 0 });
  return { upstreams, url, client };
}

const HEADERS = { authorization: 'Bearer simulated' };
const BASE = { model: 'simulated-small', messages: [{ role: 'user', content: 'Say something.' }] };

async function post(
  url: string,
  body: JsonObject | string,
  headers: Record<string, string> = HEADERS,
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', headers, body: text });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as JsonObject,
  };
}

test.each<readonly [string, JsonObject | string, Record<string, string>, number]>([
  ['no key', BASE, {}, 401],
  ['no model', { messages: BASE.messages }, HEADERS, 400],
  ['no such model', { ...BASE, model: 'other' }, HEADERS, 404],
  ['no JSON', '{', HEADERS, 400],
  ['no messages', { model: BASE.model, messages: [] }, HEADERS, 400],
])('%s', async (_name, body, headers, status) => {
  const { url } = await start();
  const answer = await post(url, body, headers);
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject({ error: { message: expect.any(String) } });
  expect(answer.headers.get('x-modicum-simulated')).toBe('1');
});

test('models are listed and shown, another path is a 404', async () => {
  const { client, url } = await start({ openaiModels: ['vendor/model-large'] });
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toEqual(['vendor/model-large']);
  expect((await client.models.retrieve('vendor/model-large')).id).toBe('vendor/model-large');
  await expect(client.models.retrieve('simulated-small')).rejects.toThrow(/does not exist/);
  expect((await fetch(`${url}/embeddings`, { headers: HEADERS })).status).toBe(404);
});

test('instructions, pictures, earlier calls and definitions are read and counted', async () => {
  const { url } = await start();
  const call = { id: 'c', type: 'function', function: { name: 'search', arguments: '{}' } };
  const tools = [{ type: 'function', function: { name: 'search' } }];
  const messages = [
    { role: 'developer', content: 'Answer with one of: red, blue.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Blue, blue.' },
        { type: 'image_url', image_url: { url: 'data:,' } },
      ],
    },
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c', content: 'blue after search' },
  ];
  const { json } = await post(url, { model: 'simulated-large', messages, tools });
  expect(json).toMatchObject({
    choices: [{ message: { content: 'blue' }, finish_reason: 'stop' }],
  });
  expect((json['usage'] as { prompt_tokens: number }).prompt_tokens).toBeGreaterThan(1200);
});

test.each<readonly [string, JsonObject, JsonObject]>([
  [
    'max_tokens',
    { max_tokens: 1, messages: [{ role: 'user', content: 'Write code.' }] },
    { finish_reason: 'length' },
  ],
  ['one stop', { stop: '.' }, { finish_reason: 'stop' }],
  ['several stops', { stop: ['.', ' '] }, { finish_reason: 'stop' }],
  ['any JSON', { response_format: { type: 'json_object' } }, { finish_reason: 'stop' }],
  ['plain text', { response_format: { type: 'text' } }, { finish_reason: 'stop' }],
  [
    'a forced tool',
    {
      tools: [{ function: { name: 'x' } }],
      tool_choice: { type: 'function', function: { name: 'x' } },
    },
    { finish_reason: 'tool_calls' },
  ],
  [
    'some tool',
    { tools: [{ function: { name: 'x' } }], tool_choice: 'required' },
    { finish_reason: 'tool_calls' },
  ],
  [
    'no tool',
    { tools: [{ function: { name: 'say' } }], tool_choice: 'none' },
    { finish_reason: 'stop' },
  ],
])('%s', async (_name, change, choice) => {
  const { url } = await start();
  const { json } = await post(url, { ...BASE, ...change });
  expect(json).toMatchObject({ choices: [choice] });
});

test('failures pass when repeated and are counted', async () => {
  const { url, upstreams } = await start({ failures: true });
  let failures = 0;
  for (let at = 0; at < 400; at++) {
    const body = { ...BASE, messages: [{ role: 'user', content: `Yes or no? ${at}` }] };
    for (let attempt = 1; (await post(url, body)).status !== 200; attempt++) {
      failures += 1;
      expect(attempt).toBeLessThan(3);
    }
  }
  const counts = upstreams.stats().openai['simulated-small'] ?? {};
  expect(failures).toBeGreaterThan(0);
  expect((counts['overloaded'] ?? 0) + (counts['server-error'] ?? 0)).toBe(failures);
  expect(counts['answered']).toBe(400);
});

test('a client that leaves is counted as such', async () => {
  const { client, upstreams } = await start({ speed: 20 });
  const leaving = new AbortController();
  const stream = await client.chat.completions.create(
    { ...BASE, messages: [{ role: 'user', content: 'Bees, about 2,000 words.' }], stream: true },
    { signal: leaving.signal },
  );
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) leaving.abort();
  await expect.poll(() => upstreams.stats().openai['simulated-small']).toEqual({ left: 1 });
});

test.each([false, true])('responses are answered too (stream: %s)', async (stream) => {
  const { client } = await start();
  const request = { model: BASE.model, instructions: 'Be brief.', input: 'Say something.' };
  const response = stream
    ? await client.responses.stream(request).finalResponse()
    : await client.responses.create(request);
  expect(response).toMatchObject({ object: 'response', status: 'completed', model: BASE.model });
  expect(response.output_text).toMatch(/\w/);
  expect(response.usage?.total_tokens).toBe(
    (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
  );
});

test('a response calls a tool, keeps to a schema, and is cut at its limit', async () => {
  const { client } = await start();
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const tool = { type: 'function', name: 'look_up', parameters: schema, strict: false } as const;
  const model = BASE.model;
  const called = await client.responses.create({
    model,
    input: [{ role: 'user', content: 'Oslo' }],
    tools: [tool],
    tool_choice: { type: 'function', name: 'look_up' },
  });
  expect(called.output).toMatchObject([{ type: 'function_call', name: 'look_up' }]);
  const after = await client.responses.create({
    model,
    tools: [tool],
    input: [
      { role: 'user', content: 'Please look up Oslo.' },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'c', name: 'look_up', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: 'It is cold in Oslo.' },
    ],
  });
  expect(after.output).toMatchObject([{ type: 'message' }]);
  const format = { type: 'json_schema', name: 'place', schema } as const;
  const formed = await client.responses.create({ model, input: 'Oslo', text: { format } });
  expect(JSON.parse(formed.output_text)).toMatchObject({ city: expect.any(String) });
  const long = 'Write a 2,000 words essay about lamps.';
  const cut = await client.responses.create({ model, input: long, max_output_tokens: 16 });
  expect(cut.usage?.output_tokens).toBeLessThanOrEqual(16);
});

test('a response without input is refused', async () => {
  const { client } = await start();
  await expect(client.responses.create({ model: BASE.model, input: [] })).rejects.toMatchObject({
    status: 400,
  });
});
