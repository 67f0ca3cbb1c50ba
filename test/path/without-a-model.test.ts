import { describe, expect, it, test, vi } from 'vitest';
import {
  anthropicMessage,
  anthropicStream,
  ollamaAnswer,
  ollamaStream,
  openaiCompletion,
  openaiStream,
} from '../../src/testing/index.ts';
import { send, type Answered } from './send.ts';
import {
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
  type Scripts,
} from './start-gateway.ts';

const CSV_ASK = 'Convert this CSV to JSON:\n\nname,zip\nAnna,01234\nBen,99';
const CSV_ANSWER = JSON.stringify(
  [
    { name: 'Anna', zip: '01234' },
    { name: 'Ben', zip: '99' },
  ],
  null,
  2,
);

type Client = 'messages' | 'chat' | 'responses';
const CLIENTS: readonly Client[] = ['messages', 'chat', 'responses'];
const PATHS = {
  messages: '/v1/messages',
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
} as const;

interface Asked {
  readonly client?: Client;
  readonly stream?: boolean;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly query?: string;
}

function ask(gateway: ScriptedGateway, asked: Asked = {}): Promise<Answered> {
  const { client = 'messages', stream = false, text = 'Bonjour', body = {} } = asked;
  const question = { role: 'user', content: text };
  return send(`${gateway.url}${PATHS[client]}${asked.query ?? ''}`, {
    headers: { 'x-modicum-task': 'detect_language', ...asked.headers },
    body: {
      model: 'modicum/auto',
      ...(client === 'responses' ? { input: [question], store: false } : { messages: [question] }),
      ...(client === 'messages' && { max_tokens: 500 }),
      ...(stream && { stream }),
      ...(stream && client === 'chat' && { stream_options: { include_usage: true } }),
      ...body,
    },
  });
}

/** The text of an answer, as a client of this dialect reads it. */
function textOf(client: Client, { text }: Answered, stream: boolean): string {
  const events = stream
    ? text
        .split('\n')
        .filter((line) => line.startsWith('data: {'))
        .map((line) => JSON.parse(line.slice(6)) as Record<string, never>)
    : [JSON.parse(text) as Record<string, never>];
  return events.map((event) => readers[client](event, stream)).join('');
}

const readers: Record<Client, (event: unknown, stream: boolean) => string> = {
  messages: (event, stream) => {
    const { content, delta } = event as { content?: { text: string }[]; delta?: { text?: string } };
    return stream ? (delta?.text ?? '') : (content?.[0]?.text ?? '');
  },
  chat: (event) => {
    const { choices = [] } = event as {
      choices?: { message?: { content: string }; delta?: { content?: string } }[];
    };
    return choices[0]?.message?.content ?? choices[0]?.delta?.content ?? '';
  },
  responses: (event, stream) => {
    const { type, delta, output } = event as {
      type?: string;
      delta?: string;
      output?: { content: { text: string }[] }[];
    };
    if (stream) return type === 'response.output_text.delta' ? (delta ?? '') : '';
    return output?.[0]?.content[0]?.text ?? '';
  },
};

const KEEPS: GatewayOptions = { policy: { repeats: { max_entries: 100 } } };

const start = (scripts: Scripts, options: GatewayOptions = KEEPS) =>
  startScriptedGateway(scripts, options);

/** Two answers that can be told apart. */
const ollama = (stream = false) =>
  ['French', 'Breton', 'Basque'].map((text) =>
    stream ? { ndjson: ollamaStream({ text }) } : { body: ollamaAnswer({ text }) },
  );

