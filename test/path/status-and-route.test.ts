import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anthropicMessage } from '../../src/testing/index.ts';
import { send, type Sent } from './send.ts';
import {
  ANTHROPIC_KEY,
  OPENAI_KEY,
  startScriptedGateway,
  type ScriptedGateway,
} from './start-gateway.ts';

const MESSAGES = [{ role: 'user' as const, content: 'What did you think of it?' }];
const SECRET = 'sk-ant-of-the-client-0123456789';

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

describe('GET /v1/modicum/status', () => {
  it('says what runs, by which policy, and what it could serve, without a key', async () => {
    const gateway = await startScriptedGateway();
    const answered = await send(`${gateway.url}/v1/modicum/status`);
    expect(answered.status).toBe(200);
    expect(answered.json()).toMatchObject({
      object: 'modicum.status',
      version: VERSION,
      simulated: false,
      startedAt: expect.any(Number),
      openRequests: 0,
      policy: { version: gateway.modicum.policy.version },
      catalog: { version: gateway.modicum.catalog.version },
      tiers: [
        { tier: 0, ready: true, models: ['local/qwen2.5:7b'] },
        { tier: 1, ready: true, models: ['anthropic/claude-haiku-5-5'] },
        { tier: 2, ready: true },
        { tier: 3, ready: true },
      ],
      providers: [
        { name: 'anthropic', kind: 'anthropic', key: 'held', state: 'unknown', models: null },
        { name: 'openai', key: 'held' },
        { name: 'local', key: 'not_needed', state: 'up', models: 2 },
      ],
      claudeCode: { lanes: gateway.modicum.policy.claudeCode.lanes },
    });
    expect(answered.text).not.toContain(ANTHROPIC_KEY);
    expect(answered.text).not.toContain(OPENAI_KEY);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('says whose key a provider is asked with', async () => {
    const keys = async (key: string) => {
      const gateway = await startScriptedGateway(
        {},
        {
          environment: { ANTHROPIC_API_KEY: undefined, OPENAI_API_KEY: undefined },
          providers: { anthropic: { key } },
        },
      );
      const { providers } = (await send(`${gateway.url}/v1/modicum/status`)).json() as {
        providers: { key: string }[];
      };
      return providers.map((provider) => provider.key);
    };
    expect(await keys('client')).toEqual(['client', 'missing', 'not_needed']);
    expect(await keys('none')).toEqual(['not_needed', 'missing', 'not_needed']);
  });

  it('counts the requests under way, and not the one that asks', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage(), until: gate.promise }],
    });
    const open = async () =>
      ((await send(`${gateway.url}/v1/modicum/status`)).json() as { openRequests: number })
        .openRequests;
    const running = gateway.anthropic.messages.create({
      model: 'claude-sonnet-5-5',
      max_tokens: 10,
      messages: MESSAGES,
    });
    const answered = running.then(() => true);
    await gateway.upstreams.anthropic.nextRequest();
    expect(await open()).toBe(1);
    gate.resolve();
    expect(await answered).toBe(true);
  });
});

describe('GET /v1/modicum/calls/{id}', () => {
  it('is the whole receipt: what it was for, where it went, what it cost, what repeated it', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const answered = await send(`${gateway.url}/v1/messages`, {
      body: { model: 'claude-sonnet-5-5', max_tokens: 10, messages: MESSAGES },
    });
    const id = answered.headers.get('x-modicum-call-id') ?? '';
    const receipt = await send(`${gateway.url}/v1/modicum/calls/${id}`);
    expect(receipt.json()).toEqual(JSON.parse(JSON.stringify(gateway.ledger.receipt(id))));
    expect(receipt.json()).toMatchObject({
      call: {
        callId: id,
        purpose: 'call',
        lane: null,
        laneMode: null,
        shadow: null,
        retryOf: null,
        decidedBy: 'pin',
        plan: [{ model: 'anthropic/claude-sonnet-5-5' }],
      },
      closed: { outcome: 'answered', attempts: 1, cost: { state: 'final' } },
      attempts: [{ opened: { provider: 'anthropic' }, closed: { outcome: 'answered' } }],
      retriedBy: [],
    });
  });
});

