import { NotFoundError as AnthropicNotFound } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { anthropicError, anthropicMessage } from '../../src/testing/index.ts';
import { send } from './send.ts';
import { ANTHROPIC_KEY, startScriptedGateway, startSimulatedGateway } from './start-gateway.ts';

const MESSAGES = [
  { role: 'user' as const, content: 'Write a Python function that merges overlapping intervals.' },
];

describe('count_tokens', () => {
  it('is counted by Anthropic for a pin', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: { input_tokens: 17 } }] });
    const counted = await gateway.anthropic.messages.countTokens({
      model: 'claude-opus-5-5',
      messages: MESSAGES,
    });
    expect(counted).toEqual({ input_tokens: 17 });
    const [request] = gateway.upstreams.anthropic.requests;
    expect(request?.path).toBe('/v1/messages/count_tokens');
    expect(request?.headers['x-api-key']).toBe(ANTHROPIC_KEY);
    expect(gateway.receipts()).toEqual([]);
  });

  it('is counted by the model that would answer, under its name and with nothing else changed', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: { input_tokens: 17 } }] });
    await gateway.anthropic.messages.countTokens({ model: 'modicum/auto', messages: MESSAGES });
    expect(gateway.upstreams.anthropic.requests[0]?.json()).toEqual({
      model: 'claude-sonnet-5-5',
      messages: MESSAGES,
    });
  });

  it('is an estimate that says so for a model of others', async () => {
    const gateway = await startScriptedGateway();
    const { data, response } = await gateway.anthropic.messages
      .countTokens({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'word '.repeat(400) }] })
      .withResponse();
    expect(data.input_tokens).toBeGreaterThan(300);
    expect(data.input_tokens).toBeLessThan(1000);
    expect(response.headers.get('x-modicum-estimated')).toBe('true');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('of an unknown model is a 404, and Anthropic’s own errors come as they are', async () => {
    const error = anthropicError('invalid_request_error', 'exact words');
    const gateway = await startScriptedGateway({ anthropic: [{ status: 400, body: error }] });
    const count = (model: string) =>
      gateway.anthropic.messages.countTokens({ model, messages: MESSAGES });
    await expect(count('absent')).rejects.toBeInstanceOf(AnthropicNotFound);
    await expect(count('claude-opus-5-5')).rejects.toMatchObject({ status: 400, error });
  });
});

