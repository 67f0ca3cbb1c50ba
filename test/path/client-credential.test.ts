import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anthropicError,
  anthropicMessage,
  ollamaAnswer,
  openaiCompletion,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import {
  ANTHROPIC_KEY,
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
  type Scripts,
} from './start-gateway.ts';

/** What a client of Anthropic holds; it opens nothing. */
const KEY = 'sk-ant-api03-of-the-client-0123456789';
const TOKEN = 'sk-ant-oat01-of-the-login-0123456789';
const BEARER = `Bearer ${TOKEN}`;
const GATEWAY_KEY = 'gateway-key-0123456789abcdef';

const ASK = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'What did you think of it?' }],
};
const MESSAGE: ScriptedReply = { body: anthropicMessage({ model: 'claude-sonnet-5-5' }) };

/** No key of Modicum's own for Anthropic. */
function start(scripts: Scripts = {}, options: GatewayOptions = {}): Promise<ScriptedGateway> {
  return startScriptedGateway(scripts, {
    ...options,
    environment: { ANTHROPIC_API_KEY: undefined, ...options.environment },
  });
}

function shown(gateway: ScriptedGateway) {
  return gateway.upstreams.anthropic.requests.map(({ headers }) => ({
    'x-api-key': headers['x-api-key'],
    authorization: headers['authorization'],
  }));
}

/** Every place text of a request could be left in. */
function traces(gateway: ScriptedGateway): string {
  return JSON.stringify([gateway.receipts(), gateway.log]);
}

describe('a client’s own credential', () => {
  it.each([
    ['a key', { 'x-api-key': KEY }],
    ['a login', { authorization: BEARER }],
    ['both, as apiKeyHelper sends them', { 'x-api-key': KEY, authorization: BEARER }],
    ['another spelling of the scheme', { authorization: `bEARER   ${TOKEN}` }],
  ])('%s goes to Anthropic as it was sent', async (_name, headers) => {
    const gateway = await start({ anthropic: [MESSAGE] });
    const answered = await send(`${gateway.url}/v1/messages?beta=true`, {
      body: ASK,
      headers: { ...headers, 'anthropic-beta': 'oauth-2025-04-20,one' },
    });
    expect(answered.status).toBe(200);
    expect(shown(gateway)).toEqual([
      { 'x-api-key': undefined, authorization: undefined, ...headers },
    ]);
    const [request] = gateway.upstreams.anthropic.requests;
    expect(request?.headers['anthropic-beta']).toBe('oauth-2025-04-20,one');
    expect(request?.path).toBe('/v1/messages?beta=true');
    expect(traces(gateway)).not.toMatch(/sk-ant/);
  });

  it('serves the SDK with its key, and with its token', async () => {
    const gateway = await start({ anthropic: [MESSAGE, MESSAGE] });
    const options = { baseURL: gateway.url, maxRetries: 0 };
    await new Anthropic({ ...options, apiKey: KEY, authToken: null }).messages.create(ASK);
    await new Anthropic({ ...options, apiKey: null, authToken: TOKEN }).messages.create(ASK);
    const [withKey, withToken] = shown(gateway);
    // Which header the SDK shows its key in is for it to say.
    expect([withKey?.['x-api-key'], withKey?.authorization]).toContainEqual(
      expect.stringMatching(new RegExp(`^(Bearer )?${KEY}$`)),
    );
    expect(withToken).toEqual({ 'x-api-key': undefined, authorization: BEARER });
  });

  it.each([
    ['POST', '/v1/messages/count_tokens', ASK],
    ['POST', '/v1/messages/batches', { requests: [] }],
    ['GET', '/v1/messages/batches', undefined],
    ['GET', '/v1/messages/batches/msgbatch_1/results', undefined],
    ['POST', '/v1/messages/batches/msgbatch_1/cancel', ''],
    ['DELETE', '/v1/messages/batches/msgbatch_1', undefined],
  ])('goes with %s %s too', async (method, path, body) => {
    const gateway = await start({ anthropic: [{ body: { input_tokens: 3 } }] });
    const answered = await send(gateway.url + path, {
      method,
      headers: { authorization: BEARER },
      ...(body !== undefined && { body }),
    });
    expect(answered.status).toBe(200);
    expect(shown(gateway)).toEqual([{ 'x-api-key': undefined, authorization: BEARER }]);
    expect(traces(gateway)).not.toContain(TOKEN);
  });

  it('gives way to a key that Modicum holds, and is never beside it', async () => {
    const gateway = await startScriptedGateway({ anthropic: [MESSAGE] });
    await send(`${gateway.url}/v1/messages`, {
      body: ASK,
      headers: { 'x-api-key': KEY, authorization: BEARER },
    });
    expect(shown(gateway)).toEqual([{ 'x-api-key': ANTHROPIC_KEY, authorization: undefined }]);
  });

  it('belongs to one call: the next one goes with its own or not at all', async () => {
    const gateway = await start({ anthropic: [MESSAGE, MESSAGE] });
    const call = (headers: Record<string, string>) =>
      send(`${gateway.url}/v1/messages`, { body: ASK, headers });
    await call({ 'x-api-key': KEY });
    const none = await call({});
    await call({ authorization: BEARER });
    expect(none.status).toBe(503);
    expect(shown(gateway)).toEqual([
      { 'x-api-key': KEY, authorization: undefined },
      { 'x-api-key': undefined, authorization: BEARER },
    ]);
  });

  it('and the held key missing, the answer says both ways to cure it', async () => {
    const gateway = await start();
    const answered = await send(`${gateway.url}/v1/messages`, { body: ASK });
    expect(answered.status).toBe(503);
    expect(answered.text).toContain('set ANTHROPIC_API_KEY where Modicum runs');
    expect(answered.text).toContain('show your own Anthropic credential');
    expect(gateway.receipts()[0]?.call.excluded).toMatchObject([{ reason: 'no_key' }]);
    const batch = await send(`${gateway.url}/v1/messages/batches`, { body: { requests: [] } });
    expect(batch.text).toContain('show your own Anthropic credential');
    const ready = await send(`${gateway.url}/readyz`);
    expect(ready.json()).toMatchObject({
      tiers: { 3: true },
      providers: [{ name: 'anthropic', hasKey: false, passesClientCredential: true }, {}, {}],
    });
  });
});

