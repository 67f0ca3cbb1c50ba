import { describe, expect, it } from 'vitest';
import { createMemoryLedger, memoryRows } from '../../src/testing/memory-ledger.ts';
import {
  anthropicEvent,
  anthropicMessage,
  anthropicStream,
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

const SCORE = 'Score the relevance of this passage to the query from 1 to 5';
const REFACTOR = 'Refactor this function to use async iteration and fix the race condition';

const CHEAP = 'claude-haiku-5-5';
const WORKHORSE = 'claude-sonnet-5-5';
const ASKED = 'claude-opus-5-5';

/** Good for whoever asked for a title, too. */
const ANSWER = '{"title":"x"}';

/** Every model answers as itself, streamed or whole as it is asked. */
const asItself = (request: RecordedRequest): ScriptedReply => {
  const { model, stream } = request.json() as { model: string; stream?: boolean };
  return stream === true
    ? { sse: anthropicStream({ model, text: ANSWER }) }
    : { body: anthropicMessage({ model, text: ANSWER }) };
};

const start = (options: GatewayOptions = {}) =>
  startScriptedGateway({ anthropic: { afterwards: asItself } }, options);

interface Said {
  readonly headers?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One turn: what the user has said so far, each with its answer but for the last. */
async function turn(gateway: ScriptedGateway, texts: readonly string[], said: Said = {}) {
  const { headers, ...fields } = said;
  const messages = texts.flatMap((text, index) => [
    ...(index === 0 ? [] : [{ role: 'assistant', content: 'Done.' }]),
    { role: 'user', content: text },
  ]);
  const answered = await send(`${gateway.url}/v1/messages`, {
    headers: { 'anthropic-version': '2023-06-01', ...headers },
    body: { model: 'modicum/auto', max_tokens: 99, messages, ...fields },
  });
  expect(answered.status).toBe(200);
  return {
    model: answered.headers.get('x-modicum-model'),
    decidedBy: answered.headers.get('x-modicum-decided-by') ?? gateway.lastReceipt().call.decidedBy,
    text: answered.text,
  };
}

const inSession = (session: string) => ({ headers: { 'x-modicum-session': session } });

describe('a conversation of a program', () => {
  it.each([
    ['in a session', inSession('one')],
    ['without one', {}],
    ['that streams', { ...inSession('one'), stream: true }],
  ])('%s stays on the model of its first turn', async (_name, said) => {
    const gateway = await start();
    expect((await turn(gateway, [SCORE], said)).model).toBe(`anthropic/${CHEAP}`);
    const second = await turn(gateway, [SCORE, REFACTOR], said);
    expect(second).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
    const third = await turn(gateway, [SCORE, REFACTOR, REFACTOR], said);
    expect(third).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
  });

  it('of which nothing is known goes where its text belongs', async () => {
    const gateway = await start();
    const { model } = await turn(gateway, [SCORE, REFACTOR], inSession('two'));
    expect(model).toBe(`anthropic/${WORKHORSE}`);
  });

  it('stays on its model after a restart where it names its session', async () => {
    const rows = memoryRows();
    const before = await start({ ledger: createMemoryLedger(rows) });
    await turn(before, [SCORE], inSession('one'));
    await before.close();
    const after = await start({ ledger: createMemoryLedger(rows) });
    const second = await turn(after, [SCORE, REFACTOR], inSession('one'));
    expect(second).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
    const other = await turn(after, [SCORE, REFACTOR], inSession('two'));
    expect(other.model).toBe(`anthropic/${WORKHORSE}`);
  });

  it('begins anew with each first turn', async () => {
    const gateway = await start();
    await turn(gateway, [SCORE], inSession('one'));
    const again = await turn(gateway, [REFACTOR], inSession('one'));
    expect(again.model).toBe(`anthropic/${WORKHORSE}`);
    const later = await turn(gateway, [REFACTOR, SCORE], inSession('one'));
    expect(later.model).toBe(`anthropic/${WORKHORSE}`);
  });

  it('leaves its model for one the client names, and for a tier it names', async () => {
    const gateway = await start();
    await turn(gateway, [SCORE], inSession('one'));
    const pinned = await turn(gateway, [SCORE, SCORE], { ...inSession('one'), model: ASKED });
    expect(pinned.model).toBe(`anthropic/${ASKED}`);
    const headers = { 'x-modicum-session': 'one', 'x-modicum-tier': '2' };
    const named = await turn(gateway, [SCORE, SCORE, SCORE], { headers });
    expect(named.model).toBe(`anthropic/${WORKHORSE}`);
  });

  it('moves, and says so, when its model cannot serve any more', async () => {
    const gateway = await startScriptedGateway({
      anthropic: { afterwards: asItself },
      ollama: { afterwards: { body: ollamaAnswer({ text: 'bug' }) } },
    });
    const CLASSIFY = 'Classify this ticket as billing or bug: I was charged twice';
    const first = await turn(gateway, [CLASSIFY], inSession('one'));
    expect(first.model).toBe('local/qwen2.5:7b');
    const second = await turn(gateway, [CLASSIFY, CLASSIFY], inSession('one'));
    expect(second).toMatchObject({ model: 'local/qwen2.5:7b', decidedBy: 'kept_model' });
    const image = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' };
    const messages = [
      { role: 'user', content: CLASSIFY },
      { role: 'assistant', content: 'bug' },
      {
        role: 'user',
        content: [
          { type: 'image', source: image },
          { type: 'text', text: REFACTOR },
        ],
      },
    ];
    const third = await turn(gateway, [], { ...inSession('one'), messages });
    expect(third.model).toMatch(/^anthropic\//);
    expect(gateway.lastReceipt().call.reasons).toContain('conversation_moved');
    const fourth = await turn(gateway, [CLASSIFY, SCORE], inSession('one'));
    expect(fourth).toMatchObject({ model: third.model, decidedBy: 'kept_model' });
  });

  it('does not mix with another one that runs beside it', async () => {
    const gateway = await start();
    const texts: string[][] = [[SCORE], [REFACTOR]];
    for (let round = 0; round < 3; round++) {
      const served = await Promise.all([
        turn(gateway, texts[0] ?? [], inSession('cheap')),
        turn(gateway, texts[1] ?? [], inSession('workhorse')),
      ]);
      expect(served.map(({ model }) => model)).toEqual([
        `anthropic/${CHEAP}`,
        `anthropic/${WORKHORSE}`,
      ]);
      texts[0]?.push(REFACTOR);
      texts[1]?.push(SCORE);
    }
  });

  it('keeps its model in 25 calls at once', async () => {
    const gateway = await start();
    await turn(gateway, [SCORE], inSession('one'));
    const turns = Array.from({ length: 25 }, (_, index) =>
      turn(gateway, [SCORE, `${REFACTOR} ${index}`], inSession('one')),
    );
    const models = new Set((await Promise.all(turns)).map(({ model }) => model));
    expect([...models]).toEqual([`anthropic/${CHEAP}`]);
  });

  it('that failed to move is not moved by what failed', async () => {
    let isDown = false;
    const afterwards: ScriptedReply = (request) =>
      isDown ? { status: 400, body: { type: 'error' } } : asItself(request);
    const gateway = await startScriptedGateway({ anthropic: { afterwards } });
    await turn(gateway, [SCORE], inSession('one'));
    isDown = true;
    await expect(
      turn(gateway, [SCORE, SCORE], { ...inSession('one'), model: ASKED }),
    ).rejects.toThrow();
    isDown = false;
    const next = await turn(gateway, [SCORE, REFACTOR], inSession('one'));
    expect(next.model).toBe(`anthropic/${CHEAP}`);
  });
});

/** As Claude Code sends it, in the shape that tells what it is doing. */
const claudeCode = (session: string, agent?: string) => ({
  model: ASKED,
  system: [{ type: 'text', text: `x-anthropic-billing-header: cc_version=2.1.328.${session};` }],
  tools: [{ name: 'Agent', description: 'An agent.', input_schema: { type: 'object' } }],
  headers: {
    'user-agent': 'claude-cli/2.1.328 (external, cli)',
    'x-claude-code-session-id': session,
    ...(agent !== undefined && { 'x-claude-code-agent-id': agent }),
  },
});

const routed = (bind: object): GatewayOptions => ({
  policy: { claude_code: { main: 'route', subagents: 'route', background: 'route', bind } },
});

const ALL_AUTO = { main: 'modicum/auto', sub_agent: 'modicum/auto', title: 'modicum/tier-1' };

const SUMMARISE = 'CRITICAL: Respond with TEXT ONLY. Do NOT call any tools.';
const SUMMARY = 'This session is being continued from a previous conversation that ran out.';

describe('a conversation of Claude Code', () => {
  it('is observed unless the policy routes it: what routing would have done stays on its model too', async () => {
    const gateway = await start();
    const said = claudeCode('one');
    const turns = [[SCORE], [SCORE, REFACTOR], [SCORE, REFACTOR, REFACTOR]];
    for (const texts of turns) {
      const served = await turn(gateway, texts, said);
      expect(served).toMatchObject({ model: `anthropic/${ASKED}`, decidedBy: 'pin' });
    }
    const shadows = gateway.receipts().map(({ call }) => call.shadow);
    expect(shadows.map((shadow) => [shadow?.model, shadow?.decidedBy])).toEqual([
      [`anthropic/${CHEAP}`, 'kept_model'],
      [`anthropic/${CHEAP}`, 'kept_model'],
      [`anthropic/${CHEAP}`, 'classifier'],
    ]);
  });

  it('stays on its model where it is routed, each agent for itself', async () => {
    const gateway = await start(routed(ALL_AUTO));
    await turn(gateway, [SCORE], claudeCode('one'));
    await turn(gateway, [REFACTOR], claudeCode('one', 'a1'));
    const main = await turn(gateway, [SCORE, REFACTOR], claudeCode('one'));
    expect(main).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
    const agent = await turn(gateway, [REFACTOR, SCORE], claudeCode('one', 'a1'));
    expect(agent).toMatchObject({ model: `anthropic/${WORKHORSE}`, decidedBy: 'kept_model' });
  });

  it('may move after compaction, which the model it names makes, and then stays again', async () => {
    const gateway = await start(routed(ALL_AUTO));
    const said = claudeCode('one');
    await turn(gateway, [SCORE], said);
    const compacted = await turn(gateway, [SCORE, SUMMARISE], said);
    expect(compacted).toMatchObject({ model: `anthropic/${ASKED}`, decidedBy: 'protected' });
    expect(gateway.lastReceipt().call.purpose).toBe('compaction');
    const headers = { ...said.headers, 'x-modicum-task': 'refactor_code' };
    const first = await turn(gateway, [SUMMARY, REFACTOR], { ...said, headers });
    expect(first.model).toBe(`anthropic/${WORKHORSE}`);
    const second = await turn(gateway, [SUMMARY, REFACTOR, SCORE], said);
    expect(second).toMatchObject({ model: `anthropic/${WORKHORSE}`, decidedBy: 'kept_model' });
  });

  it('does not move when a user pastes the instruction of a compaction', async () => {
    const gateway = await start(routed(ALL_AUTO));
    const said = claudeCode('one');
    await turn(gateway, [SCORE], said);
    await turn(gateway, [SCORE, SUMMARISE], said);
    const next = await turn(gateway, [SCORE, SUMMARISE, REFACTOR], said);
    expect(next).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
  });

  it('is not touched by the calls beside it', async () => {
    const gateway = await start(routed({ ...ALL_AUTO, main: 'modicum/tier-2' }));
    const said = claudeCode('one');
    await turn(gateway, [REFACTOR], said);
    const schema = { type: 'object', properties: { title: { type: 'string' } } };
    const title = {
      ...said,
      tools: [],
      output_config: { format: { type: 'json_schema', schema } },
    };
    expect((await turn(gateway, [SCORE], title)).model).toBe(`anthropic/${CHEAP}`);
    const next = await turn(gateway, [REFACTOR, SCORE], said);
    expect(next).toMatchObject({ model: `anthropic/${WORKHORSE}`, decidedBy: 'kept_model' });
  });

  it('is known to the ledger after a restart, which is asked once', async () => {
    const rows = memoryRows();
    const before = await start({ ...routed(ALL_AUTO), ledger: createMemoryLedger(rows) });
    await turn(before, [SCORE], claudeCode('one'));
    await before.close();
    let asked = 0;
    const ledger = createMemoryLedger(rows);
    const counted = {
      ...ledger,
      lastServed: (query: Parameters<typeof ledger.lastServed>[0]) => {
        asked++;
        return ledger.lastServed(query);
      },
    };
    const after = await start({ ...routed(ALL_AUTO), ledger: counted });
    for (const texts of [
      [SCORE, REFACTOR],
      [SCORE, REFACTOR, REFACTOR],
    ]) {
      const served = await turn(after, texts, claudeCode('one'));
      expect(served).toMatchObject({ model: `anthropic/${CHEAP}`, decidedBy: 'kept_model' });
    }
    expect(asked).toBe(1);
    await turn(after, [REFACTOR], claudeCode('two'));
    expect(asked).toBe(1);
  });

  it('goes on when the ledger cannot say what it was on', async () => {
    const ledger = {
      ...createMemoryLedger(),
      lastServed: () => {
        throw new Error('locked');
      },
    };
    const gateway = await start({ ...routed(ALL_AUTO), ledger });
    const served = await turn(gateway, [SCORE, REFACTOR], claudeCode('one'));
    expect(served.model).toBe(`anthropic/${WORKHORSE}`);
    expect(gateway.log.join('\n')).toContain('locked');
  });
});

describe('thinking that another model signed', () => {
  const thinks = (model: string): readonly string[] => [
    anthropicEvent('message_start', {
      message: { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], usage: {} },
    }),
    anthropicEvent('content_block_start', {
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    }),
    anthropicEvent('content_block_delta', {
      index: 0,
      delta: { type: 'signature_delta', signature: `signed by ${model}` },
    }),
    anthropicEvent('content_block_stop', { index: 0 }),
    anthropicEvent('content_block_start', {
      index: 1,
      content_block: { type: 'redacted_thinking', data: `hidden by ${model}` },
    }),
    anthropicEvent('content_block_stop', { index: 1 }),
    anthropicEvent('message_delta', {
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: 5 },
    }),
    anthropicEvent('message_stop', {}),
  ];
  const history = (model: string) => [
    { role: 'user', content: SCORE },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: '', signature: `signed by ${model}` },
        { type: 'redacted_thinking', data: `hidden by ${model}` },
        { type: 'text', text: 'Done.' },
      ],
    },
    { role: 'user', content: REFACTOR },
  ];

  it.each([true, false])('goes back to it, and to no other (stream: %s)', async (stream) => {
    const reply: ScriptedReply = (request) => {
      const { model } = request.json() as { model: string };
      const [, answer] = history(model);
      if (stream) return { sse: thinks(model) };
      return { body: { ...anthropicMessage({ model }), content: answer?.content as never } };
    };
    const gateway = await startScriptedGateway(
      { anthropic: { afterwards: reply } },
      routed(ALL_AUTO),
    );
    const said = { ...claudeCode('one'), stream, thinking: { type: 'adaptive' } };
    await turn(gateway, [SCORE], said);
    await turn(gateway, [], { ...said, messages: history(CHEAP) });
    const kept = gateway.upstreams.anthropic.requests.at(-1);
    expect(kept?.json()).toMatchObject({ model: CHEAP });
    expect(kept?.text()).toContain(`signed by ${CHEAP}`);
    const other = { ...said, messages: history(CHEAP), safeguards: [] };
    await turn(gateway, [], other);
    const asked = gateway.upstreams.anthropic.requests.at(-1);
    expect(asked?.json()).toMatchObject({ model: ASKED });
    expect(asked?.text()).not.toContain(`signed by ${CHEAP}`);
    expect(asked?.text()).not.toContain(`hidden by ${CHEAP}`);
    await turn(gateway, [], { ...other, messages: history(ASKED) });
    expect(gateway.upstreams.anthropic.requests.at(-1)?.text()).toContain(`signed by ${ASKED}`);
  });
});