describe('batches', () => {
  const BATCH = {
    requests: [
      {
        custom_id: 'one',
        params: { model: 'claude-haiku-5-5', max_tokens: 50, messages: MESSAGES },
      },
    ],
  };

  it('go to Anthropic and back through its SDK: create, look, list, results', async () => {
    const gateway = await startSimulatedGateway();
    const { batches } = gateway.anthropic.messages;
    const created = await batches.create(BATCH);
    expect(created).toMatchObject({ type: 'message_batch' });
    let batch = await batches.retrieve(created.id);
    for (let look = 0; batch.processing_status !== 'ended' && look < 50; look++) {
      batch = await batches.retrieve(created.id);
    }
    expect(batch.processing_status).toBe('ended');
    expect(batch.results_url).toBe(`${gateway.url}/v1/messages/batches/${batch.id}/results`);
    const results = [];
    for await (const result of await batches.results(created.id)) results.push(result);
    expect(results).toMatchObject([
      { custom_id: 'one', result: { type: 'succeeded', message: { model: 'claude-haiku-5-5' } } },
    ]);
  });

  it('are booked when they are made, at a cost nobody knows yet; looking is not booked', async () => {
    const gateway = await startSimulatedGateway();
    const created = await gateway.anthropic.messages.batches.create(BATCH);
    await gateway.anthropic.messages.batches.retrieve(created.id);
    const receipts = gateway.receipts();
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).toMatchObject({
      call: { endpoint: 'batches' },
      closed: { outcome: 'answered', cost: { state: 'unknown' } },
      attempts: [{ closed: { cost: { state: 'unknown' }, outcome: 'answered' } }],
    });
  });

  it('travel byte for byte, query and betas too', async () => {
    const lines = '{"custom_id":"b", "result":{}}\n{"custom_id":"a","result":{}}\n';
    const gateway = await startScriptedGateway({
      anthropic: [
        { body: '{ "id":"msgbatch_1" }' },
        { body: lines },
        { body: '{}' },
        { body: '{}' },
      ],
    });
    const body = '{ "requests" : [ ] }';
    const headers = { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'batches-2030' };
    await send(`${gateway.url}/v1/messages/batches?beta=true`, { headers, body });
    const results = await send(`${gateway.url}/v1/messages/batches/msgbatch_1/results`, {
      headers,
    });
    await send(`${gateway.url}/v1/messages/batches/msgbatch_1/cancel`, { headers, method: 'POST' });
    await send(`${gateway.url}/v1/messages/batches/msgbatch_1`, { headers, method: 'DELETE' });
    expect(results.text).toBe(lines);
    const { requests } = gateway.upstreams.anthropic;
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/messages/batches?beta=true',
      'GET /v1/messages/batches/msgbatch_1/results',
      'POST /v1/messages/batches/msgbatch_1/cancel',
      'DELETE /v1/messages/batches/msgbatch_1',
    ]);
    expect(requests[0]?.text()).toBe(body);
    expect(requests[0]?.headers['anthropic-beta']).toBe('batches-2030');
  });

  it('that Anthropic refuses cost nothing', async () => {
    const error = anthropicError('invalid_request_error', 'no requests');
    const gateway = await startScriptedGateway({ anthropic: [{ status: 400, body: error }] });
    await expect(gateway.anthropic.messages.batches.create({ requests: [] })).rejects.toMatchObject(
      {
        status: 400,
      },
    );
    expect(gateway.lastReceipt().closed).toMatchObject({
      outcome: 'failed',
      cost: { state: 'final', nanoUsd: 0 },
    });
  });

  it('that may or may not have been made cost nobody knows what', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ cutBeforeHeaders: true }] });
    await expect(gateway.anthropic.messages.batches.create(BATCH)).rejects.toMatchObject({
      status: 502,
    });
    expect(gateway.lastReceipt().closed).toMatchObject({
      outcome: 'failed',
      cost: { state: 'unknown' },
    });
  });

  it('that never left cost nothing', async () => {
    const gateway = await startScriptedGateway();
    await gateway.upstreams.anthropic.close();
    await expect(gateway.anthropic.messages.batches.create(BATCH)).rejects.toMatchObject({
      status: 502,
    });
    expect(gateway.lastReceipt().closed?.cost).toEqual({ state: 'final', nanoUsd: 0 });
  });

  it('need an Anthropic key, and say so', async () => {
    const gateway = await startScriptedGateway(
      {},
      { environment: { ANTHROPIC_API_KEY: undefined } },
    );
    const answered = await send(`${gateway.url}/v1/messages/batches`, { body: BATCH });
    expect(answered.status).toBe(503);
    expect(answered.text).toContain('ANTHROPIC_API_KEY');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });
});