describe('the same call again', () => {
  const cases = CLIENTS.flatMap((client) => [false, true].map((stream) => ({ client, stream })));

  test.each(cases)('is answered without a model: $client, stream $stream', async (asked) => {
    const gateway = await start({ ollama: ollama(asked.stream) });
    const first = await ask(gateway, asked);
    const second = await ask(gateway, asked);
    expect(textOf(asked.client, first, asked.stream)).toBe('French');
    expect(second.text).toBe(first.text);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(gateway.upstreams.ollama.requests.filter(isCall)).toHaveLength(1);
    expect(Object.fromEntries(second.headers)).toMatchObject({
      'x-modicum-decision': 'repeat',
      'x-modicum-tier': 'none',
      'x-modicum-model': 'local/qwen2.5:7b',
      'x-modicum-repeat-of': first.headers.get('x-modicum-call-id'),
      'x-modicum-attempts': '0',
      'x-modicum-cost-usd': '0',
      'x-modicum-cost-state': 'final',
      'x-modicum-task': 'detect_language',
    });
    const { call, closed, attempts } = gateway.lastReceipt();
    expect(call).toMatchObject({ tier: 'none', decidedBy: 'repeat', plan: [] });
    expect(closed).toMatchObject({
      outcome: 'answered',
      servedTier: 'none',
      cost: { state: 'final', nanoUsd: 0 },
      attempts: 0,
    });
    expect(attempts).toEqual([]);
    const earlier = gateway.receipts()[1];
    expect(closed?.baseline).toEqual(earlier?.closed?.baseline);
    expect(closed?.baseline.state).not.toBe('unknown');
  });

  test.each([
    ['messages', 'anthropic', { body: anthropicMessage({ text: 'French' }) }],
    ['messages', 'anthropic', { sse: anthropicStream({ text: 'French' }) }],
    ['chat', 'openai', { body: openaiCompletion({ text: 'French' }) }],
    ['chat', 'openai', { sse: openaiStream({ text: 'French' }) }],
  ] as const)('is byte for byte what %s of %s gave', async (client, upstream, reply) => {
    const stream = 'sse' in reply;
    const model = upstream === 'anthropic' ? 'anthropic/claude-haiku-5-5' : 'openai/gpt-5.4-mini';
    const gateway = await start(
      { [upstream]: [reply] },
      {
        policy: { ...KEEPS.policy, tiers: { 1: { models: [model] } } },
      },
    );
    const headers = { 'x-modicum-tier': '1' };
    const first = await ask(gateway, { client, stream, headers });
    const second = await ask(gateway, { client, stream, headers });
    expect(first.status).toBe(200);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('x-modicum-decision')).toBe('repeat');
    expect(gateway.upstreams[upstream].requests).toHaveLength(1);
  });

  const OTHERS: readonly (readonly [string, Asked])[] = [
    ['the text', { text: 'Bonsoir' }],
    ['the system prompt', { body: { system: 'Be brief.' } }],
    ['the largest answer', { body: { max_tokens: 501 } }],
    ['the temperature', { body: { temperature: 0 } }],
    ['top_p', { body: { top_p: 0.5 } }],
    ['top_k', { body: { top_k: 5 } }],
    ['stop sequences', { body: { stop_sequences: ['x'] } }],
    ['the end user', { body: { metadata: { user_id: 'other' } } }],
    ['streaming', { stream: true }],
    ['the model name', { body: { model: 'modicum/auto:task=detect_language' } }],
    ['the tier', { headers: { 'x-modicum-tier': '0' } }],
    ['the least tier', { headers: { 'x-modicum-min-tier': '0' } }],
    ['the highest tier', { headers: { 'x-modicum-max-tier': '2' } }],
    ['the labels', { headers: { 'x-modicum-labels': 'Breton,French' } }],
    ['the task', { headers: { 'x-modicum-task': 'detect_sentiment' } }],
    ['judging', { headers: { 'x-modicum-judge': 'true' } }],
    ['the session', { headers: { 'x-modicum-session': 'other' } }],
    ['the tags', { headers: { 'x-modicum-tags': 'other' } }],
    ['the bearer', { headers: { authorization: 'Bearer other-client' } }],
    ['the key', { headers: { 'x-api-key': 'other-client' } }],
    ['the organisation', { headers: { 'openai-organization': 'other' } }],
    ['a beta', { headers: { 'anthropic-beta': 'other' } }],
    ['a header nobody knows', { headers: { 'x-tenant': 'other' } }],
    ['the query', { query: '?beta=true' }],
    ['the dialect', { client: 'chat' }],
  ];

  test.each(OTHERS)('is another one when it differs in %s', async (_name, differently) => {
    const stream = differently.stream ?? false;
    const [first, ...others] = ollama();
    const later = stream ? ollama(true).slice(1) : others;
    const gateway = await start({ ollama: [...(first ? [first] : []), ...later] });
    await ask(gateway);
    const other = await ask(gateway, differently);
    expect(other.status).toBe(200);
    expect(other.headers.get('x-modicum-decision')).not.toBe('repeat');
    expect(gateway.upstreams.ollama.requests.filter(isCall)).toHaveLength(2);
  });

  const NEVER: readonly (readonly [string, Asked])[] = [
    ['a temperature above 0', { body: { temperature: 0.1 } }],
    ['tools', { body: { tools: [{ name: 'x', input_schema: { type: 'object' } }] } }],
    ['a task whose answers do not stand', { headers: { 'x-modicum-task': 'write_code' } }],
    ['x-modicum-repeat: off', { headers: { 'x-modicum-repeat': 'off' } }],
    ['cache-control: no-store', { headers: { 'cache-control': 'no-store' } }],
    [
      'earlier turns',
      {
        body: {
          messages: [
            { role: 'user', content: 'Hi' },
            { role: 'assistant', content: 'Hello' },
            { role: 'user', content: 'Bonjour' },
          ],
        },
      },
    ],
    ['a real model', { body: { model: 'claude-haiku-5-5' } }],
    [
      'a client that is Claude Code',
      { headers: { 'user-agent': 'claude-cli/2.1.328 (external, cli)' } },
    ],
  ];

  test.each(NEVER)('is asked again with %s', async (_name, asked) => {
    const reply = () => ({ body: anthropicMessage({ text: 'French' }) });
    const gateway = await start({ ollama: ollama(), anthropic: [reply(), reply(), reply()] });
    const first = await ask(gateway, asked);
    const second = await ask(gateway, asked);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers.get('x-modicum-decision')).not.toBe('repeat');
  });

  it('is asked again unless the policy says otherwise', async () => {
    const gateway = await start({ ollama: ollama() }, {});
    await ask(gateway);
    await ask(gateway);
    expect(gateway.upstreams.ollama.requests.filter(isCall)).toHaveLength(2);
  });

  it('may name a real model where the policy says so', async () => {
    const reply = { body: anthropicMessage({ text: 'French' }) };
    const asked = { body: { model: 'claude-haiku-5-5' } };
    const gateway = await start(
      { anthropic: [reply, reply] },
      { policy: { repeats: { max_entries: 10, pins: true } } },
    );
    await ask(gateway, asked);
    const second = await ask(gateway, asked);
    // A pin is not judged, and what nobody judged is not kept.
    expect(second.headers.get('x-modicum-decision')).toBe('pin');
  });

  it('is asked again once the answer is too old', async () => {
    const now = vi.spyOn(Date, 'now');
    const gateway = await start(
      { ollama: ollama() },
      { policy: { repeats: { max_entries: 10, ttl: '60s' } } },
    );
    const at = Date.parse('2026-11-20T12:00:00Z');
    now.mockReturnValue(at);
    await ask(gateway);
    now.mockReturnValue(at + 59_000);
    expect((await ask(gateway)).headers.get('x-modicum-decision')).toBe('repeat');
    now.mockReturnValue(at + 60_000);
    expect((await ask(gateway)).headers.get('x-modicum-decision')).toBe('header_task');
    now.mockRestore();
  });

  it('is asked again after an answer that was rejected or cut short', async () => {
    const cut = { body: ollamaAnswer({ text: 'Fre', doneReason: 'length' }) };
    const gateway = await start(
      { ollama: [cut, cut, cut, ...ollama()] },
      {
        policy: { ...KEEPS.policy, tiers: { 0: { retries: 0, unavailable: 'refuse' } } },
      },
    );
    await ask(gateway, { headers: { 'x-modicum-max-tier': '0' } });
    const second = await ask(gateway, { headers: { 'x-modicum-max-tier': '0' } });
    expect(second.headers.get('x-modicum-decision')).not.toBe('repeat');
  });

  it('is foreseen by a dry run, which keeps and counts nothing', async () => {
    const gateway = await start({ ollama: ollama() });
    await ask(gateway);
    const calls = gateway.receipts().length;
    const dry = await ask(gateway, { headers: { 'x-modicum-dry-run': 'true' } });
    // The header itself makes it another call.
    expect(dry.json()).toMatchObject({ kind: 'decision' });
    expect(gateway.receipts()).toHaveLength(calls);
  });
});

