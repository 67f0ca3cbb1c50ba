import Anthropic from '@anthropic-ai/sdk';
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
  const { url } = upstreams.anthropic;
  const client = new Anthropic({ baseURL: url, apiKey: 'simulated', maxRetries: 0 });
  return { upstreams, url, client };
}

const HEADERS = { 'x-api-key': 'simulated', 'anthropic-version': '2023-06-01' };
const BASE = { max_tokens: 200, messages: [{ role: 'user', content: 'Say something.' }] };
const TOOLS = [{ name: 'search', input_schema: { type: 'object', properties: {} } }];

async function post(
  url: string,
  body: JsonObject | string,
  headers: Record<string, string> = HEADERS,
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: text });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as JsonObject,
  };
}

const STRICT = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-fable-5-1'];

describe('what a model refuses is a 400', () => {
  test.each<readonly [string, readonly string[], readonly string[], JsonObject]>([
    [
      'temperature',
      ['claude-haiku-5-5', ...STRICT, 'claude-opus-4-7'],
      ['claude-haiku-4-5', 'claude-sonnet-4-6'],
      { temperature: 0 },
    ],
    ['top_k', ['claude-haiku-5-5', ...STRICT], ['claude-opus-4-6'], { top_k: 5 }],
    [
      'a thinking budget',
      ['claude-haiku-5-5', ...STRICT],
      ['claude-haiku-4-5'],
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
    ],
    [
      'disabled thinking',
      STRICT,
      ['claude-haiku-5-5', 'claude-sonnet-4-6'],
      { thinking: { type: 'disabled' } },
    ],
    [
      'a forced tool',
      STRICT,
      ['claude-haiku-5-5'],
      { tools: TOOLS, tool_choice: { type: 'tool', name: 'search' } },
    ],
    ['any tool', STRICT, ['claude-haiku-5-5'], { tools: TOOLS, tool_choice: { type: 'any' } }],
    [
      'prefill',
      ['claude-haiku-5-5', ...STRICT],
      ['claude-sonnet-4-5'],
      { messages: [...BASE.messages, { role: 'assistant', content: 'I' }] },
    ],
    [
      'effort',
      ['claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
      ['claude-haiku-5-5', ...STRICT],
      { output_config: { effort: 'low' } },
    ],
    ['an auto tool choice', [], STRICT, { tools: TOOLS, tool_choice: { type: 'auto' } }],
    ['no tool choice', [], STRICT, { tools: TOOLS, tool_choice: { type: 'none' } }],
    ['too many tokens', [...STRICT, 'claude-haiku-4-5'], [], { max_tokens: 200_000 }],
  ])('%s', async (_name, refusing, taking, change) => {
    const { url, upstreams } = await start();
    for (const model of refusing) {
      const { status, json } = await post(url, { ...BASE, model, ...change });
      expect([model, status]).toEqual([model, 400]);
      expect(json).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
      expect(upstreams.stats().anthropic[model]).toEqual({ refused: 1 });
    }
    for (const model of taking) {
      expect([model, (await post(url, { ...BASE, model, ...change })).status]).toEqual([
        model,
        200,
      ]);
    }
  });

  test.each<readonly [string, JsonObject | string, Record<string, string>, number, string]>([
    [
      'no key',
      { ...BASE, model: 'claude-haiku-5-5' },
      { 'anthropic-version': 'x' },
      401,
      'authentication_error',
    ],
    [
      'no version',
      { ...BASE, model: 'claude-haiku-5-5' },
      { 'x-api-key': 'x' },
      400,
      'invalid_request_error',
    ],
    ['no such model', { ...BASE, model: 'claude-3-opus' }, HEADERS, 404, 'not_found_error'],
    ['no model', { ...BASE }, HEADERS, 400, 'invalid_request_error'],
    ['no JSON', '{', HEADERS, 400, 'invalid_request_error'],
    ['no object', '[]', HEADERS, 400, 'invalid_request_error'],
    [
      'no max_tokens',
      { model: 'claude-haiku-5-5', messages: BASE.messages },
      HEADERS,
      400,
      'invalid_request_error',
    ],
    [
      'no messages',
      { model: 'claude-haiku-5-5', max_tokens: 1 },
      HEADERS,
      400,
      'invalid_request_error',
    ],
    [
      'empty messages',
      { model: 'claude-haiku-5-5', max_tokens: 1, messages: [] },
      HEADERS,
      400,
      'invalid_request_error',
    ],
  ])('%s', async (_name, body, headers, status, type) => {
    const { url } = await start();
    const answer = await post(url, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ type: 'error', error: { type } });
    expect(answer.headers.get('x-modicum-simulated')).toBe('1');
  });

  test('another path is a 404 in the API’s shape', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v1/complete`, { headers: HEADERS });
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { type: 'not_found_error' } },
    ]);
  });
});

test('answers say that they are simulated and carry the headers of the API', async () => {
  const { url } = await start();
  const { headers, json } = await post(url, { ...BASE, model: 'claude-haiku-5-5' });
  expect(headers.get('x-modicum-simulated')).toBe('1');
  expect(headers.get('request-id')).toMatch(/^req_simulated_/);
  expect(Number(headers.get('anthropic-ratelimit-requests-limit'))).toBeGreaterThan(0);
  expect(json['id']).toMatch(/^msg_simulated_/);
  const bearer = { authorization: 'Bearer x', 'anthropic-version': '2023-06-01' };
  expect((await post(url, { ...BASE, model: 'claude-haiku-5-5' }, bearer)).status).toBe(200);
});

test('models are listed and shown', async () => {
  const { client } = await start();
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toContain('claude-sonnet-5-5');
  expect(await client.models.retrieve('claude-haiku-4-5')).toMatchObject({
    max_input_tokens: 200_000,
  });
  await expect(client.models.retrieve('claude-2')).rejects.toThrow(/not_found_error/);
  await expect(
    client.messages.countTokens({ model: 'claude-2', messages: [{ role: 'user', content: 'x' }] }),
  ).rejects.toThrow(/not_found_error/);
});

test('newer models count about a third more tokens for the same text', async () => {
  const { client } = await start();
  const messages = [{ role: 'user' as const, content: 'word '.repeat(1000) }];
  const count = async (model: string) =>
    (await client.messages.countTokens({ model, messages })).input_tokens;
  const ratio = (await count('claude-sonnet-5-5')) / (await count('claude-sonnet-4-6'));
  expect(ratio).toBeGreaterThan(1.25);
  expect(ratio).toBeLessThan(1.35);
});

test('thinking comes first, is signed and counted', async () => {
  const { client } = await start();
  const params = {
    model: 'claude-opus-5-5',
    max_tokens: 300,
    thinking: { type: 'adaptive' as const },
    messages: [{ role: 'user' as const, content: 'Answer yes or no: is it?' }],
  };
  const whole = await client.messages.create(params);
  expect(whole.content.map((block) => block.type)).toEqual(['thinking', 'text']);
  const streamed = await client.messages.stream(params).finalMessage();
  expect(streamed.content[1]).toEqual(whole.content[1]);
  expect(streamed.content[0]).toMatchObject({ signature: expect.stringMatching(/^sim\./) });
  expect(whole.usage.output_tokens).toBeGreaterThan(20);
});

test('max_tokens cuts, a stop sequence stops, an image and a tool result are read', async () => {
  const { url } = await start();
  const model = 'claude-haiku-5-5';
  const long = [{ role: 'user', content: 'About lighthouses, about 500 words.' }];
  const cut = await post(url, {
    model,
    max_tokens: 1,
    messages: [{ role: 'user', content: 'Write code.' }],
  });
  expect(cut.json).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 1 } });
  const stopped = await post(url, {
    model,
    max_tokens: 2000,
    messages: long,
    stop_sequences: ['', '.'],
  });
  expect(stopped.json).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: '.' });
  const image = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'AA==' },
  };
  const seen = await post(url, {
    model,
    max_tokens: 9,
    messages: [{ role: 'user', content: [image] }],
  });
  expect(seen.json['usage']).toMatchObject({ input_tokens: expect.any(Number) });
  expect((seen.json['usage'] as { input_tokens: number }).input_tokens).toBeGreaterThan(1000);
  const result = { type: 'tool_result', tool_use_id: 't', content: 'Found by search: nothing.' };
  const after = await post(url, {
    model,
    max_tokens: 99,
    tools: TOOLS,
    messages: [{ role: 'user', content: [result] }],
  });
  expect(after.json['stop_reason']).not.toBe('tool_use');
});

describe('the prompt cache', () => {
  const LONG = 'A rule of the house. '.repeat(300);
  const ask = (question: string, ttl: '5m' | '1h' = '5m', model = 'claude-haiku-5-5') => ({
    model,
    max_tokens: 50,
    system: [
      { type: 'text' as const, text: LONG, cache_control: { type: 'ephemeral' as const, ttl } },
    ],
    messages: [{ role: 'user' as const, content: question }],
  });

  test('a marked prefix is written once and read afterwards, per model', async () => {
    const { client } = await start();
    const first = (await client.messages.create(ask('One?'))).usage;
    const second = (await client.messages.create(ask('Two?'))).usage;
    const other = (await client.messages.create(ask('Two?', '5m', 'claude-sonnet-5-5'))).usage;
    expect(first.cache_read_input_tokens).toBe(0);
    expect(first.cache_creation_input_tokens).toBeGreaterThan(1900);
    expect(first.cache_creation?.ephemeral_5m_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBe(0);
    expect(second.input_tokens).toBeLessThan(20);
    expect(other.cache_read_input_tokens).toBe(0);
  });

  test('an hour is counted apart; a longer conversation writes only its growth', async () => {
    const { client } = await start();
    const first = (await client.messages.create(ask('One?', '1h'))).usage;
    expect(first.cache_creation?.ephemeral_1h_input_tokens).toBe(first.cache_creation_input_tokens);
    const grown = await client.messages.create({
      ...ask(''),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: LONG.slice(0, 600), cache_control: { type: 'ephemeral' } },
          ],
        },
      ],
    });
    expect(grown.usage.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(grown.usage.cache_creation_input_tokens).toBeGreaterThan(150);
    expect(grown.usage.cache_creation_input_tokens).toBeLessThan(250);
  });

  test('too short to be cached, or not marked: all of it is fresh', async () => {
    const { client } = await start();
    const mark = { type: 'ephemeral' as const };
    const short = await client.messages.create({
      ...ask('One?'),
      system: [{ type: 'text', text: 'Short.', cache_control: mark }],
    });
    const unmarked = await client.messages.create({ ...ask('One?'), system: LONG });
    for (const { usage } of [short, unmarked]) {
      expect([usage.cache_read_input_tokens, usage.cache_creation_input_tokens]).toEqual([0, 0]);
    }
  });
});

describe('batches', () => {
  const params = {
    model: 'claude-haiku-5-5',
    max_tokens: 50,
    messages: [{ role: 'user' as const, content: 'Hi' }],
  };
  const requests = [
    { custom_id: 'a', params },
    { custom_id: 'b', params: { ...params, model: 'claude-sonnet-5-5', temperature: 1 } },
    { custom_id: 'c', params: { ...params, model: 'claude-2' } },
  ];

  test('end, and give each request its result, in no promised order', async () => {
    const { client, url } = await start();
    const { id } = await client.messages.batches.create({ requests });
    const early = await fetch(`${url}/v1/messages/batches/${id}/results`, { headers: HEADERS });
    expect(early.status).toBe(400);
    expect((await client.messages.batches.retrieve(id)).processing_status).toBe('in_progress');
    const ended = await client.messages.batches.retrieve(id);
    expect(ended).toMatchObject({ processing_status: 'ended', request_counts: { processing: 0 } });
    const results = [];
    for await (const line of await client.messages.batches.results(id)) {
      results.push([line.custom_id, line.result.type]);
    }
    expect(results).toEqual([
      ['c', 'errored'],
      ['b', 'errored'],
      ['a', 'succeeded'],
    ]);
    const listed = [];
    for await (const batch of client.messages.batches.list()) listed.push(batch.id);
    expect(listed).toEqual([id]);
  });

  test('can be cancelled while they run, and not afterwards', async () => {
    const { client, url } = await start();
    const { id } = await client.messages.batches.create({ requests });
    expect((await client.messages.batches.cancel(id)).processing_status).toBe('canceling');
    await client.messages.batches.retrieve(id);
    expect(await client.messages.batches.cancel(id)).toMatchObject({
      processing_status: 'ended',
      request_counts: { canceled: 3 },
    });
    const response = await fetch(`${url}/v1/messages/batches/${id}/results`, { headers: HEADERS });
    expect((await response.text()).match(/canceled/g)).toHaveLength(3);
  });

  test('empty ones and unknown ones are refused', async () => {
    const { client } = await start();
    await expect(client.messages.batches.create({ requests: [] })).rejects.toThrow(/at least one/);
    await expect(client.messages.batches.retrieve('msgbatch_x')).rejects.toThrow(/no such batch/);
  });

  test('what fails at the API is an errored result', async () => {
    const { client } = await start({ failures: true });
    const many = Array.from({ length: 300 }, (_, at) => ({
      custom_id: `n${at}`,
      params: { ...params, messages: [{ role: 'user' as const, content: `Question ${at}` }] },
    }));
    const { id } = await client.messages.batches.create({ requests: many });
    await client.messages.batches.retrieve(id);
    const types = [];
    for await (const { result } of await client.messages.batches.results(id))
      types.push(result.type);
    expect(types).toHaveLength(300);
    expect(new Set(types)).toEqual(new Set(['succeeded', 'errored']));
  });
});

test('failures come as 529 and 500, and pass when repeated', async () => {
  const { url, upstreams } = await start({ failures: true });
  const statuses = new Map<number, number>();
  for (let at = 0; at < 500; at++) {
    const body = {
      model: 'claude-haiku-5-5',
      max_tokens: 20,
      messages: [{ role: 'user', content: `Yes or no? ${at}` }],
    };
    for (let attempt = 1; attempt <= 3; attempt++) {
      const { status, json } = await post(url, body);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) break;
      expect(json['type']).toBe('error');
      expect(attempt).toBeLessThan(3);
    }
  }
  expect(statuses.get(200)).toBe(500);
  expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 500, 529]);
  const counts = upstreams.stats().anthropic['claude-haiku-5-5'];
  expect(counts).toEqual({
    answered: 500,
    overloaded: statuses.get(529),
    'server-error': statuses.get(500),
  });
});

test('a client that leaves is counted as such', async () => {
  const { client, upstreams } = await start({ speed: 20 });
  const stream = client.messages.stream({
    model: 'claude-haiku-5-5',
    max_tokens: 4000,
    messages: [{ role: 'user', content: 'About bees, about 2,000 words.' }],
  });
  await new Promise<void>((resolve) => stream.once('text', () => resolve()));
  stream.abort();
  await expect(stream.done()).rejects.toThrow();
  await expect.poll(() => upstreams.stats().anthropic['claude-haiku-5-5']).toEqual({ left: 1 });
});
