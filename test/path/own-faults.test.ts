import { describe, expect, it } from 'vitest';
import { ModicumError, type Ledger } from '../../src/index.ts';
import { anthropicMessage, anthropicStream } from '../../src/testing/index.ts';
import { createMemoryLedger } from '../../src/testing/memory-ledger.ts';
import { send } from './send.ts';
import { startScriptedGateway } from './start-gateway.ts';

const CALL = {
  model: 'claude-haiku-5-5',
  max_tokens: 9,
  messages: [{ role: 'user' as const, content: 'x' }],
};

type Write = 'openCall' | 'openAttempt' | 'closeAttempt' | 'closeCall';

/** A ledger one of whose writes fails: as on a full disk, or as a bug of ours would. */
function failingAt(write: Write, cause: Error): Ledger {
  return { ...createMemoryLedger(), [write]: () => Promise.reject(cause) };
}

const FULL = new ModicumError('ledger_full', 'the disk is full');
const BUG = new TypeError('undefined is not a function');
const WHOLE = { anthropic: { afterwards: { body: anthropicMessage() } } };
const STREAM = { anthropic: { afterwards: { sse: anthropicStream() } } };

describe('a ledger that cannot be written', () => {
  it.each(['openCall', 'openAttempt'] as const)('at %s: no model is called', async (write) => {
    const gateway = await startScriptedGateway(WHOLE, { ledger: failingAt(write, FULL) });
    await expect(gateway.anthropic.messages.create(CALL)).rejects.toMatchObject({
      status: 503,
      error: {
        error: { message: expect.stringContaining('Nothing is sent that cannot be booked') },
      },
    });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
    expect(gateway.log.join('\n')).toContain('ledger_unavailable');
  });

  it.each(['closeAttempt', 'closeCall'] as const)(
    'at %s: what was paid for and cannot be booked is not handed over as if it were',
    async (write) => {
      const gateway = await startScriptedGateway(WHOLE, { ledger: failingAt(write, FULL) });
      await expect(gateway.anthropic.messages.create(CALL)).rejects.toMatchObject({ status: 503 });
      expect(gateway.log.join('\n')).toContain('ledger_unavailable');
    },
  );

  it('at the end of a stream: an error event stands where the terminal one would', async () => {
    const ledger = failingAt('closeCall', FULL);
    const gateway = await startScriptedGateway(STREAM, { ledger });
    const answered = await send(`${gateway.url}/v1/messages`, {
      headers: { 'anthropic-version': '2023-06-01' },
      body: { ...CALL, stream: true },
    });
    expect(answered.text).toContain('Hello');
    expect(answered.text).not.toContain('message_stop');
    expect(answered.text).toMatch(/event: error\ndata: .*disk is full/);
  });

  it('at a refusal: the client is still answered, of the ledger', async () => {
    const gateway = await startScriptedGateway({}, { ledger: failingAt('closeCall', FULL) });
    await expect(
      gateway.anthropic.messages.create({ ...CALL, model: 'absent' }),
    ).rejects.toMatchObject({ status: 503 });
  });

  it('at a batch: it is not created', async () => {
    const gateway = await startScriptedGateway(WHOLE, { ledger: failingAt('openCall', FULL) });
    await expect(gateway.anthropic.messages.batches.create({ requests: [] })).rejects.toMatchObject(
      { status: 503 },
    );
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });
});

describe('a bug of ours', () => {
  it('is told in the log alone; the client hears where to look', async () => {
    const gateway = await startScriptedGateway(WHOLE, { ledger: failingAt('openAttempt', BUG) });
    await expect(gateway.openai.chat.completions.create(CALL)).rejects.toMatchObject({
      status: 500,
      code: 'internal_error',
    });
    expect(gateway.log.join('\n')).toContain('undefined is not a function');
  });

  it('outside of any call is a 500 too, and the next request is served', async () => {
    const ledger = createMemoryLedger();
    const recent = () => {
      throw BUG;
    };
    const gateway = await startScriptedGateway(WHOLE, { ledger: { ...ledger, recent } });
    const answered = await send(`${gateway.url}/v1/modicum/calls`);
    expect(answered.status).toBe(500);
    expect(answered.text).not.toContain('undefined');
    expect((await send(`${gateway.url}/healthz`)).status).toBe(200);
  });
});

describe('what is passed through', () => {
  const count = { model: 'claude-haiku-5-5', messages: CALL.messages };

  it('fails in the dialect when nobody answers', async () => {
    const gateway = await startScriptedGateway();
    await gateway.upstreams.anthropic.close();
    await expect(gateway.anthropic.messages.countTokens(count)).rejects.toMatchObject({
      status: 502,
      error: { type: 'error', error: { type: 'api_error' } },
    });
  });

  it('breaks off where the upstream did, so that half is not taken for whole', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: ['{"a":1}\n'], thenCut: true }],
    });
    const results = send(`${gateway.url}/v1/messages/batches/msgbatch_1/results`);
    await expect(results).rejects.toThrow();
  });

  it('ends at the policy’s deadline', async () => {
    const gateway = await startScriptedGateway(
      { anthropic: [{ neverAnswers: true }] },
      { policy: { limits: { deadline: '1s' } } },
    );
    await expect(gateway.anthropic.messages.countTokens(count)).rejects.toMatchObject({
      status: 504,
    });
    await gateway.upstreams.anthropic.whenClosed(0);
  });

  it('is read before it is passed: a body that is none goes nowhere', async () => {
    const gateway = await startScriptedGateway({}, { policy: { limits: { body: '1KB' } } });
    const url = `${gateway.url}/v1/messages/count_tokens`;
    expect((await send(url, { body: '{' })).status).toBe(400);
    expect((await send(url, { body: `"${'x'.repeat(2000)}"` })).status).toBe(413);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });
});

it('an answer that came compressed although nobody asked is not taken for one', async () => {
  const reply = { body: 'gzip bytes', headers: { 'content-encoding': 'gzip' } };
  const gateway = await startScriptedGateway({ anthropic: { afterwards: reply } });
  await expect(gateway.anthropic.messages.create(CALL)).rejects.toMatchObject({ status: 502 });
  expect(gateway.lastReceipt().attempts[0]?.closed).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('compressed'),
    cost: { state: 'unknown' },
  });
});

it('a streamed answer that fails its validator is delivered and the verdict booked', async () => {
  const gateway = await startScriptedGateway(
    { anthropic: [{ sse: anthropicStream({ text: 'not JSON' }) }] },
    { policy: { tasks: { generate_title: { delivery: 'streamed', validate: ['one_of'] } } } },
  );
  const message = await gateway.anthropic.messages
    .stream({
      ...CALL,
      model: 'modicum/auto:task=generate_title',
      system: 'Answer with exactly one of: billing, bug.',
    })
    .finalMessage();
  expect(message.content).toMatchObject([{ text: 'not JSON' }]);
  const { closed, attempts } = gateway.lastReceipt();
  expect(closed).toMatchObject({ outcome: 'answered', attempts: 1 });
  expect(attempts[0]?.closed?.detail).toContain('one_of');
});