describe('a document in another format', () => {
  const cases = CLIENTS.flatMap((client) => [false, true].map((stream) => ({ client, stream })));
  const convertTask = { 'x-modicum-task': 'format_convert' };

  test.each(cases)('is made in code: $client, stream $stream', async ({ client, stream }) => {
    const gateway = await start({}, {});
    const body = client === 'messages' ? { max_tokens: 500 } : {};
    const answer = await ask(gateway, {
      client,
      stream,
      text: CSV_ASK,
      headers: convertTask,
      body,
    });
    expect(answer.status).toBe(200);
    expect(textOf(client, answer, stream)).toBe(CSV_ANSWER);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': stream ? expect.stringContaining('event-stream') : 'application/json',
      'x-modicum-decision': 'converted_in_code',
      'x-modicum-tier': 'none',
      'x-modicum-attempts': '0',
      'x-modicum-cost-usd': '0',
      'x-modicum-cost-state': 'final',
    });
    expect(answer.headers.has('x-modicum-model')).toBe(false);
    const { call, closed } = gateway.lastReceipt();
    expect(call).toMatchObject({ tier: 'none', decidedBy: 'converted_in_code', plan: [] });
    expect(call.explanation).toContain('CSV as JSON');
    expect(closed).toMatchObject({ outcome: 'answered', servedTier: 'none', servedModel: null });
    expect(closed?.cost).toEqual({ state: 'final', nanoUsd: 0 });
    expect(closed?.baseline).toMatchObject({ state: 'estimated' });
    expect(closed?.baselineModel).not.toBeNull();
  });

  it('is understood by the vendors’ own clients', async () => {
    const gateway = await start({}, {});
    const stream = gateway.anthropic.messages.stream({
      model: 'modicum/auto:task=format_convert',
      max_tokens: 500,
      messages: [{ role: 'user', content: CSV_ASK }],
    });
    const message = await stream.finalMessage();
    expect(message).toMatchObject({ model: 'modicum/none', stop_reason: 'end_turn' });
    expect(message.content).toMatchObject([{ type: 'text', text: CSV_ANSWER }]);
    const completion = await gateway.openai.chat.completions.create({
      model: 'modicum/auto:task=format_convert',
      messages: [{ role: 'user', content: CSV_ASK }],
    });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: CSV_ANSWER },
    });
    const response = await gateway.openai.responses.create({
      model: 'modicum/auto:task=format_convert',
      input: CSV_ASK,
      store: false,
    });
    expect(response.output_text).toBe(CSV_ANSWER);
  });

  const LEFT: readonly (readonly [string, Asked])[] = [
    ['another wish', { text: `${CSV_ASK}\n\nSort it by name.` }],
    ['an instruction beside it', { body: { system: 'You answer in French.' } }],
    ['a schema', { body: { output_config: { format: { type: 'json_schema', schema: {} } } } }],
    ['stop sequences', { body: { stop_sequences: ['x'] } }],
    ['tools', { body: { tools: [{ name: 'x', input_schema: { type: 'object' } }] } }],
    ['labels', { headers: { 'x-modicum-labels': 'a,b' } }],
    ['a tier', { headers: { 'x-modicum-tier': '0' } }],
    ['a least tier', { headers: { 'x-modicum-min-tier': '1' } }],
    ['a tier as its model', { body: { model: 'modicum/tier-1' } }],
    ['a real model', { body: { model: 'claude-haiku-5-5' } }],
    ['too little room', { body: { max_tokens: 10 } }],
    ['another task', { headers: { 'x-modicum-task': 'summarize' } }],
  ];

  test.each(LEFT)('is left to a model with %s', async (_name, asked) => {
    const reply = { body: anthropicMessage({ text: '[]' }) };
    const gateway = await start({ ollama: ollama(), anthropic: [reply, reply, reply] }, {});
    const answer = await ask(gateway, {
      text: CSV_ASK,
      ...asked,
      headers: { ...convertTask, ...asked.headers },
    });
    expect(answer.headers.get('x-modicum-decision')).not.toBe('converted_in_code');
    expect(gateway.lastReceipt().call.tier).not.toBe('none');
  });

  it('is left to a model where the policy says so', async () => {
    const gateway = await start({ ollama: ollama() }, { policy: { convert: false } });
    const answer = await ask(gateway, { text: CSV_ASK, headers: convertTask });
    expect(answer.headers.get('x-modicum-decision')).toBe('header_task');
  });

  it('takes its ask from the system prompt', async () => {
    const gateway = await start({}, {});
    const answer = await ask(gateway, {
      text: 'name,zip\nAnna,01234\nBen,99',
      headers: convertTask,
      body: { system: 'Convert CSV to JSON. Output only JSON.' },
    });
    expect(textOf('messages', answer, false)).toBe(CSV_ANSWER);
  });

  it('needs no model that can be reached', async () => {
    const gateway = await start(
      {},
      {
        environment: { ANTHROPIC_API_KEY: undefined, OPENAI_API_KEY: undefined },
        policy: { tiers: { 0: { models: [] } } },
      },
    );
    const answer = await ask(gateway, { text: CSV_ASK, headers: convertTask });
    expect(textOf('messages', answer, false)).toBe(CSV_ANSWER);
  });

  it('is said by a dry run and by the library', async () => {
    const gateway = await start({}, {});
    const dry = await ask(gateway, {
      text: CSV_ASK,
      headers: { ...convertTask, 'x-modicum-dry-run': 'true' },
    });
    expect(dry.json()).toMatchObject({ kind: 'spared', tier: 'none', plan: [] });
    const input = { task: 'format_convert', input: CSV_ASK };
    expect(await gateway.modicum.route(input)).toMatchObject({ decidedBy: 'converted_in_code' });
    expect(await gateway.modicum.run(input)).toMatchObject({
      output: CSV_ANSWER,
      tier: 'none',
      model: 'modicum/none',
      cost: { state: 'final', nanoUsd: 0 },
      accepted: true,
    });
  });

  it('stands in totals and lists as tier none', async () => {
    const gateway = await start({}, { ledger: 'sqlite' });
    await ask(gateway, { text: CSV_ASK, headers: convertTask });
    expect(gateway.ledger.totals({ by: 'tier' })).toMatchObject([
      { key: 'none', tiers: { none: 1 }, calls: 1, nanoUsd: 0, unknownCosts: 0 },
    ]);
    expect(gateway.ledger.totals({ by: 'task' })).toMatchObject([
      { key: 'format_convert', tiers: { none: 1 } },
    ]);
    const listed = await send(`${gateway.url}/v1/modicum/calls?tier=none`);
    expect(listed.json()).toMatchObject({ data: [{ call: { tier: 'none' } }] });
    const others = await send(`${gateway.url}/v1/modicum/calls?tier=0`);
    expect(others.json()).toMatchObject({ data: [] });
  });

  it('is recorded before it goes out, or does not go out', async () => {
    const gateway = await start({}, { ledger: 'sqlite' });
    vi.spyOn(gateway.ledger, 'closeCall').mockRejectedValueOnce(new Error('disk full'));
    const answer = await ask(gateway, { text: CSV_ASK, headers: convertTask });
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.text).not.toContain('Anna');
  });
});

function isCall({ path }: { readonly path: string }): boolean {
  return path !== '/api/tags';
}
