import { describe, expect, it } from 'vitest';
import {
  anthropicMessage,
  anthropicStream,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import {
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
} from './start-gateway.ts';

const SCORE = 'Score the relevance of this passage to the query from 1 to 5';
const REFACTOR = 'Refactor this function to use async iteration and fix the race condition';
const SUMMARISE = 'CRITICAL: Respond with TEXT ONLY. Do NOT call any tools.';
const SUMMARY = 'This session is being continued from a previous conversation that ran out.';

const SCORES = { 'x-modicum-task': 'score_rate' };

const CHEAP = 'anthropic/claude-haiku-5-5';
const WORKHORSE = 'anthropic/claude-sonnet-5-5';
const BEST = 'anthropic/claude-opus-5-5';

const MARK = { cache_control: { type: 'ephemeral' } };

interface Sent {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: unknown;
  readonly system?: unknown;
  readonly messages: readonly { readonly content: unknown }[];
}

/** An upstream with a cache per model: a prompt's longest known beginning is read, the rest written. */
function cachingUpstream(): ScriptedReply {
  const known = new Map<string, string[]>();
  const tokens = (characters: number) => Math.round(characters / 2.7);
  return (request: RecordedRequest): ScriptedReply => {
    const { model, stream, tools = [], system = [], messages } = request.json() as Sent;
    const prompt = [tools, system, ...messages.map(({ content }) => content)]
      .map((part) => JSON.stringify(part).replace(/,"cache_control":\{[^}]*\}/g, ''))
      .join('');
    const prefixes = known.get(model) ?? [];
    const read = prefixes.reduce((most, one) => Math.max(most, shared(one, prompt)), 0);
    known.set(model, [...prefixes, prompt]);
    const isMarked = JSON.stringify([system, messages]).includes('cache_control');
    const usage = isMarked
      ? {
          input_tokens: 3,
          cache_read_input_tokens: read < 3_000 ? 0 : tokens(read),
          cache_creation_input_tokens: tokens(read < 3_000 ? prompt.length : prompt.length - read),
          output_tokens: 50,
        }
      : { input_tokens: tokens(prompt.length), output_tokens: 50 };
    const answer = { model, text: 'Done.', usage };
    return stream === true ? { sse: anthropicStream(answer) } : { body: anthropicMessage(answer) };
  };
}

function shared(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}

const start = (options: GatewayOptions = {}) =>
  startScriptedGateway({ anthropic: { afterwards: cachingUpstream() } }, options);

const SYSTEM = (characters: number) => [
  { type: 'text', text: 'You help. '.repeat(characters / 10), ...MARK },
];

