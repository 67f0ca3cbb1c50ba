import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger, memoryRows } from '../../src/testing/memory-ledger.ts';
import {
  anthropicMessage,
  ollamaAnswer,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import {
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
} from './start-gateway.ts';

const AUDIT = 'Do a security audit of this login code';
const CLASSIFY = 'Classify as spam or ham: You have won a prize';
const SCORE = 'Score the relevance of this passage to the query from 1 to 5';
const REFACTOR = 'Refactor this function to use async iteration and fix the race condition';

const OPUS = 'anthropic/claude-opus-5-5';
const SONNET = 'anthropic/claude-sonnet-5-5';
const HAIKU = 'anthropic/claude-haiku-5-5';
const QWEN = 'local/qwen2.5:7b';

/** What each goes to when nothing else is known. No later turn asks for what must not stay below tier 2. */
const KINDS = [
  { asks: AUDIT, model: OPUS },
  { asks: REFACTOR, model: SONNET },
  { asks: SCORE, model: HAIKU },
] as const;

const asItself = (request: RecordedRequest): ScriptedReply => {
  const { model } = request.json() as { model: string };
  return { body: anthropicMessage({ model, text: 'spam' }) };
};

const start = (options: GatewayOptions = {}) =>
  startScriptedGateway(
    {
      anthropic: { afterwards: asItself },
      ollama: { afterwards: { body: ollamaAnswer({ text: 'spam' }) } },
    },
    options,
  );

interface Said {
  readonly headers?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One turn: what the user has said so far, each with its answer but for the last. Says who answered. */
async function turn(
  { url }: Pick<ScriptedGateway, 'url'>,
  texts: readonly string[],
  said: Said = {},
): Promise<string | null> {
  const { headers, ...fields } = said;
  const messages = texts.flatMap((text, index) => [
    ...(index === 0 ? [] : [{ role: 'assistant', content: 'Done.' }]),
    { role: 'user', content: text },
  ]);
  const answered = await send(`${url}/v1/messages`, {
    headers: { 'anthropic-version': '2023-06-01', 'x-modicum-session': 'night', ...headers },
    body: { model: 'modicum/auto', max_tokens: 99, messages, ...fields },
  });
  expect(answered.status).toBe(200);
  return answered.headers.get('x-modicum-model');
}

const claudeCode: Said = {
  model: 'claude-opus-5-5',
  system: [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.328.abc;' },
    { type: 'text', text: 'You are an agent.' },
  ],
  tools: [{ name: 'Agent', description: 'An agent.', input_schema: { type: 'object' } }],
  headers: { 'user-agent': 'claude-cli/2.1.328 (external, cli)' },
};
const routed: GatewayOptions = {
  policy: { claude_code: { main: 'route', bind: { main: 'modicum/auto' } } },
};

describe('a conversation stays on its model, whatever else its session does', () => {
  const BESIDE: readonly [string, (gateway: ScriptedGateway) => Promise<unknown>][] = [
    [
      'a call with another system prompt',
      async (gateway) => {
        const system = 'You are a classifier. Answer with one label: spam or ham.';
        expect(await turn(gateway, [CLASSIFY], { system })).toBe(QWEN);
      },
    ],
    ['run of the library', ({ modicum }) => modicum.run({ input: CLASSIFY, session: 'night' })],
    [
      'dispatchTool of the library',
      ({ modicum }) =>
        modicum.dispatchTool('summarize_document', { text: 'x' }, { session: 'night' }),
    ],
    [
      'another conversation',
      async (gateway) => {
        expect(await turn(gateway, [SCORE])).toBe(HAIKU);
        expect(await turn(gateway, [SCORE, REFACTOR])).toBe(HAIKU);
      },
    ],
    [
      'a later conversation that nobody knows',
      async (gateway) => expect(await turn(gateway, [SCORE, REFACTOR])).toBe(SONNET),
    ],
  ];

  it.each(BESIDE)('%s', async (_name, beside) => {
    const gateway = await start();
    expect(await turn(gateway, [AUDIT])).toBe(OPUS);
    await beside(gateway);
    expect(gateway.lastReceipt().call.session).toBe('night');
    expect(await turn(gateway, [AUDIT, CLASSIFY])).toBe(OPUS);
    expect(gateway.lastReceipt().call.decidedBy).toBe('kept_model');
    await beside(gateway);
    expect(await turn(gateway, [AUDIT, CLASSIFY, SCORE])).toBe(OPUS);
  });

  it('also one of Claude Code, beside a call that no rule recognises', async () => {
    const gateway = await start(routed);
    expect(await turn(gateway, [AUDIT], claudeCode)).toBe(OPUS);
    const system = [claudeCode.system].flat().with(1, { type: 'text', text: 'You classify.' });
    const beside = { ...claudeCode, system };
    expect(await turn(gateway, [SCORE], beside)).toBe(HAIKU);
    expect(await turn(gateway, [AUDIT, CLASSIFY], claudeCode)).toBe(OPUS);
    expect(await turn(gateway, [SCORE, REFACTOR], beside)).toBe(HAIKU);
    expect(await turn(gateway, [AUDIT, CLASSIFY, CLASSIFY], claudeCode)).toBe(OPUS);
  });

  it.each([
    ['pinned', { model: 'claude-sonnet-5-5' }],
    ['protected', { model: 'claude-sonnet-5-5', safeguards: [] }],
  ])('and on the one that answered a %s turn of it', async (_name, said) => {
    const gateway = await start();
    expect(await turn(gateway, [SCORE])).toBe(HAIKU);
    expect(await turn(gateway, [SCORE, SCORE], said)).toBe(SONNET);
    expect(await turn(gateway, [SCORE, SCORE, SCORE])).toBe(SONNET);
  });

  it('in 200 calls at once', async () => {
    const gateway = await start();
    const conversations = Array.from({ length: 50 }, (_, index) => {
      const kind = KINDS[index % KINDS.length] ?? KINDS[0];
      return { texts: [`${kind.asks} (${index})`], model: kind.model };
    });
    const first = await Promise.all(conversations.map(({ texts }) => turn(gateway, texts)));
    expect(first).toEqual(conversations.map(({ model }) => model));
    const later = await Promise.all(
      Array.from({ length: 4 }, (_, round) =>
        conversations.map(async ({ texts, model }, index) =>
          round === 0
            ? (await turn(gateway, [`${CLASSIFY} (${index})`])) === QWEN
            : (await turn(gateway, [...texts, `${CLASSIFY} (${round})`])) === model,
        ),
      ).flat(),
    );
    expect(later).toHaveLength(200);
    expect(later.filter((isRight) => !isRight)).toEqual([]);
  });

  it('in any order of conversations and single calls', async () => {
    const gateway = await start();
    let round = 0;
    const step = fc.record({ conversation: fc.nat(3), kind: fc.nat(2), isSingle: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const headers = { 'x-modicum-session': `session ${round++}` };
        const running = new Map<number, { texts: readonly string[]; model: string }>();
        for (const [at, { conversation, kind, isSingle }] of steps.entries()) {
          const { asks, model } = KINDS[kind] ?? KINDS[0];
          const before = isSingle ? undefined : running.get(conversation);
          const later = [CLASSIFY, SCORE][kind % 2] ?? SCORE;
          const texts =
            before === undefined ? [`${asks} (${at})`] : [...before.texts, `${later} (${at})`];
          const expected = before?.model ?? model;
          expect(await turn(gateway, texts, { headers })).toBe(expected);
          if (!isSingle) running.set(conversation, { texts, model: expected });
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('after a restart', () => {
  const restarted = async (options: GatewayOptions, said: Said) => {
    const rows = memoryRows();
    const before = await start({ ...options, ledger: createMemoryLedger(rows) });
    expect(await turn(before, [SCORE], said)).toBe(HAIKU);
    await before.close();
    return start({ ...options, ledger: createMemoryLedger(rows) });
  };

  it('a conversation of Claude Code goes on where it was', async () => {
    const gateway = await restarted(routed, claudeCode);
    expect(await turn(gateway, [SCORE, REFACTOR], claudeCode)).toBe(HAIKU);
    expect(await turn(gateway, [AUDIT], claudeCode)).toBe(OPUS);
    expect(await turn(gateway, [SCORE, REFACTOR, REFACTOR], claudeCode)).toBe(HAIKU);
  });

  it('one of another client goes on where it was, too', async () => {
    const gateway = await restarted({}, {});
    expect(await turn(gateway, [SCORE, REFACTOR])).toBe(HAIKU);
    expect(await turn(gateway, [SCORE, REFACTOR, SCORE])).toBe(HAIKU);
  });

  it('one of a session that several models answered is free once: it may have held several', async () => {
    const rows = memoryRows();
    const before = await start({ ledger: createMemoryLedger(rows) });
    expect(await turn(before, [REFACTOR])).toBe(SONNET);
    expect(await turn(before, [SCORE])).toBe(HAIKU);
    await before.close();
    const gateway = await start({ ledger: createMemoryLedger(rows) });
    expect(await turn(gateway, [SCORE, REFACTOR])).toBe(SONNET);
    expect(await turn(gateway, [SCORE, REFACTOR, SCORE])).toBe(SONNET);
  });
});