describe('POST /v1/modicum/route', () => {
  interface Decided {
    readonly kind: string;
    readonly tier: number;
    readonly decidedBy: string;
    readonly taskType: string | null;
    readonly plan: readonly { readonly model: string; readonly lane: string }[];
    readonly reason?: string;
    readonly classification: { readonly taskType: string | null };
    readonly purpose: { readonly purpose: string; readonly laneMode: string | null };
  }

  async function route(gateway: ScriptedGateway, sent: Sent, query = ''): Promise<Decided> {
    const answered = await send(`${gateway.url}/v1/modicum/route${query}`, {
      method: 'POST',
      ...sent,
    });
    expect([answered.status, answered.text]).toEqual([200, expect.any(String)]);
    return answered.json() as Decided;
  }

  const anthropicBody = { model: 'claude-haiku-5-5', max_tokens: 10, messages: MESSAGES };
  const openaiBody = { model: 'claude-haiku-5-5', messages: MESSAGES };

  it.each([
    ['Anthropic’s', '', anthropicBody, 'untouched'],
    ['OpenAI’s', '', openaiBody, 'translated'],
    ['OpenAI’s with an old limit', '', { ...openaiBody, max_tokens: 5, n: 1 }, 'translated'],
    ['the one that is named', '?dialect=openai-chat', anthropicBody, 'translated'],
    ['the one that is named', '?dialect=anthropic-messages', anthropicBody, 'untouched'],
    ['OpenAI’s newer one', '', { model: 'claude-haiku-5-5', input: 'Hello' }, 'translated'],
  ])('decides a call in a dialect: %s %s', async (_name, query, body, lane) => {
    const gateway = await startScriptedGateway();
    const decided = await route(gateway, { body }, query);
    expect(decided).toMatchObject({ kind: 'decision', decidedBy: 'pin', tier: 1 });
    expect(decided.plan[0]).toMatchObject({ model: 'anthropic/claude-haiku-5-5', lane });
  });

  it.each([
    ['OpenAI’s newer one', { model: 'claude-haiku-5-5', input: 'Hello' }, 'translated'],
    [
      'OpenAI’s with a role of its own',
      {
        ...anthropicBody,
        messages: [{ role: 'developer', content: 'Be short.' }, ...MESSAGES],
      },
      'translated',
    ],
    ['Anthropic’s', anthropicBody, 'untouched'],
  ])('goes by the body before Anthropic’s headers: %s', async (_name, body, lane) => {
    const gateway = await startScriptedGateway();
    const headers = { 'x-api-key': SECRET, 'anthropic-version': '2023-06-01' };
    const decided = await route(gateway, { body, headers });
    expect(decided).toMatchObject({ kind: 'decision', decidedBy: 'pin' });
    expect(decided.plan[0]).toMatchObject({ lane });
  });

  it('takes a text, with options in the body and in headers', async () => {
    const gateway = await startScriptedGateway();
    const text = 'Hello there';
    expect(await route(gateway, { body: { text, task: 'classify' } })).toMatchObject({
      taskType: 'classify_text',
      decidedBy: 'header_task',
      tier: 0,
    });
    expect(await route(gateway, { body: { text, tier: 3 } })).toMatchObject({ tier: 3 });
    const headers = { 'x-modicum-tier': '1' };
    expect(await route(gateway, { body: { text }, headers })).toMatchObject({ tier: 1 });
    expect(await route(gateway, { body: { text, tier: 2 }, headers })).toMatchObject({ tier: 2 });
    expect(await route(gateway, { body: { text, model: 'gpt-5.5' } })).toMatchObject({
      decidedBy: 'pin',
    });
  });

  it('says what the client is doing, from the request as it would be sent', async () => {
    const gateway = await startScriptedGateway();
    const headers = {
      'user-agent': 'claude-cli/2.1.328 (external, cli)',
      'anthropic-version': '2023-06-01',
      'x-app': 'cli',
      'x-claude-code-session-id': 'session',
      'x-claude-code-agent-id': 'agent',
    };
    const decided = await route(gateway, { body: anthropicBody, headers });
    expect(decided.purpose).toMatchObject({ purpose: 'sub_agent', lane: 'subagents' });
    expect(decided.purpose.laneMode).toBe(gateway.modicum.policy.claudeCode.lanes.subagents);
    const plain = await route(gateway, { body: { text: 'Hello' } });
    expect(plain.purpose).toMatchObject({ purpose: 'call', laneMode: null });
  });

  it('answers a refusal with its reason', async () => {
    const gateway = await startScriptedGateway();
    expect(await route(gateway, { body: { text: 'Hello', model: 'absent' } })).toMatchObject({
      kind: 'refusal',
      reason: 'unknown_model',
    });
  });

  it('counts a client’s own credential for Anthropic’s dialect alone', async () => {
    const gateway = await startScriptedGateway(
      {},
      { environment: { ANTHROPIC_API_KEY: undefined } },
    );
    const headers = { 'x-api-key': SECRET };
    const kinds = await Promise.all(
      [
        { body: anthropicBody, headers },
        { body: openaiBody, headers },
        { body: anthropicBody },
        { body: { text: 'Hello', tier: 2 }, headers },
      ].map(async (sent) => (await route(gateway, sent)).kind),
    );
    expect(kinds).toEqual(['decision', 'refusal', 'refusal', 'refusal']);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('asks no model and books nothing', async () => {
    const gateway = await startScriptedGateway();
    await route(gateway, { body: { text: 'Hello' } });
    await route(gateway, { body: anthropicBody });
    const { anthropic, openai, ollama } = gateway.upstreams;
    expect([anthropic, openai, ollama].map(({ requests }) => requests.length)).toEqual([0, 0, 0]);
    expect(gateway.receipts()).toEqual([]);
  });

  it.each([
    ['', 'not json', 'invalid_json', 'JSON'],
    ['', '[]', 'invalid_json', 'object'],
    ['', { text: 'Hello', teir: 2 }, 'invalid_request', 'teir'],
    ['', { text: 3 }, 'invalid_request', 'text must be'],
    ['', { text: 'Hello', task: 'sing' }, 'unknown_task', 'sing'],
    ['', { text: 'Hello', tier: 7 }, 'invalid_header', 'x-modicum-tier'],
    ['', { model: 'gpt-5.5' }, 'invalid_request', 'messages'],
    ['?dialect=klingon', { model: 'x', messages: [] }, 'invalid_request', 'dialect=anthropic'],
    ['?dialect=ollama-chat', { model: 'x', messages: [] }, 'invalid_request', 'dialect='],
  ])('%s %j is a mistake that is named', async (query, body, code, words) => {
    const gateway = await startScriptedGateway();
    const answered = await send(`${gateway.url}/v1/modicum/route${query}`, { body });
    expect(answered.status).toBe(400);
    expect(answered.json()).toMatchObject({ error: { code } });
    expect(answered.text).toContain(words);
  });
});
