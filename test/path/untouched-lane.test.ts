import { describe, expect, it } from 'vitest';
import {
  anthropicErrorEvent,
  anthropicEvent,
  anthropicMessage,
  anthropicStream,
  openaiCompletion,
  openaiStream,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import { OPENAI_KEY, startScriptedGateway } from './start-gateway.ts';

const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

/** Spellings that no serializer would give back: order, spaces, escapes, numbers, unknown fields. */
const ODD_BODY = [
  '{ "unknown_field" : {"b":1,"a":[1.0,1e2,-0,12345678901234567890]},',
  '  "messages":[{"role":"user","content":"caf\\u00e9 \\ud83d\\ude00 \\/ ok"},',
  '    {"role":"system","content":[]},',
  '    {"content":"and\\t then", "role":"user","cache_control":null}],',
  '  "tools":[{"name":"later","input_schema":{"type":"object"},"defer_loading":true}],',
  '  "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},',
  '  "safeguards":{"level":"new"}, "max_tokens" :1.0e2,\n',
  '"model":"MODEL" }\n',
].join('\n');

const oddBody = (model: string) => ODD_BODY.replace('MODEL', model);

describe('bytes up', () => {
  it('are the client’s own when the model is pinned', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const body = oddBody('claude-sonnet-5-5');
    await send(`${gateway.url}/v1/messages?beta=true&x=%20y`, { headers: ANTHROPIC, body });
    const [request] = gateway.upstreams.anthropic.requests;
    expect(request?.text()).toBe(body);
    expect(request?.path).toBe('/v1/messages?beta=true&x=%20y');
  });

  it('differ in the model and the effort alone when the call is routed', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const body = oddBody('modicum/tier-2');
    const answered = await send(`${gateway.url}/v1/messages`, { headers: ANTHROPIC, body });
    expect(answered.headers.get('x-modicum-changes')).toBe('effort=medium');
    const sent = gateway.upstreams.anthropic.requests[0]?.text() ?? '';
    const withoutEffort = sent.replace(/,?\s*"output_config"\s*:\s*\{"effort":"medium"\}\s*,?/, '');
    expect(sent).toContain('"output_config"');
    expect(withoutEffort.replace(/[\s,]+/g, '')).toBe(
      oddBody('claude-sonnet-5-5').replace(/[\s,]+/g, ''),
    );
    expect(sent).toContain('[1.0,1e2,-0,12345678901234567890]');
    expect(sent).toContain('caf\\u00e9 \\ud83d\\ude00 \\/ ok');
  });

  it('keep an effort the client chose', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    const body = `{"model":"modicum/tier-2","max_tokens":5,"output_config":{"effort":"high"},"messages":[{"role":"user","content":"x"}]}`;
    await send(`${gateway.url}/v1/messages`, { headers: ANTHROPIC, body });
    expect(gateway.upstreams.anthropic.requests[0]?.text()).toBe(
      body.replace('modicum/tier-2', 'claude-sonnet-5-5'),
    );
  });

  it('are the OpenAI client’s own when it does not stream', async () => {
    const gateway = await startScriptedGateway({ openai: [{ body: openaiCompletion() }] });
    const body =
      '{"messages":[{"role":"user","content":"x","name":null}], "seed":1.0, "model":"gpt-5.4-mini","new":{"a":1}}';
    await send(`${gateway.url}/v1/chat/completions`, { body });
    expect(gateway.upstreams.openai.requests[0]?.text()).toBe(body);
  });

  it('gain the request for usage when an OpenAI client streams without one', async () => {
    const gateway = await startScriptedGateway({ openai: [{ sse: openaiStream() }] });
    const body =
      '{"messages":[{"role":"user","content":"x"}], "seed":1.0, "model":"gpt-5.4-mini","stream":true}';
    await send(`${gateway.url}/v1/chat/completions`, { body });
    const sent = gateway.upstreams.openai.requests[0]?.text() ?? '';
    expect(JSON.parse(sent)).toEqual({
      ...(JSON.parse(body) as object),
      stream_options: { include_usage: true },
    });
    expect(sent).toContain('"seed":1.0');
  });
});

