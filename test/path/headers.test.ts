import { BadRequestError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import {
  anthropicMessage,
  anthropicStream,
  ollamaAnswer,
  openaiCompletion,
  type RecordedRequest,
} from '../../src/testing/index.ts';
import {
  startScriptedGateway,
  startSimulatedGateway,
  type ScriptedGateway,
} from './start-gateway.ts';

const ALL = {
  anthropic: {
    afterwards: (request: RecordedRequest) => {
      const { model } = request.json() as { model: string };
      return { body: anthropicMessage({ model }) };
    },
  },
  openai: { afterwards: { body: openaiCompletion() } },
  ollama: { afterwards: { body: ollamaAnswer() } },
};

const CALL = {
  model: 'modicum/auto',
  max_tokens: 50,
  messages: [{ role: 'user' as const, content: 'What did you think of it?' }],
};

async function ask(gateway: ScriptedGateway, headers: Readonly<Record<string, string>>) {
  const { response } = await gateway.anthropic.messages.create(CALL, { headers }).withResponse();
  return Object.fromEntries(response.headers);
}

function callsSeen(gateway: ScriptedGateway): number {
  const { anthropic, openai, ollama } = gateway.upstreams;
  return anthropic.requests.length + openai.requests.length + ollama.requests.length;
}

describe('request headers', () => {
  const EFFECTS: readonly [Record<string, string>, Record<string, string>][] = [
    [
      { 'x-modicum-task': 'classify' },
      {
        'x-modicum-tier': '0',
        'x-modicum-task': 'classify_text',
        'x-modicum-decision': 'header_task',
      },
    ],
    [{ 'x-modicum-tier': '1' }, { 'x-modicum-tier': '1', 'x-modicum-decision': 'header_tier' }],
    [{ 'x-modicum-min-tier': '3' }, { 'x-modicum-tier': '3', 'x-modicum-reason': 'tier_floor' }],
    [
      { 'x-modicum-max-tier': '1', 'x-modicum-task': 'write_code' },
      { 'x-modicum-tier': '1', 'x-modicum-reason': 'tier_cap' },
    ],
    [
      { 'x-modicum-background': 'true' },
      { 'x-modicum-tier': '0', 'x-modicum-decision': 'background' },
    ],
    [
      { 'x-modicum-background': 'no', 'x-modicum-task': 'write_code' },
      { 'x-modicum-tier': '2', 'x-modicum-decision': 'header_task' },
    ],
    [
      { 'x-modicum-complexity': '2' },
      { 'x-modicum-tier': '0', 'x-modicum-decision': 'header_complexity' },
    ],
    [{ 'x-modicum-complexity': '4' }, { 'x-modicum-tier': '1' }],
    [{ 'x-modicum-complexity': '6' }, { 'x-modicum-tier': '2' }],
    [{ 'x-modicum-complexity': '9' }, { 'x-modicum-tier': '3' }],
    [
      { 'x-modicum-task': 'classify', 'x-modicum-deadline-ms': '1500' },
      { 'x-modicum-tier': '1', 'x-modicum-reason': 'deadline_too_short' },
    ],
  ];

  it.each(EFFECTS)('%j gives %j', async (request, response) => {
    const gateway = await startScriptedGateway(ALL);
    expect(await ask(gateway, request)).toMatchObject(response);
  });

  it('name session and tags in the ledger', async () => {
    const gateway = await startScriptedGateway(ALL);
    await ask(gateway, { 'x-modicum-session': 'night-run', 'x-modicum-tags': 'team=a, , env=ci' });
    expect(gateway.lastReceipt().call).toMatchObject({
      session: 'night-run',
      tags: ['team=a', 'env=ci'],
    });
  });

  it('end the call at its deadline, whatever the upstream does', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ neverAnswers: true }] });
    await expect(ask(gateway, { 'x-modicum-deadline-ms': '60' })).rejects.toMatchObject({
      status: 504,
      error: { error: { message: expect.stringContaining('x-modicum-deadline-ms') } },
    });
    await gateway.upstreams.anthropic.whenClosed(0);
    expect(gateway.lastReceipt().closed).toMatchObject({
      status: 504,
      errorCode: 'deadline_passed',
    });
  });

  it('decide without a call: nobody is asked and nothing is booked', async () => {
    const gateway = await startScriptedGateway(ALL);
    const answered = await gateway.anthropic.messages.create(CALL, {
      headers: { 'x-modicum-dry-run': 'true', 'x-modicum-task': 'summarize' },
    });
    expect(answered).toMatchObject({
      object: 'modicum.decision',
      kind: 'decision',
      tier: 0,
      decidedBy: 'header_task',
      plan: [
        { tier: 0, model: 'local/qwen2.5:7b' },
        { tier: 1, model: 'anthropic/claude-haiku-5-5' },
        {},
      ],
      classification: { classifier: expect.any(String) },
    });
    expect(callsSeen(gateway)).toBe(0);
    expect(gateway.receipts()).toEqual([]);
  });

  it('decide without a call for a refusal too', async () => {
    const gateway = await startScriptedGateway(ALL);
    const answered = await gateway.anthropic.messages.create(CALL, {
      headers: { 'x-modicum-dry-run': '1', 'x-modicum-min-tier': '3', 'x-modicum-max-tier': '1' },
    });
    expect(answered).toMatchObject({ kind: 'refusal', reason: 'floor_above_cap' });
    expect(gateway.receipts()).toEqual([]);
  });

  const WRONG: readonly [string, string][] = [
    ['x-modicum-task', 'sing'],
    ['x-modicum-tier', '4'],
    ['x-modicum-min-tier', 'low'],
    ['x-modicum-max-tier', '-1'],
    ['x-modicum-background', 'maybe'],
    ['x-modicum-complexity', '11'],
    ['x-modicum-deadline-ms', '1.5'],
    ['x-modicum-dry-run', 'please'],
    ['x-modicum-teir', '1'],
  ];

  it.each(WRONG)('%s: %s is named and refused, and nobody is called', async (name, value) => {
    const gateway = await startScriptedGateway(ALL);
    const refused = ask(gateway, { [name]: value });
    await expect(refused).rejects.toBeInstanceOf(BadRequestError);
    await expect(refused).rejects.toThrow(name);
    expect(callsSeen(gateway)).toBe(0);
  });
});

