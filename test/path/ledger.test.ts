import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/index.ts';
import {
  anthropicError,
  anthropicMessage,
  anthropicStream,
  ollamaAnswer,
  openaiCompletion,
} from '../../src/testing/index.ts';
import { startScriptedGateway, type ScriptedGateway } from './start-gateway.ts';

const OVERLOADED = { status: 529, body: anthropicError() };

/** Cache read, both kinds of writes and thinking at once: each class has a figure of its own. */
const EVERY_CLASS = {
  input_tokens: 1_003,
  cache_read_input_tokens: 20_011,
  cache_creation_input_tokens: 3_007 + 501,
  cache_creation: { ephemeral_5m_input_tokens: 3_007, ephemeral_1h_input_tokens: 501 },
  output_tokens: 709,
  output_tokens_details: { thinking_tokens: 400 },
};

/** claude-sonnet-5-5 per million: $2 fresh, $0.10 read, $2.50 and $4 written, $10 out. */
const SONNET_NANO_USD = 1_003 * 2_000 + 20_011 * 100 + 3_007 * 2_500 + 501 * 4_000 + 709 * 10_000;

/** The ready-made usage on claude-opus-5-5: $4 fresh, $20 out. */
const OPUS_NANO_USD = 211 * 4_000 + 37 * 20_000;

const LABELS = 'Classify the ticket. Answer with exactly one of: billing, bug.';

function classify(gateway: ScriptedGateway) {
  return gateway.anthropic.messages
    .create(
      {
        model: 'modicum/auto',
        max_tokens: 20,
        system: LABELS,
        messages: [{ role: 'user', content: 'I want my money back' }],
      },
      { headers: { 'x-modicum-task': 'classify' } },
    )
    .withResponse();
}

function textOf({ content }: { content: readonly { type: string }[] }): unknown {
  return content[0];
}

describe('one call, one row, and one for each attempt', () => {
  it.each(['memory', 'sqlite'] as const)(
    'holds every class of tokens and the exact cost (%s)',
    async (ledger) => {
      const usage = EVERY_CLASS;
      const gateway = await startScriptedGateway(
        { anthropic: [{ body: anthropicMessage({ model: 'claude-sonnet-5-5', usage }) }] },
        { ledger },
      );
      await gateway.anthropic.messages.create({
        model: 'claude-sonnet-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'x' }],
      });
      const receipts = gateway.receipts();
      expect(receipts).toHaveLength(1);
      expect(receipts[0]?.attempts).toHaveLength(1);
      const [attempt] = receipts[0]?.attempts ?? [];
      const expected: Usage = {
        freshInputTokens: 1_003,
        cacheReadTokens: 20_011,
        cacheWrite5mTokens: 3_007,
        cacheWrite1hTokens: 501,
        outputTokens: 709,
        thinkingTokens: 400,
      };
      expect(attempt?.closed?.usage).toEqual({ state: 'reported', usage: expected });
      expect(attempt?.closed?.cost).toEqual({ state: 'final', nanoUsd: SONNET_NANO_USD });
      expect(receipts[0]?.closed).toMatchObject({
        outcome: 'answered',
        status: 200,
        attempts: 1,
        servedTier: 2,
        servedModel: 'anthropic/claude-sonnet-5-5',
        cost: { state: 'final', nanoUsd: SONNET_NANO_USD },
        escalatedFrom: null,
      });
    },
  );

  it('holds the same of a stream', async () => {
    const usage = EVERY_CLASS;
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: anthropicStream({ model: 'claude-sonnet-5-5', usage }) }],
    });
    await gateway.anthropic.messages
      .stream({
        model: 'claude-sonnet-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'x' }],
      })
      .finalMessage();
    const { closed, attempts } = gateway.lastReceipt();
    expect(closed?.cost).toEqual({ state: 'final', nanoUsd: SONNET_NANO_USD });
    expect(attempts[0]?.closed?.firstTokenMs).toEqual(expect.any(Number));
  });

  it('holds a failed attempt, unbilled, before the one that answered', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [OVERLOADED, { body: anthropicMessage({ model: 'claude-haiku-5-5' }) }],
    });
    const { response } = await gateway.anthropic.messages
      .create({
        model: 'claude-haiku-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'x' }],
      })
      .withResponse();
    expect(response.headers.get('x-modicum-attempts')).toBe('2');
    expect(response.headers.get('x-modicum-reason')).toBe('retry_transient');
    const { closed, attempts } = gateway.lastReceipt();
    expect(attempts).toMatchObject([
      {
        opened: { number: 1, reason: null },
        closed: { outcome: 'failed', status: 529, cost: { state: 'final', nanoUsd: 0 } },
      },
      {
        opened: { number: 2, reason: 'retry_transient' },
        closed: { outcome: 'answered', cost: { state: 'final', nanoUsd: 39_600 } },
      },
    ]);
    expect(closed).toMatchObject({ attempts: 2, cost: { state: 'final', nanoUsd: 39_600 } });
  });

  it('holds unknown, not 0, where the upstream says nothing of its usage', async () => {
    const { usage: _, ...message } = anthropicMessage({ model: 'claude-haiku-5-5' });
    const gateway = await startScriptedGateway({ anthropic: [{ body: message }] });
    const { response } = await gateway.anthropic.messages
      .create({
        model: 'claude-haiku-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'x' }],
      })
      .withResponse();
    expect(response.headers.get('x-modicum-cost-state')).toBe('unknown');
    expect(response.headers.get('x-modicum-cost-usd')).toBeNull();
    expect(gateway.lastReceipt().closed?.cost).toEqual({ state: 'unknown' });
  });

  it('prices what really answered, and says that it was another model', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ model: 'claude-opus-5-5' }) }],
    });
    const { data, response } = await gateway.anthropic.messages
      .create({
        model: 'claude-haiku-5-5',
        max_tokens: 50,
        messages: [{ role: 'user', content: 'x' }],
      })
      .withResponse();
    expect(data.model).toBe('claude-opus-5-5');
    expect(response.headers.get('x-modicum-reason')).toBe('other_model_answered');
    expect(response.headers.get('x-modicum-model')).toBe('anthropic/claude-opus-5-5');
    const { closed, attempts } = gateway.lastReceipt();
    expect(closed?.reasons).toContain('other_model_answered');
    expect(attempts[0]?.opened.requestedModel).toBe('claude-haiku-5-5');
    expect(attempts[0]?.closed?.servedModel).toBe('claude-opus-5-5');
    expect(closed?.cost).toEqual({ state: 'final', nanoUsd: OPUS_NANO_USD });
  });

  it('holds the surcharge of the region the client asked for', async () => {
    const gateway = await startScriptedGateway({
      anthropic: { afterwards: { body: anthropicMessage({ model: 'claude-opus-5-5' }) } },
    });
    const call = {
      model: 'claude-opus-5-5',
      max_tokens: 50,
      messages: [{ role: 'user' as const, content: 'x' }],
    };
    await gateway.anthropic.messages.create(call);
    await gateway.anthropic.messages.create({ ...call, inference_geo: 'us' });
    const [us, plain] = gateway.receipts().map(({ closed }) => closed?.cost);
    const nanoUsd = (cost: typeof us) => (cost?.state === 'final' ? cost.nanoUsd : Number.NaN);
    expect(nanoUsd(us)).toBe((nanoUsd(plain) * 11) / 10);
  });
});