describe('headers up', () => {
  it('travel by an open list; keys, cookies and Modicum’s own stay here', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    await send(`${gateway.url}/v1/messages`, {
      headers: {
        ...ANTHROPIC,
        'anthropic-beta': 'one-2026,two-2027',
        'anthropic-never-heard-of': 'yes',
        'x-claude-code-session-id': 's-1',
        'x-claude-code-never-heard-of': 'yes',
        'x-modicum-tags': 'team=a',
        authorization: 'Bearer client-secret',
        cookie: 'session=1',
        'x-forwarded-for': '10.0.0.1',
      },
      body: oddBody('claude-sonnet-5-5'),
    });
    const headers = gateway.upstreams.anthropic.requests[0]?.headers ?? {};
    expect(headers).toMatchObject({
      'anthropic-beta': 'one-2026,two-2027',
      'anthropic-never-heard-of': 'yes',
      'x-claude-code-session-id': 's-1',
      'x-claude-code-never-heard-of': 'yes',
    });
    const names = Object.keys(headers);
    expect(
      names.filter((name) => /^(cookie|authorization|x-modicum|x-forwarded)/.test(name)),
    ).toEqual([]);
  });

  it('carry Modicum’s key to OpenAI, not the client’s, nor its organisation', async () => {
    const gateway = await startScriptedGateway({ openai: [{ body: openaiCompletion() }] });
    await send(`${gateway.url}/v1/chat/completions`, {
      headers: { authorization: 'Bearer client-secret', 'openai-organization': 'org-of-client' },
      body: { model: 'gpt-5.4-mini', messages: [{ role: 'user', content: 'x' }] },
    });
    const headers = gateway.upstreams.openai.requests[0]?.headers ?? {};
    expect(headers['authorization']).toBe(`Bearer ${OPENAI_KEY}`);
    expect(headers).not.toHaveProperty('openai-organization');
  });
});

const LIMITS = {
  'request-id': 'req_of_anthropic',
  'anthropic-ratelimit-requests-remaining': '3990',
  'anthropic-ratelimit-tokens-reset': '2026-11-20T09:01:00Z',
  'anthropic-organization-id': 'org-1',
  'x-never-heard-of': 'yes',
};

const [START = '', ...REST] = anthropicStream({ text: 'One two.' });
/** Comments, CRLF, unknown events, pings where no one expects them, a data field without a space. */
const ODD_STREAM = [
  ': a comment\n\n',
  anthropicEvent('ping', {}),
  START,
  anthropicEvent('never_heard_of', { deep: { a: [1] } }),
  'event: ping\r\ndata:{"type": "ping"}\r\n\r\n',
  ...REST.slice(0, -1),
  anthropicEvent('ping', { again: true }),
  ...REST.slice(-1),
];