interface Said {
  readonly headers?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One turn, with a mark on its last message as Claude Code sets it. */
async function turn(gateway: ScriptedGateway, texts: readonly string[], said: Said = {}) {
  const { headers, ...fields } = said;
  const messages = texts.flatMap((text, index) => [
    ...(index === 0 ? [] : [{ role: 'assistant', content: [{ type: 'text', text: 'Done.' }] }]),
    {
      role: 'user',
      content: [{ type: 'text', text, ...(index === texts.length - 1 && MARK) }],
    },
  ]);
  const answered = await send(`${gateway.url}/v1/messages`, {
    headers: { 'anthropic-version': '2023-06-01', 'x-modicum-session': 'one', ...headers },
    body: { model: 'modicum/auto', max_tokens: 99, system: SYSTEM(30_000), messages, ...fields },
  });
  expect(answered.status).toBe(200);
  return gateway.lastReceipt();
}

const readOf = ({ attempts }: ReturnType<ScriptedGateway['lastReceipt']>) => {
  const usage = attempts[0]?.closed?.usage;
  return usage?.state === 'reported' ? usage.usage.cacheReadTokens : null;
};

describe.each([
  ['whole', {}],
  ['streamed', { stream: true }],
])('caches of a conversation, %s', (_name, said) => {
  it('are foreseen from what the upstream reported before', async () => {
    const gateway = await start();
    const texts = [SCORE];
    const states: (string | undefined)[] = [];
    for (let round = 0; round < 4; round++) {
      const receipt = await turn(gateway, texts, said);
      const { cachePrediction } = receipt.call;
      states.push(cachePrediction?.state);
      const read = readOf(receipt) ?? 0;
      expect(Math.abs((cachePrediction?.readTokens ?? 0) - read)).toBeLessThanOrEqual(read * 0.01);
      texts.push(`${REFACTOR} ${'and so on '.repeat(200)}`);
    }
    expect(states).toEqual(['cold', 'warm', 'warm', 'warm']);
    const foresight = gateway.ledger.cacheForesight({});
    expect(foresight.map(({ state, calls }) => [state, calls])).toEqual([
      ['cold', 1],
      ['warm', 3],
    ]);
    const warm = foresight[1];
    expect(warm?.readTokens).toBeGreaterThan(30_000);
    expect(warm?.offTokens).toBeLessThan((warm?.readTokens ?? 0) / 100);
  });

  it('live on while another model answers, and are found again on return', async () => {
    const gateway = await start();
    const tier = (number: number) => ({ ...said, headers: { 'x-modicum-tier': String(number) } });
    await turn(gateway, [SCORE], tier(1));
    const away = await turn(gateway, [SCORE, SCORE], tier(2));
    expect(away.call.cachePrediction).toMatchObject({
      model: WORKHORSE,
      state: 'cold',
      coldBecause: 'first_visit',
    });
    const back = await turn(gateway, [SCORE, SCORE, SCORE], tier(1));
    expect(back.call.cachePrediction).toMatchObject({ model: CHEAP, state: 'return' });
    expect(readOf(back)).toBe(back.call.cachePrediction?.readTokens);
  });

  it('are not read with other tools, which is foreseen', async () => {
    const gateway = await start();
    const tool = { name: 'Bash', description: 'Runs it.', input_schema: { type: 'object' } };
    await turn(gateway, [SCORE], said);
    const receipt = await turn(gateway, [SCORE, SCORE], { ...said, tools: [tool] });
    expect(receipt.call.cachePrediction).toMatchObject({ coldBecause: 'tools_changed' });
    expect(readOf(receipt)).toBe(0);
  });

  it('are not expected without marks', async () => {
    const gateway = await start();
    const messages = [{ role: 'user', content: SCORE }];
    const receipt = await turn(gateway, [], { ...said, system: 'Short.', messages });
    expect(receipt.call.cachePrediction).toMatchObject({
      coldBecause: 'not_cached',
      readTokens: 0,
      writeTokens: 0,
    });
  });
});

describe('the switch guard', () => {
  const claudeCode = (system: number) => ({
    model: 'claude-opus-5-5',
    system: SYSTEM(system),
    tools: [{ name: 'Agent', description: 'An agent.', input_schema: { type: 'object' } }],
    headers: {
      'user-agent': 'claude-cli/2.1.328 (external, cli)',
      'x-claude-code-session-id': 'one',
    },
  });
  const routed: GatewayOptions = {
    policy: { claude_code: { main: 'route', bind: { main: 'modicum/auto' } } },
  };
  /** Until the summary the conversation is held on the strongest model. */
  async function compacted(system: number) {
    const gateway = await start(routed);
    const said = claudeCode(system);
    const high = { ...said, headers: { ...said.headers, 'x-modicum-min-tier': '3' } };
    await turn(gateway, [REFACTOR], high);
    await turn(gateway, [REFACTOR, REFACTOR], high);
    const { call } = await turn(gateway, [REFACTOR, REFACTOR, SUMMARISE], said);
    expect(call.purpose).toBe('compaction');
    const least = { ...said, headers: { ...said.headers, 'x-modicum-min-tier': '2' } };
    return { gateway, next: await turn(gateway, [SUMMARY, REFACTOR], least), said };
  }

  it('keeps a conversation whose long system prompt is in the cache', async () => {
    const { next, gateway, said } = await compacted(400_000);
    expect(next.closed?.servedModel).toBe(BEST);
    expect(next.call).toMatchObject({ decidedBy: 'kept_model', reasons: ['switch_not_worth'] });
    const account = next.call.switchAccount;
    expect(account).toMatchObject({
      verdict: 'not_worth',
      boundary: 'after_compaction',
      stay: { model: BEST, cache: { state: 'warm' } },
      move: { model: WORKHORSE, cache: { state: 'cold', coldBecause: 'first_visit' } },
    });
    expect(account?.stay.cost?.totalNanoUsd).toBeLessThan(account?.move.cost?.totalNanoUsd ?? 0);
    const read = readOf(next) ?? 0;
    expect(read).toBeGreaterThan(140_000);
    const predicted = next.call.cachePrediction?.readTokens ?? 0;
    expect(Math.abs(predicted - read)).toBeLessThan(read * 0.02);
    const after = await turn(gateway, [SUMMARY, REFACTOR, REFACTOR], said);
    expect(after.closed?.servedModel).toBe(BEST);
    expect(after.call.switchAccount).toBeNull();
  });

  it('lets one go whose prompt is short', async () => {
    const { next, gateway, said } = await compacted(3_000);
    expect(next.closed?.servedModel).toBe(WORKHORSE);
    expect(next.call.reasons).toContain('switch_pays');
    expect(next.call.switchAccount).toMatchObject({
      verdict: 'pays',
      breakEvenTurns: expect.any(Number) as number,
    });
    const after = await turn(gateway, [SUMMARY, REFACTOR, REFACTOR], said);
    expect(after.call.decidedBy).toBe('kept_model');
    expect(after.closed?.servedModel).toBe(WORKHORSE);
  });

  it('weighs the same for a conversation that is only observed', async () => {
    const gateway = await start();
    const said = claudeCode(400_000);
    await turn(gateway, [REFACTOR], said);
    const receipt = await turn(gateway, [REFACTOR, REFACTOR], said);
    expect(receipt.call).toMatchObject({ decidedBy: 'pin', shadow: { model: WORKHORSE } });
    expect(receipt.call.cachePrediction).toMatchObject({ model: BEST, state: 'warm' });
  });
});

describe('an agent that goes in circles', () => {
  const tools = [{ name: 'Bash', description: 'Runs it.', input_schema: { type: 'object' } }];
  const loop = (times: number) => [
    { role: 'user', content: SCORE },
    ...Array.from({ length: times }, (_, index) => [
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: `t${index}`, name: 'Bash', input: { command: 'make' } }],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: `t${index}`, content: 'no rule', is_error: true },
        ],
      },
    ]).flat(),
  ];

  /** Its first call says what it is, so that it begins on tier 1; those after it stay. */
  const begun = (times: number) => (times === 0 ? { headers: SCORES } : {});

  it('climbs one tier, once, and stays there', async () => {
    const gateway = await start();
    const at = (times: number) =>
      turn(gateway, [], { messages: loop(times), tools, ...begun(times) });
    const before = [await at(0), await at(1), await at(2)];
    expect(before.map(({ closed }) => closed?.servedModel)).toEqual([CHEAP, CHEAP, CHEAP]);
    const climbed = await at(3);
    expect(climbed.closed?.servedModel).toBe(WORKHORSE);
    expect(climbed.call).toMatchObject({ decidedBy: 'stuck_climbed', tier: 2 });
    expect(climbed.call.explanation).toContain('the same call of Bash 3 times in a row');
    for (const times of [4, 7]) {
      const after = await at(times);
      expect(after.closed?.servedModel).toBe(WORKHORSE);
      expect(after.call.decidedBy).toBe('kept_model');
    }
    await turn(gateway, [], { messages: loop(8), tools, headers: { 'x-modicum-tier': '1' } });
    const back = await at(9);
    expect(back.call.decidedBy).toBe('kept_model');
    expect(back.closed?.servedModel).toBe(CHEAP);
  });

  it('has not climbed where the call that would have failed', async () => {
    let isDown = false;
    const caching = cachingUpstream();
    const gateway = await startScriptedGateway({
      anthropic: {
        afterwards: (request) =>
          isDown || typeof caching !== 'function'
            ? { status: 400, body: { type: 'error' } }
            : caching(request),
      },
    });
    const at = (times: number) =>
      turn(gateway, [], { messages: loop(times), tools, ...begun(times) });
    await at(0);
    isDown = true;
    await expect(at(3)).rejects.toThrow();
    isDown = false;
    expect((await at(3)).call.decidedBy).toBe('stuck_climbed');
  });
});
