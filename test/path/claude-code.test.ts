import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { anthropicMessage, anthropicStream, type ScriptedReply } from '../../src/testing/index.ts';
import { send } from './send.ts';
import { ANTHROPIC_KEY, startScriptedGateway } from './start-gateway.ts';

interface Recorded {
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

const FILE = new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
const RECORDED = readFileSync(fileURLToPath(FILE), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

const isMessages = ({ url }: Recorded) => url.startsWith('/v1/messages?');
const MESSAGES = RECORDED.filter(isMessages).filter(({ body }) => body['model'] !== 'my-alias');

/** Headers a fetch may not set, and those that carry the client's own key. */
const NOT_SENT = new Set(['accept-encoding', 'x-api-key', 'authorization']);

function sendRecorded(url: string, { method, headers, body, ...recorded }: Recorded) {
  const kept = Object.entries(headers).filter(([name]) => !NOT_SENT.has(name));
  return send(url + recorded.url, {
    method,
    headers: { ...Object.fromEntries(kept), 'x-api-key': 'key-of-claude-code' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
}

/** A reply to a recorded request, and the same as the bytes it comes to. */
function replyTo(body: JsonObject): { readonly reply: ScriptedReply; readonly text: string } {
  const answer = { model: body['model'] as string, text: 'Done.' };
  if (body['stream'] === true) {
    const sse = anthropicStream(answer);
    return { reply: { sse }, text: sse.join('') };
  }
  const message = anthropicMessage(answer);
  return { reply: { body: message }, text: JSON.stringify(message) };
}

describe('Claude Code through the gateway', () => {
  it('is recorded in 31 requests, of which 26 are messages of known models', () => {
    expect(RECORDED).toHaveLength(31);
    expect(MESSAGES.map(({ purpose }) => purpose)).toHaveLength(26);
  });

  it.each(MESSAGES)('$purpose goes up and its answer down byte for byte', async (recorded) => {
    const { reply, text } = replyTo(recorded.body);
    const gateway = await startScriptedGateway({ anthropic: [reply] });
    const answered = await sendRecorded(gateway.url, recorded);
    const [request] = gateway.upstreams.anthropic.requests;
    expect(request?.text()).toBe(JSON.stringify(recorded.body));
    expect(request?.path).toBe('/v1/messages?beta=true');
    expect(answered.status).toBe(200);
    expect(answered.text).toBe(text);
  });

  it.each(MESSAGES)('$purpose keeps the headers Anthropic must see', async (recorded) => {
    const gateway = await startScriptedGateway({ anthropic: [replyTo(recorded.body).reply] });
    await sendRecorded(gateway.url, recorded);
    const [request] = gateway.upstreams.anthropic.requests;
    const travelling = Object.entries(recorded.headers).filter(([name]) =>
      /^(anthropic-|x-claude-code-|x-app|user-agent)/.test(name),
    );
    expect(travelling.length).toBeGreaterThan(3);
    expect(request?.headers).toMatchObject(Object.fromEntries(travelling));
    expect(request?.headers['x-api-key']).toBe(ANTHROPIC_KEY);
    expect(request?.headers['accept-encoding']).toBe('identity');
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(request?.rawHeaders)).not.toContain('key-of-claude-code');
  });

  it('books the session and the agent that Claude Code names', async () => {
    const recorded = MESSAGES.find(({ headers }) => 'x-claude-code-agent-id' in headers);
    if (recorded === undefined) throw new Error('No recorded request names an agent.');
    const gateway = await startScriptedGateway({ anthropic: [replyTo(recorded.body).reply] });
    await sendRecorded(gateway.url, recorded);
    const { session, agent, clientRetry } = gateway.lastReceipt().call;
    expect(session).toBe(recorded.headers['x-claude-code-session-id']);
    expect(agent).toBe(recorded.headers['x-claude-code-agent-id']);
    expect(clientRetry).toBe(Number(recorded.headers['x-stainless-retry-count']));
  });

  it.each([
    ['main-turn-opus', 'main', 'main', 'observe', true],
    ['subagent-first-turn', 'sub_agent', 'subagents', 'route', true],
    ['title-interactive', 'title', 'background', 'route', true],
    ['main-turn-interactive-auto-mode', 'main', 'main', 'observe', false],
    ['compaction-interactive', 'compaction', 'main', 'observe', false],
    ['auto-mode-safety-monitor-stage-1', 'safety_monitor', 'background', 'route', false],
  ])('books what %s was for', async (name, purpose, lane, laneMode, isObserved) => {
    const recorded = MESSAGES.find((one) => one.purpose === name);
    if (recorded === undefined) throw new Error('The recording is not whole.');
    const gateway = await startScriptedGateway({ anthropic: [replyTo(recorded.body).reply] });
    await sendRecorded(gateway.url, recorded);
    const { call, closed } = gateway.lastReceipt();
    expect(call).toMatchObject({ purpose, lane, laneMode });
    expect([call.shadow !== null, closed?.shadowCost.state !== 'unknown']).toEqual([
      isObserved,
      isObserved,
    ]);
  });

  it('refuses a model nobody knows and calls no one', async () => {
    const recorded = RECORDED.find(({ purpose }) => purpose === 'main-turn-unknown-alias');
    if (recorded === undefined) throw new Error('The recording is not whole.');
    const gateway = await startScriptedGateway();
    const answered = await sendRecorded(gateway.url, recorded);
    expect(answered.status).toBe(404);
    expect(answered.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it.each(RECORDED.filter(({ url }) => url.includes('count_tokens')))(
    '$purpose is counted by Anthropic, byte for byte',
    async (recorded) => {
      const gateway = await startScriptedGateway({ anthropic: [{ body: { input_tokens: 8 } }] });
      const answered = await sendRecorded(gateway.url, recorded);
      const [request] = gateway.upstreams.anthropic.requests;
      expect(answered.json()).toEqual({ input_tokens: 8 });
      expect(request?.path).toBe('/v1/messages/count_tokens?beta=true');
      expect(request?.text()).toBe(JSON.stringify(recorded.body));
    },
  );

  it.each(RECORDED.filter(({ method }) => method !== 'POST'))(
    '$purpose is answered here',
    async (recorded) => {
      const gateway = await startScriptedGateway();
      expect((await sendRecorded(gateway.url, recorded)).status).toBe(200);
      expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
    },
  );
});