describe('what is not handed on', () => {
  it.each([
    ['our placeholder', { 'x-api-key': 'modicum', authorization: 'Bearer modicum' }],
    ['nothing in them', { 'x-api-key': '', authorization: 'Bearer ' }],
    ['a scheme of something in between', { authorization: 'Basic dXNlcjpwYXNzd29yZA==' }],
    ['a cookie', { cookie: `session=${KEY}` }],
    ['a key for proxies', { 'proxy-authorization': BEARER }],
    ['the gateway’s own header', { 'x-modicum-key': KEY }],
  ])('%s', async (_name, headers) => {
    const gateway = await start();
    const answered = await send(`${gateway.url}/v1/messages`, { body: ASK, headers });
    expect(answered.status).toBe(503);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('what an OpenAI client shows, whatever model it asks for', async () => {
    const gateway = await start();
    for (const model of ['claude-sonnet-5-5', 'modicum/tier-2']) {
      const answered = await send(`${gateway.url}/v1/chat/completions`, {
        body: { model, messages: ASK.messages },
        headers: { authorization: BEARER, 'x-api-key': KEY },
      });
      expect([model, answered.status]).toEqual([model, 503]);
      expect(answered.text).toContain('set ANTHROPIC_API_KEY');
    }
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
    expect(traces(gateway)).not.toMatch(/sk-ant/);
  });

  it('anything to other families, also after Anthropic failed', async () => {
    const gateway = await start(
      {
        anthropic: [{ status: 500, body: anthropicError('api_error', 'down') }],
        openai: [{ body: openaiCompletion({ model: 'gpt-5.5' }) }],
        ollama: [{ body: ollamaAnswer() }],
      },
      {
        policy: {
          tiers: {
            2: { models: ['anthropic/claude-sonnet-5-5', 'openai/gpt-5.5'], retries: 0 },
          },
        },
      },
    );
    const headers = { 'x-api-key': KEY, authorization: BEARER };
    const call = (model: string) =>
      send(`${gateway.url}/v1/messages`, { body: { ...ASK, model }, headers });
    expect((await call('modicum/tier-2')).status).toBe(200);
    expect((await call('modicum/tier-0')).status).toBe(200);
    const { openai, ollama } = gateway.upstreams;
    expect([openai.requests.length, ollama.requests.length]).toEqual([1, 1]);
    const seen = [...openai.requests, ...ollama.requests, ...ollama.routed, ...openai.routed];
    expect(JSON.stringify(seen.map((request) => request.headers))).not.toMatch(/sk-ant/);
    expect(shown(gateway)).toEqual([headers]);
  });

  it('anything where the policy does not hand it on', async () => {
    const gateway = await start({}, { providers: { anthropic: { key: 'env:ANTHROPIC_API_KEY' } } });
    const answered = await send(`${gateway.url}/v1/messages`, {
      body: ASK,
      headers: { 'x-api-key': KEY },
    });
    expect(answered.status).toBe(503);
    expect(answered.text).not.toContain('your own');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('and a redirect takes it nowhere', async () => {
    const gateway = await start({
      anthropic: [{ status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } }],
    });
    const url = gateway.upstreams.openai.url;
    gateway.upstreams.anthropic.add({ status: 302, headers: { location: `${url}/v1/messages` } });
    const call = () =>
      send(`${gateway.url}/v1/messages/count_tokens`, {
        body: ASK,
        headers: { 'x-api-key': KEY },
      });
    for (const answered of [await call(), await call()]) {
      expect(answered.headers.get('location')).toBeNull();
    }
    expect(gateway.upstreams.openai.requests).toHaveLength(0);
  });
});

describe('a gateway that asks for its own key', () => {
  const locked = { environment: { MODICUM_CLIENT_KEY: GATEWAY_KEY } };

  it.each([
    ['its own header', { 'x-modicum-key': GATEWAY_KEY, 'x-api-key': KEY }, { 'x-api-key': KEY }],
    ['x-api-key', { 'x-api-key': GATEWAY_KEY, authorization: BEARER }, { authorization: BEARER }],
    [
      'authorization',
      { 'x-api-key': KEY, authorization: `Bearer ${GATEWAY_KEY}` },
      { 'x-api-key': KEY },
    ],
    [
      'its own header, both free',
      { 'x-modicum-key': GATEWAY_KEY, 'x-api-key': KEY, authorization: BEARER },
      { 'x-api-key': KEY, authorization: BEARER },
    ],
  ])('takes it in %s and hands on the other', async (_name, headers, expected) => {
    const gateway = await start({ anthropic: [MESSAGE] }, locked);
    const answered = await send(`${gateway.url}/v1/messages`, { body: ASK, headers });
    expect(answered.status).toBe(200);
    expect(shown(gateway)).toEqual([
      { 'x-api-key': undefined, authorization: undefined, ...expected },
    ]);
    const [request] = gateway.upstreams.anthropic.requests;
    expect(JSON.stringify(request?.headers)).not.toContain(GATEWAY_KEY);
  });

  it('never hands that key on, however often it is shown', async () => {
    const gateway = await start({}, locked);
    const answered = await send(`${gateway.url}/v1/messages`, {
      body: ASK,
      headers: { 'x-api-key': GATEWAY_KEY, authorization: `Bearer ${GATEWAY_KEY}` },
    });
    expect(answered.status).toBe(503);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('lets nobody in with a credential of Anthropic’s', async () => {
    const gateway = await start({}, locked);
    const answered = await send(`${gateway.url}/v1/messages`, {
      body: ASK,
      headers: { 'x-api-key': KEY, authorization: BEARER, 'x-modicum-key': 'a-wrong-one-012345' },
    });
    expect(answered.status).toBe(401);
    expect(answered.text).toContain('x-modicum-key');
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('also the warm-up: nothing is answered to who is not let in', async () => {
    const gateway = await start({}, locked);
    expect((await send(`${gateway.url}/api/hello`, { method: 'HEAD' })).status).toBe(401);
    const headers = { 'x-modicum-key': GATEWAY_KEY };
    expect((await send(`${gateway.url}/api/hello`, { method: 'HEAD', headers })).status).toBe(200);
  });
});

describe('a credential that stands in other places of its call too', () => {
  const LONG = `sk-ant-oat01-${'0123456789'.repeat(24)}`;

  it.each<[string, Record<string, string>]>([
    ['the session', { 'x-modicum-session': `of ${LONG}` }],
    ['the tags', { 'x-modicum-tags': `one, ${LONG}` }],
    ['the tool', { 'x-modicum-tool': LONG }],
    ['Claude Code’s session', { 'x-claude-code-session-id': LONG }],
    ['Claude Code’s agent', { 'x-claude-code-agent-id': LONG }],
  ])('is in no row: %s', async (_name, headers) => {
    const gateway = await start({ anthropic: [MESSAGE] });
    const answered = await send(`${gateway.url}/v1/messages`, {
      body: ASK,
      headers: { authorization: `Bearer ${LONG}`, ...headers },
    });
    expect(answered.status).toBe(200);
    expect(gateway.receipts()).toHaveLength(1);
    expect(traces(gateway)).not.toContain('sk-ant');
  });

  it.each([LONG, `modicum/${LONG}`, `modicum/auto:task=${LONG}`])(
    'is in no row and no answer: the model %s',
    async (model) => {
      const gateway = await start();
      const headers = { authorization: `Bearer ${LONG}` };
      for (const path of ['/v1/messages', '/v1/chat/completions', '/v1/messages/count_tokens']) {
        const answered = await send(gateway.url + path, { body: { ...ASK, model }, headers });
        expect(answered.status).toBe(404);
        expect(JSON.stringify([answered.text, answered.headers])).not.toContain('sk-ant');
      }
      expect(gateway.receipts()).toHaveLength(2);
      expect(gateway.receipts()[0]?.call.requestedModel).toContain('[key]');
      expect(traces(gateway)).not.toContain('sk-ant');
    },
  );

  it.each([`/v1/${LONG}`, `/v1/models/${LONG}`, `/v1/responses/${LONG}`])(
    'is not in the answer for the path %s',
    async (path) => {
      const gateway = await start();
      const answered = await send(gateway.url + path, {
        method: 'GET',
        headers: { 'x-api-key': LONG },
      });
      expect(answered.status).toBe(404);
      expect(answered.text).not.toContain('sk-ant');
    },
  );

  it('a key that Modicum holds neither', async () => {
    const gateway = await startScriptedGateway({ anthropic: [MESSAGE] });
    const headers = { 'x-modicum-session': ANTHROPIC_KEY, 'x-modicum-tags': ANTHROPIC_KEY };
    await send(`${gateway.url}/v1/messages`, { body: ASK, headers });
    const refused = await send(`${gateway.url}/v1/messages`, {
      body: { ...ASK, model: ANTHROPIC_KEY },
    });
    expect(refused.status).toBe(404);
    expect(refused.text).not.toContain(ANTHROPIC_KEY);
    expect(traces(gateway)).not.toContain(ANTHROPIC_KEY);
    expect(gateway.receipts().map(({ call }) => call.session)).toContain('[key]');
  });

  it('keeps a model’s name whole where a client has a word of it for a key', async () => {
    const gateway = await startScriptedGateway({ anthropic: { afterwards: MESSAGE } });
    for (const model of ['anthropic/claude-sonnet-5-5', 'claude-sonnet-5-5']) {
      const headers = { 'x-api-key': model.slice(0, 9) };
      const answered = await send(`${gateway.url}/v1/messages`, {
        body: { ...ASK, model },
        headers,
      });
      expect([model, answered.status]).toEqual([model, 200]);
    }
  });
});

describe('whatever is shown', () => {
  /** Visible ASCII, as keys are made of. */
  const anySecret = fc
    .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 12, maxLength: 40 })
    .map((codes) => `~${String.fromCharCode(...codes)}~`);
  const spelled = (name: string) =>
    fc
      .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
      .map((upper) =>
        name.replace(/./g, (letter, at: number) =>
          upper[at] === true ? letter.toUpperCase() : letter,
        ),
      );

  it('arrives byte for byte under any spelling of its name, and is left in no trace', async () => {
    const gateway = await start({ anthropic: { afterwards: MESSAGE } });
    await fc.assert(
      fc.asyncProperty(
        anySecret,
        anySecret,
        spelled('x-api-key'),
        spelled('authorization'),
        spelled('bearer'),
        async (key, token, keyName, bearerName, scheme) => {
          const headers = { [keyName]: key, [bearerName]: `${scheme} ${token}` };
          const answered = await send(`${gateway.url}/v1/messages`, { body: ASK, headers });
          expect(answered.status).toBe(200);
          expect(shown(gateway).at(-1)).toEqual({
            'x-api-key': key,
            authorization: `${scheme} ${token}`,
          });
        },
      ),
      { numRuns: 60 },
    );
    expect(gateway.receipts().length).toBeGreaterThan(50);
    expect(traces(gateway)).not.toMatch(/~/);
  });
});