describe('bytes down', () => {
  const STREAMED = {
    headers: ANTHROPIC,
    body: oddBody('claude-sonnet-5-5').replace('"max_tokens"', '"stream":true,"max_tokens"'),
  };

  it('are the upstream’s own events, in order, with pings and unknown ones', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ sse: ODD_STREAM, headers: LIMITS }],
    });
    const answered = await send(`${gateway.url}/v1/messages`, STREAMED);
    expect(answered.text).toBe(ODD_STREAM.join(''));
    expect(Object.fromEntries(answered.headers)).toMatchObject(LIMITS);
  });

  it('are the upstream’s own whole answer', async () => {
    const body = `{ "type":"message","id":"msg_1",\n "role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"never_heard_of","x":1.0}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":4,"new_counter":5}}`;
    const gateway = await startScriptedGateway({
      anthropic: [{ body, headers: { ...LIMITS, 'content-type': 'application/json' } }],
    });
    const answered = await send(`${gateway.url}/v1/messages`, {
      headers: ANTHROPIC,
      body: oddBody('claude-sonnet-5-5'),
    });
    expect(answered.text).toBe(body);
    expect(Object.fromEntries(answered.headers)).toMatchObject(LIMITS);
    expect(gateway.lastReceipt().attempts[0]?.closed?.upstreamRequestId).toBe('req_of_anthropic');
  });

  it('keep an error event that comes after content, and nothing after it', async () => {
    const events = [...anthropicStream({ text: 'One two.' }).slice(0, 4), anthropicErrorEvent()];
    const gateway = await startScriptedGateway({ anthropic: [{ sse: events }] });
    const answered = await send(`${gateway.url}/v1/messages`, STREAMED);
    expect(answered.text).toBe(events.join(''));
    expect(gateway.lastReceipt().closed).toMatchObject({
      outcome: 'failed',
      errorCode: 'upstream_overloaded',
    });
  });

  it.each([400, 401, 403, 404, 413])('keep a %i with its body and headers', async (status) => {
    const body = `{"type":"error", "error":{"type":"of_its_own","message":"exact words: capability_rejected"},"request_id":"req_9"}`;
    const headers = { ...LIMITS, 'content-type': 'application/json', 'x-should-retry': 'false' };
    const gateway = await startScriptedGateway({ anthropic: [{ status, body, headers }] });
    const answered = await send(`${gateway.url}/v1/messages`, STREAMED);
    expect(answered.status).toBe(status);
    expect(answered.text).toBe(body);
    expect(Object.fromEntries(answered.headers)).toMatchObject({
      ...LIMITS,
      'x-should-retry': 'false',
    });
    expect(gateway.upstreams.anthropic.requests).toHaveLength(1);
  });

  it('hand on a retry-after that is too long to wait out, and tell the SDK not to', async () => {
    const reply = {
      status: 429,
      headers: { 'retry-after': '3600', 'content-type': 'application/json' },
      body: '{"type":"error","error":{"type":"rate_limit_error","message":"later"}}',
    };
    const gateway = await startScriptedGateway({ anthropic: [reply] });
    const answered = await send(`${gateway.url}/v1/messages`, STREAMED);
    expect(answered.status).toBe(429);
    expect(answered.text).toBe(reply.body);
    expect(answered.headers.get('retry-after')).toBe('3600');
    expect(answered.headers.get('x-should-retry')).toBe('false');
  });

  it('set no cookie and claim no header of Modicum’s own', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [
        {
          body: anthropicMessage({ model: 'claude-sonnet-5-5' }),
          headers: {
            'set-cookie': 'a=b',
            'x-modicum-tier': '9',
            'access-control-allow-origin': '*',
            'strict-transport-security': 'max-age=1',
          },
        },
      ],
    });
    const answered = await send(`${gateway.url}/v1/messages`, {
      headers: ANTHROPIC,
      body: oddBody('claude-sonnet-5-5'),
    });
    expect(answered.headers.get('x-modicum-tier')).toBe('2');
    expect(answered.headers.get('set-cookie')).toBeNull();
    expect(answered.headers.get('access-control-allow-origin')).toBeNull();
    expect(answered.headers.get('strict-transport-security')).toBeNull();
  });

  it('hold an OpenAI stream without the usage chunk that was asked for it', async () => {
    const events = openaiStream({ text: 'One two.', model: 'gpt-5.4-mini' });
    const gateway = await startScriptedGateway({ openai: [{ sse: events }] });
    const answered = await send(`${gateway.url}/v1/chat/completions`, {
      body: { model: 'gpt-5.4-mini', stream: true, messages: [{ role: 'user', content: 'x' }] },
    });
    expect(answered.text).toBe(events.filter((event) => !event.includes('"usage"')).join(''));
    expect(gateway.lastReceipt().attempts[0]?.closed?.usage.state).toBe('reported');
  });

  it('hold an OpenAI stream whole when its client asked for usage', async () => {
    const events = openaiStream({ text: 'One two.', model: 'gpt-5.4-mini' });
    const gateway = await startScriptedGateway({ openai: [{ sse: events }] });
    const answered = await send(`${gateway.url}/v1/chat/completions`, {
      body: {
        model: 'gpt-5.4-mini',
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: 'user', content: 'x' }],
      },
    });
    expect(answered.text).toBe(events.join(''));
  });
});