describe('response headers', () => {
  it('tell the whole decision of a routed call, and its true cost', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ model: 'claude-haiku-5-5' }) }],
    });
    const headers = await ask(gateway, { 'x-modicum-tier': '1' });
    const receipt = gateway.lastReceipt();
    expect(headers).toMatchObject({
      'x-modicum-call-id': receipt.call.callId,
      'x-modicum-decision': 'header_tier',
      'x-modicum-tier': '1',
      'x-modicum-model': 'anthropic/claude-haiku-5-5',
      'x-modicum-requested-model': 'modicum/auto',
      'x-modicum-attempts': '1',
      'x-modicum-changes': 'effort=low',
      // 211 × $0.10 + 37 × $0.50 per million.
      'x-modicum-cost-usd': '0.0000396',
      'x-modicum-cost-state': 'final',
      // 211 × $2 + 37 × $10 per million.
      'x-modicum-baseline-usd': '0.000792',
    });
    expect(headers['x-modicum-overhead-ms']).toMatch(/^\d+\.\d\d$/);
    expect(headers).not.toHaveProperty('x-modicum-escalated-from');
    expect(headers).not.toHaveProperty('x-modicum-verdict');
    expect(headers).not.toHaveProperty('x-modicum-simulated');
  });

  it('say what translation left out, as do the receipt and its plan', async () => {
    const gateway = await startScriptedGateway(ALL);
    const { response } = await gateway.anthropic.messages
      .create(
        {
          ...CALL,
          metadata: { user_id: 'u' },
          system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }],
        },
        { headers: { 'x-modicum-tier': '0' } },
      )
      .withResponse();
    expect(response.headers.get('x-modicum-changes')).toBe(
      'cache_control left out, metadata left out',
    );
    const { call, attempts } = gateway.lastReceipt();
    const texts = ['cache_control left out', 'metadata left out'];
    expect(attempts[0]?.opened.changes).toEqual(expect.arrayContaining(texts));
    expect(call.plan[0]?.changes).toEqual(expect.arrayContaining(texts));
    // The next step speaks the client's own dialect: nothing is left out there.
    expect(call.plan[1]?.changes).not.toContain('cache_control left out');
  });

  it('hold an estimate for a stream; the receipt holds the figure', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ sse: anthropicStream() }] });
    const { data, response } = await gateway.anthropic.messages
      .create({ ...CALL, model: 'claude-haiku-5-5', stream: true })
      .withResponse();
    for await (const event of data) void event;
    expect(response.headers.get('x-modicum-cost-state')).toBe('estimated');
    expect(Number(response.headers.get('x-modicum-cost-usd'))).toBeGreaterThan(0);
    expect(gateway.lastReceipt().closed?.cost).toEqual({ state: 'final', nanoUsd: 39_600 });
  });

  it('give the classifier’s confidence when it recognised the work', async () => {
    const gateway = await startScriptedGateway(ALL);
    const { response } = await gateway.anthropic.messages
      .create({ ...CALL, messages: [{ role: 'user', content: 'Summarize this text: it rained.' }] })
      .withResponse();
    expect(response.headers.get('x-modicum-task')).toBe('summarize');
    expect(Number(response.headers.get('x-modicum-confidence'))).toBeGreaterThan(0.5);
  });

  it('say that an upstream is simulated', async () => {
    const providers = { anthropic: { simulated: true } };
    const gateway = await startSimulatedGateway({}, { providers });
    const { response } = await gateway.anthropic.messages.create(CALL).withResponse();
    expect(response.headers.get('x-modicum-simulated')).toBe('true');
    expect(gateway.lastReceipt().call.simulated).toBe(true);
  });

  it('say why there is no answer', async () => {
    const gateway = await startScriptedGateway(ALL);
    const refused = ask(gateway, { 'x-modicum-min-tier': '2', 'x-modicum-max-tier': '1' });
    const error = (await refused.catch((cause: unknown) => cause)) as { headers: Headers };
    expect(error.headers.get('x-modicum-decision')).toBe('refusal');
    expect(error.headers.get('x-modicum-reason')).toBe('floor_above_cap');
    expect(error.headers.get('x-modicum-call-id')).toBe(gateway.lastReceipt().call.callId);
  });

  it('hold no client text that could break them', async () => {
    const gateway = await startScriptedGateway(ALL);
    const model = 'nö\r\nx-evil: 1';
    const refused = gateway.anthropic.messages.create({ ...CALL, model });
    const error = (await refused.catch((cause: unknown) => cause)) as { headers: Headers };
    expect(error.headers.get('x-evil')).toBeNull();
    expect(error.headers.get('x-modicum-requested-model')).toBe('n%C3%B6%0D%0Ax-evil: 1');
  });
});
