import { describe, expect, it } from 'vitest';
import {
  anthropicError,
  anthropicMessage,
  anthropicStream,
  openaiCompletion,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import { ANTHROPIC_KEY, startScriptedGateway } from './start-gateway.ts';

const ASK = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'What did you think of it?' }],
};

describe('a key that an upstream quotes', () => {
  const quoting = {
    status: 401,
    body: anthropicError('authentication_error', `bad key ${ANTHROPIC_KEY}`),
  };
  const escaped = ANTHROPIC_KEY.replace('-', '\\u002d');
  const quotingEscaped = {
    status: 401,
    headers: { 'content-type': 'application/json' },
    body: `{"type":"error","error":{"type":"authentication_error","message":"bad key ${escaped}"}}`,
  };

  it.each(['/v1/messages', '/v1/messages/count_tokens', '/v1/messages/batches'])(
    'is taken out of the errors of %s, written plainly or with escapes',
    async (path) => {
      const gateway = await startScriptedGateway({ anthropic: [quoting, quotingEscaped] });
      for (const time of ['plain', 'escaped']) {
        const answered = await send(gateway.url + path, {
          body: path.endsWith('batches') ? { requests: [] } : ASK,
        });
        expect([time, answered.status]).toEqual([time, 401]);
        expect(JSON.stringify(answered.json())).toContain('bad key [key]');
        expect(answered.text).not.toContain(ANTHROPIC_KEY);
      }
    },
  );
});

describe('what a client sends that is not for the upstream', () => {
  it('stays here: keys in headers and queries, and names that only begin like known ones', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    await send(`${gateway.url}/v1/messages?beta=true&x-api-key=mine`, {
      body: ASK,
      headers: {
        'anthropic-api-key': 'mine',
        'anthropic-beta': 'one,two',
        'x-app': 'cli',
        'x-app-secret': 'mine',
        'x-appengine-user-email': 'mine',
        'user-agent-secret': 'mine',
      },
    });
    const [request] = gateway.upstreams.anthropic.requests;
    expect(JSON.stringify(request?.headers)).not.toContain('mine');
    expect(request?.headers).toMatchObject({ 'anthropic-beta': 'one,two', 'x-app': 'cli' });
    expect(request?.path).toBe('/v1/messages?beta=true');
  });
});

describe('cost in headers', () => {
  it('of a stream counts the attempts before it', async () => {
    const [start] = anthropicStream({ model: ASK.model, usage: { input_tokens: 50_000 } });
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: [start ?? ''], thenCut: true }, { sse: anthropicStream() }],
    });
    const answered = await send(`${gateway.url}/v1/messages`, { body: { ...ASK, stream: true } });
    // 50,000 tokens at $2 per million are $0.10 of the first attempt alone.
    expect(Number(answered.headers.get('x-modicum-cost-usd'))).toBeGreaterThan(0.1);
    expect(answered.headers.get('x-modicum-cost-state')).toBe('estimated');
  });

  it('is unknown when an attempt before it is', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ cutBeforeHeaders: true }, { sse: anthropicStream() }],
    });
    const answered = await send(`${gateway.url}/v1/messages`, { body: { ...ASK, stream: true } });
    expect(answered.headers.get('x-modicum-cost-state')).toBe('unknown');
    expect(answered.headers.has('x-modicum-cost-usd')).toBe(false);
    expect(gateway.lastReceipt().closed?.cost).toEqual({ state: 'unknown' });
  });

  it('is there for a call that failed', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ status: 400, body: anthropicError('invalid_request_error', 'no') }],
    });
    const answered = await send(`${gateway.url}/v1/messages`, { body: ASK });
    expect(answered.headers.get('x-modicum-cost-state')).toBe('final');
    expect(answered.headers.get('x-modicum-cost-usd')).toBe('0');
  });
});

describe('an answer of a sibling model', () => {
  it.each([
    ['gpt-5.4', 'final', false],
    ['gpt-5.4-2026-03-05', 'final', false],
    ['gpt-5.4-mystery', 'unknown', true],
  ])('%s for gpt-5.4 has a cost that is %s', async (model, state, flagged) => {
    const gateway = await startScriptedGateway({ openai: [{ body: openaiCompletion({ model }) }] });
    await gateway.openai.chat.completions.create({ model: 'gpt-5.4', messages: ASK.messages });
    const { closed } = gateway.lastReceipt();
    expect(closed?.cost.state).toBe(state);
    expect(closed?.reasons.includes('other_model_answered')).toBe(flagged);
  });

  it('that the catalog knows is paid at its own price, dated or not', async () => {
    const costs = [];
    for (const model of ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-mini-2026-03-05']) {
      const gateway = await startScriptedGateway({
        openai: [{ body: openaiCompletion({ model }) }],
      });
      await gateway.openai.chat.completions.create({ model: 'gpt-5.4', messages: ASK.messages });
      const cost = gateway.lastReceipt().closed?.cost;
      costs.push(cost?.state === 'final' ? cost.nanoUsd : null);
    }
    expect(costs[0]).not.toBe(costs[1]);
    expect(costs[2]).toBe(costs[1]);
  });
});

describe('what was meant for the local model', () => {
  it('is not sent to a cloud model to be counted', async () => {
    const gateway = await startScriptedGateway();
    const answered = await send(`${gateway.url}/v1/messages/count_tokens`, {
      body: { model: 'modicum/auto', messages: ASK.messages },
      headers: { 'x-modicum-task': 'classify' },
    });
    expect(answered.headers.get('x-modicum-estimated')).toBe('true');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('is the only work that waits for the local server to answer', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage() }],
      ollama: { routes: { 'GET /api/tags': { neverAnswers: true } } },
    });
    await send(`${gateway.url}/v1/messages`, { body: ASK });
    expect(gateway.upstreams.ollama.routed).toHaveLength(0);
  });
});

describe('an answer that was paid for and cannot be used', () => {
  it('is booked with its usage and not bought again: a whole answer where a stream was asked for', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const answered = await send(`${gateway.url}/v1/messages`, { body: { ...ASK, stream: true } });
    expect(answered.status).toBe(502);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
    expect(gateway.lastReceipt().attempts[0]?.closed?.usage.state).toBe('reported');
  });

  it('is not asked for again when it came compressed', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ headers: { 'content-encoding': 'gzip' }, body: 'x' }],
    });
    await send(`${gateway.url}/v1/messages`, { body: ASK });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
  });
});

it('an upstream’s message that quotes the prompt is told, and not stored', async () => {
  const secret = 'the launch date is the ninth of May and nobody may know';
  const gateway = await startScriptedGateway({
    anthropic: [
      { status: 400, body: anthropicError('invalid_request_error', `cannot read: ${secret}`) },
    ],
  });
  const body = { ...ASK, messages: [{ role: 'user', content: secret }] };
  const answered = await send(`${gateway.url}/v1/messages`, { body });
  expect(answered.text).toContain(secret);
  expect(JSON.stringify(gateway.receipts())).not.toContain('ninth of May');
  expect(gateway.lastReceipt().attempts[0]?.closed?.detail).toContain('invalid_request');
});
