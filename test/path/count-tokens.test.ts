import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  anthropicError,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import { startScriptedGateway } from './start-gateway.ts';

const CLAUDE_CODE = {
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'claude-code-20250219,token-counting-2024-11-01',
  'user-agent': 'claude-cli/2.1.328 (external, cli)',
  'x-app': 'cli',
  'x-claude-code-session-id': '5f0c0000-0000-4000-8000-000000000001',
};

/** As `/context` asks: one tool at a time, beside a message that says nothing. */
function count(number: number, model = 'claude-opus-5-5') {
  return {
    model,
    messages: [{ role: 'user', content: 'foo' }],
    tools: [{ name: `tool_${number}`, description: 'x', input_schema: { type: 'object' } }],
  };
}

function numberIn(request: RecordedRequest): number {
  const { tools } = request.json() as { tools: { name: string }[] };
  return Number(tools[0]?.name.slice('tool_'.length));
}

const PATH = '/v1/messages/count_tokens?beta=true';

describe('25 counts at once, as /context sends them', () => {
  const NUMBERS = Array.from({ length: 25 }, (_, index) => index);

  it('are asked side by side, and each has its own answer, whatever becomes of the others', async () => {
    const allCame = Promise.withResolvers<void>();
    const failed = new Set([7]);
    let came = 0;
    const reply = (request: RecordedRequest): ScriptedReply => {
      // Nobody is answered before all have come: counts in a row would wait for ever.
      if (++came === NUMBERS.length) allCame.resolve();
      const number = numberIn(request);
      return failed.has(number)
        ? { status: 529, body: anthropicError(), until: allCame.promise }
        : { body: { input_tokens: 1000 + number }, until: allCame.promise };
    };
    const gateway = await startScriptedGateway({ anthropic: { afterwards: reply } });
    const order: number[] = [];
    const answers = await Promise.all(
      NUMBERS.map(async (number) => {
        const answered = await send(gateway.url + PATH, {
          headers: CLAUDE_CODE,
          body: count(number),
        });
        order.push(number);
        return answered;
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      NUMBERS.map((number) => (failed.has(number) ? 529 : 200)),
    );
    expect(answers[7]?.json()).toEqual(anthropicError());
    for (const number of NUMBERS.filter((each) => !failed.has(each))) {
      expect(answers[number]?.json()).toEqual({ input_tokens: 1000 + number });
    }
    expect(order.toSorted((one, other) => one - other)).toEqual(NUMBERS);
    expect(gateway.receipts()).toEqual([]);
  });

  it('do not wait for one that takes its time', async () => {
    const gate = Promise.withResolvers<void>();
    const reply = (request: RecordedRequest): ScriptedReply => ({
      body: { input_tokens: numberIn(request) },
      ...(numberIn(request) === 0 && { until: gate.promise }),
    });
    const gateway = await startScriptedGateway({ anthropic: { afterwards: reply } });
    const slow = send(gateway.url + PATH, { headers: CLAUDE_CODE, body: count(0) });
    await gateway.upstreams.anthropic.nextRequest();
    const others = await Promise.all(
      NUMBERS.slice(1).map((number) =>
        send(gateway.url + PATH, { headers: CLAUDE_CODE, body: count(number) }),
      ),
    );
    expect(others.map((answered) => answered.json())).toEqual(
      NUMBERS.slice(1).map((number) => ({ input_tokens: number })),
    );
    gate.resolve();
    expect((await slow).json()).toEqual({ input_tokens: 0 });
  });
});

describe('the model a count is asked of', () => {
  async function askedModel(claudeCode: object, headers: Record<string, string>) {
    const gateway = await startScriptedGateway(
      { anthropic: { afterwards: { body: { input_tokens: 1 } } } },
      { policy: { claude_code: claudeCode } },
    );
    const answered = await send(gateway.url + PATH, { headers, body: count(1) });
    const [request] = gateway.upstreams.anthropic.requests;
    const asked = request === undefined ? null : (request.json() as { model: string }).model;
    return { asked, estimated: answered.headers.get('x-modicum-estimated') };
  }
  const BOUND = { main: 'claude-haiku-5-5', sub_agent: 'claude-sonnet-5-5' };
  const AGENT = { ...CLAUDE_CODE, 'x-claude-code-agent-id': 'agent' };

  it.each([
    [
      'named, in a lane that is observed',
      { main: 'observe', bind: BOUND },
      CLAUDE_CODE,
      'claude-opus-5-5',
    ],
    [
      'bound, in a lane that is routed',
      { main: 'route', bind: BOUND },
      CLAUDE_CODE,
      'claude-haiku-5-5',
    ],
    ['bound for sub-agents', { subagents: 'route', bind: BOUND }, AGENT, 'claude-sonnet-5-5'],
    ['named, for other clients', { main: 'route', bind: BOUND }, {}, 'claude-opus-5-5'],
  ])('is the one %s', async (_name, claudeCode, headers, expected) => {
    expect(await askedModel(claudeCode, headers)).toEqual({ asked: expected, estimated: null });
  });

  it('is nobody where the call would go to a model of others: an estimate that says so', async () => {
    const bound = { main: 'route', bind: { main: 'modicum/tier-0' } };
    expect(await askedModel(bound, CLAUDE_CODE)).toEqual({ asked: null, estimated: 'true' });
  });
});

describe('the recorded counts of Claude Code', () => {
  const FILE = new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
  const COUNTS = readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { url: string; headers: Record<string, string>; body: object },
    )
    .filter(({ url }) => url.includes('count_tokens'));

  it('go up byte for byte, with their betas and credential', async () => {
    expect(COUNTS.length).toBeGreaterThan(0);
    const gateway = await startScriptedGateway(
      { anthropic: { afterwards: { body: { input_tokens: 5 } } } },
      { environment: { ANTHROPIC_API_KEY: undefined } },
    );
    for (const { url, headers, body } of COUNTS) {
      const beta = headers['anthropic-beta'] ?? '';
      const text = JSON.stringify(body);
      await send(gateway.url + url, {
        headers: { 'anthropic-beta': beta, authorization: 'Bearer of-a-login-0123456789' },
        body: text,
      });
      const request = gateway.upstreams.anthropic.requests.at(-1);
      expect(request?.text()).toBe(text);
      expect(request?.path).toBe(url);
      expect(request?.headers).toMatchObject({
        'anthropic-beta': beta,
        authorization: 'Bearer of-a-login-0123456789',
      });
    }
  });
});