describe('a rejected answer', () => {
  it('climbs one tier, is paid for, and says from where', async () => {
    const gateway = await startScriptedGateway({
      ollama: { afterwards: { body: ollamaAnswer({ text: 'Probably a refund of sorts.' }) } },
      anthropic: [{ body: anthropicMessage({ text: 'billing' }) }],
    });
    const { data, response } = await classify(gateway);
    expect(textOf(data)).toMatchObject({ text: 'billing' });
    expect(response.headers.get('x-modicum-tier')).toBe('1');
    expect(response.headers.get('x-modicum-escalated-from')).toBe('0');
    expect(response.headers.get('x-modicum-reason')).toContain('answer_rejected');
    expect(response.headers.get('x-modicum-attempts')).toBe('3');
    const { closed, attempts } = gateway.lastReceipt();
    expect(closed).toMatchObject({ escalatedFrom: 0, servedTier: 1, attempts: 3 });
    expect(attempts.map((attempt) => attempt.closed?.outcome)).toEqual([
      'rejected',
      'rejected',
      'answered',
    ]);
    expect(attempts[0]?.closed?.detail).toContain('one_of');
    expect(attempts[0]?.closed?.usage).toMatchObject({ usage: { freshInputTokens: 211 } });
  });

  it('that no tier could better is delivered, marked', async () => {
    const gateway = await startScriptedGateway(
      {
        ollama: { afterwards: { body: ollamaAnswer({ text: 'Something.' }) } },
        anthropic: { afterwards: { body: anthropicMessage({ text: 'Something else.' }) } },
      },
      { policy: { routing: { cap: 1, default_tier: 1 } } },
    );
    const { data, response } = await classify(gateway);
    expect(textOf(data)).toMatchObject({ text: 'Something else.' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-modicum-verdict')).toBe('rejected');
    expect(gateway.lastReceipt().closed).toMatchObject({ outcome: 'answered', attempts: 4 });
    expect(gateway.lastReceipt().attempts.map(({ opened }) => opened.tier)).toEqual([0, 0, 1, 1]);
  });

  it('is held back from a streaming client too', async () => {
    const { ollamaStream } = await import('../../src/testing/index.ts');
    const gateway = await startScriptedGateway({
      ollama: { afterwards: { ndjson: ollamaStream({ text: 'Probably a refund.' }) } },
      anthropic: [{ sse: anthropicStream({ text: 'billing' }) }],
    });
    const stream = gateway.anthropic.messages.stream(
      {
        model: 'modicum/auto',
        max_tokens: 20,
        system: LABELS,
        messages: [{ role: 'user', content: 'I want my money back' }],
      },
      { headers: { 'x-modicum-task': 'classify' } },
    );
    const texts: string[] = [];
    stream.on('text', (text) => texts.push(text));
    const message = await stream.finalMessage();
    expect(texts.join('')).toBe('billing');
    expect(message.model).toBe('claude-haiku-5-5');
    expect(gateway.lastReceipt().closed).toMatchObject({ escalatedFrom: 0 });
  });
});

describe('a tier that is down', () => {
  it('0: tier 1 serves, and every place says why', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ text: 'billing' }) }],
    });
    await gateway.upstreams.ollama.close();
    const { response } = await classify(gateway);
    expect(response.headers.get('x-modicum-tier')).toBe('1');
    expect(response.headers.get('x-modicum-reason')).toBe('tier_unavailable');
    expect(response.headers.get('x-modicum-escalated-from')).toBe('0');
    const { call, closed } = gateway.lastReceipt();
    expect(call.reasons).toEqual(['tier_unavailable']);
    expect(call.excluded).toMatchObject([{ tier: 0, reason: 'provider_down' }]);
    expect(closed).toMatchObject({ servedTier: 1, escalatedFrom: 0 });
  });

  it('0, found out by failing: tier 1 serves after the retries', async () => {
    const gateway = await startScriptedGateway({
      ollama: { afterwards: { status: 503, body: { error: 'server busy' } } },
      anthropic: [{ body: anthropicMessage({ text: 'billing' }) }],
    });
    const { response } = await classify(gateway);
    expect(response.headers.get('x-modicum-reason')).toContain('tier_unavailable');
    expect(gateway.lastReceipt().attempts.map(({ opened }) => opened.tier)).toEqual([0, 0, 1]);
  });

  it('0 and 1: the call fails, and tier 2 is never asked', async () => {
    const gateway = await startScriptedGateway({ anthropic: { afterwards: OVERLOADED } });
    await gateway.upstreams.ollama.close();
    await expect(classify(gateway)).rejects.toMatchObject({ status: 529 });
    const models = gateway.upstreams.anthropic.requests.map(
      (request) => (request.json() as { model: string }).model,
    );
    expect(new Set(models)).toEqual(new Set(['claude-haiku-5-5']));
    expect(gateway.lastReceipt().closed).toMatchObject({ outcome: 'failed', servedTier: null });
  });

  it('0 and 1, known before: the call is refused with its reasons, and nobody is asked', async () => {
    const gateway = await startScriptedGateway(
      {},
      {
        environment: { ANTHROPIC_API_KEY: undefined },
        providers: { anthropic: { key: 'env:ANTHROPIC_API_KEY' } },
      },
    );
    await gateway.upstreams.ollama.close();
    const refused = classify(gateway);
    await expect(refused).rejects.toMatchObject({ status: expect.any(Number) });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
    const { call, closed } = gateway.lastReceipt();
    expect(call.excluded).toMatchObject([
      { tier: 0, reason: 'provider_down' },
      { tier: 1, reason: 'no_key' },
    ]);
    expect(closed).toMatchObject({ outcome: 'refused', errorCode: 'no_candidate', attempts: 0 });
  });

  it('1 at its first provider: an equivalent of the same tier serves', async () => {
    const gateway = await startScriptedGateway(
      {
        anthropic: { afterwards: OVERLOADED },
        openai: [{ body: openaiCompletion({ text: 'A title', model: 'gpt-5.4-mini' }) }],
      },
      {
        policy: { tiers: { 1: { models: ['anthropic/claude-haiku-5-5', 'openai/gpt-5.4-mini'] } } },
      },
    );
    const { data, response } = await gateway.anthropic.messages
      .create(
        { model: 'modicum/auto', max_tokens: 50, messages: [{ role: 'user', content: 'x' }] },
        { headers: { 'x-modicum-tier': '1' } },
      )
      .withResponse();
    expect(data).toMatchObject({ model: 'gpt-5.4-mini', content: [{ text: 'A title' }] });
    expect(response.headers.get('x-modicum-tier')).toBe('1');
    expect(response.headers.get('x-modicum-reason')).toContain('equivalent_provider');
    expect(response.headers.get('x-modicum-escalated-from')).toBeNull();
    const { attempts } = gateway.lastReceipt();
    expect(attempts.map(({ opened }) => `${opened.provider} ${opened.lane}`)).toEqual([
      'anthropic untouched',
      'anthropic untouched',
      'openai translated',
    ]);
  });
});