describe('health', () => {
  it('answers Claude Code’s warm-up, with and without a body', async () => {
    const { url } = await startScriptedGateway();
    expect((await send(`${url}/api/hello`)).json()).toEqual({ hello: 'modicum' });
    const head = await send(`${url}/api/hello`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '' });
    expect((await send(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect((await send(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('is ready by tier and provider, and calls no model to know', async () => {
    const gateway = await startScriptedGateway();
    const ready = await send(`${gateway.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(ready.json()).toMatchObject({
      status: 'ready',
      simulated: false,
      tiers: { 0: true, 1: true, 2: true, 3: true },
      providers: [
        { name: 'anthropic', hasKey: true },
        { name: 'openai', hasKey: true },
        { name: 'local', state: 'up', models: 2 },
      ],
    });
    expect(ready.text).not.toContain(ANTHROPIC_KEY);
    expect(gateway.upstreams.ollama.requests).toHaveLength(0);
  });

  it('is not ready with no key and no local server', async () => {
    const gateway = await startScriptedGateway(
      {},
      {
        environment: { ANTHROPIC_API_KEY: undefined, OPENAI_API_KEY: undefined },
        providers: { anthropic: { key: 'env:ANTHROPIC_API_KEY' } },
      },
    );
    await gateway.upstreams.ollama.close();
    const ready = await send(`${gateway.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(ready.json()).toMatchObject({ status: 'not_ready', tiers: { 0: false, 3: false } });
  });
});

describe('a wrong path or method', () => {
  it('is an error of the Anthropic SDK', async () => {
    const gateway = await startScriptedGateway();
    await expect(gateway.anthropic.post('/v1/complete', { body: {} })).rejects.toBeInstanceOf(
      AnthropicNotFound,
    );
    await expect(gateway.anthropic.get('/v1/messages')).rejects.toMatchObject({
      status: 405,
      error: { type: 'error', error: { type: 'invalid_request_error' } },
    });
  });

  it('is an error of the OpenAI SDK', async () => {
    const gateway = await startScriptedGateway();
    await expect(gateway.openai.post('/assistants', { body: {} })).rejects.toMatchObject({
      status: 404,
      code: 'unknown_path',
    });
    await expect(gateway.openai.get('/chat/completions')).rejects.toMatchObject({
      status: 405,
      code: 'method_not_allowed',
    });
  });

  it('says which methods there are', async () => {
    const { url } = await startScriptedGateway();
    const answered = await send(`${url}/v1/messages/batches`, { method: 'PUT', body: {} });
    expect(answered.status).toBe(405);
    expect(answered.headers.get('allow')).toBe('GET, POST');
  });

  it.each([
    '/v1/messages/',
    '/v1//messages',
    '/v1/messages/../messages',
    '/v1/messages%2Fbatches',
    '/v1/messages/batches/a/b',
    '/V1/messages',
    '/constructor',
  ])('%s reaches no upstream', async (path) => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const { request } = await import('node:http');
    const status = await new Promise<number>((resolve, reject) => {
      // Node's own client sends the path as it is written.
      request(gateway.url, { path, method: 'POST' }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      })
        .once('error', reject)
        .end('{}');
    });
    expect([404, 405]).toContain(status);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });
});

describe('/v1/modicum', () => {
  it('gives receipts and sums, the same the ledger holds', async () => {
    const gateway = await startScriptedGateway({
      anthropic: { afterwards: { body: anthropicMessage() } },
    });
    const { response } = await gateway.anthropic.messages
      .create({ model: 'claude-haiku-5-5', max_tokens: 50, messages: MESSAGES })
      .withResponse();
    const id = response.headers.get('x-modicum-call-id') ?? '';
    const one = await send(`${gateway.url}/v1/modicum/calls/${id}`);
    const asJson = JSON.parse(JSON.stringify(gateway.lastReceipt())) as unknown;
    expect(one.json()).toEqual(asJson);
    const all = await send(`${gateway.url}/v1/modicum/calls?limit=1&tier=1`);
    expect(all.json()).toEqual({ object: 'modicum.calls', simulated: false, data: [asJson] });
    const none = await send(`${gateway.url}/v1/modicum/calls?task=summarize`);
    expect(none.json()).toMatchObject({ data: [] });
    const totals = await send(`${gateway.url}/v1/modicum/totals`);
    expect(totals.json()).toMatchObject({
      object: 'modicum.totals',
      byTier: [{ key: '1', calls: 1, nanoUsd: 39_600 }],
    });
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'task=sing', 'tier=4', 'tier='])(
    'refuses %s',
    async (query) => {
      const gateway = await startScriptedGateway();
      const answered = await send(`${gateway.url}/v1/modicum/calls?${query}`);
      expect(answered.status).toBe(400);
      expect(answered.json()).toMatchObject({ error: { code: 'invalid_query' } });
    },
  );

  it('says 404 for a call that is not there', async () => {
    const gateway = await startScriptedGateway();
    const answered = await send(`${gateway.url}/v1/modicum/calls/call_absent`);
    expect(answered.status).toBe(404);
    expect(answered.json()).toMatchObject({ error: { code: 'unknown_call' } });
  });
});
