import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import {
  anthropicMessage,
  anthropicRequestFaults,
  anthropicStream,
  ollamaStream,
  ollamaRequestFaults,
  openaiRequestFaults,
  openaiStream,
  responsesRequestFaults,
  responsesStream,
  strictReply,
  type RecordedRequest,
} from '../../src/testing/index.ts';
import { send } from './send.ts';
import { startScriptedGateway } from './start-gateway.ts';

const FILE = new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
const RECORDED = readFileSync(fileURLToPath(FILE), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { purpose: string; headers: Headers; body: JsonObject });
type Headers = Readonly<Record<string, string>>;

function recorded(purpose: string) {
  const found = RECORDED.find((one) => one.purpose === purpose);
  if (found === undefined) throw new Error(`${purpose} is missing`);
  return found;
}

const headersOf = ({ headers }: { headers: Headers }): Headers => ({
  'anthropic-version': '2023-06-01',
  'anthropic-beta': headers['anthropic-beta'] ?? '',
});

const bodyOf = (request: RecordedRequest | undefined) =>
  JSON.parse(request?.text() ?? '{}') as JsonObject;

/** A policy that sends the main conversation of Claude Code to another model. */
const sendTo = (to: string) => ({
  policy: { claude_code: { main: 'route', bind: { main: to } } },
});

async function sendMain(url: string, path = '/v1/messages') {
  const { headers, body } = recorded('mcp-tool-loaded-by-search');
  return send(url + path, { headers: headersOf({ headers }), body });
}

describe('a call of Claude Code for Opus 5.5 that a policy sends elsewhere', () => {
  it('is rewritten for Haiku 4.5, header and all, and the receipt says how', async () => {
    const gateway = await startScriptedGateway(
      { anthropic: [{ sse: anthropicStream({ text: 'Done.', model: 'claude-haiku-4-5' }) }] },
      sendTo('claude-haiku-4-5'),
    );
    const answered = await sendMain(gateway.url);
    expect(answered.status).toBe(200);
    const [request] = gateway.upstreams.anthropic.requests;
    const betas = request?.headers['anthropic-beta'];
    expect(
      anthropicRequestFaults({
        body: bodyOf(request),
        betas: typeof betas === 'string' ? betas : '',
        signers: new Map(),
      }),
    ).toEqual([]);
    expect(betas).toBe(
      'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20',
    );
    const changes = [
      'max_tokens=64000',
      'effort=removed',
      'message_settings=removed',
      'thinking=removed',
      'system message moved into user text',
      'beta per-turn-control-2026-07-01 left out',
      'beta mid-conversation-tool-changes-2026-07-01 left out',
      'beta effort-2025-11-24 left out',
    ];
    expect(answered.headers.get('x-modicum-changes')).toContain(changes.slice(0, 5).join(', '));
    expect(gateway.lastReceipt().attempts[0]?.opened.changes).toEqual([
      'model=claude-haiku-4-5',
      ...changes,
    ]);
  });

  it('is translated for OpenAI with its tools loaded and nothing of Anthropic’s', async () => {
    const gateway = await startScriptedGateway(
      { openai: [{ sse: openaiStream({ text: 'Done.', model: 'gpt-5.4' }) }] },
      sendTo('gpt-5.4'),
    );
    expect((await sendMain(gateway.url)).status).toBe(200);
    const body = bodyOf(gateway.upstreams.openai.requests[0]);
    expect(openaiRequestFaults(body)).toEqual([]);
    const names = (body['tools'] as { function: { name: string } }[]).map((tool) => tool.function);
    expect(names.map(({ name }) => name)).toContain('mcp__echo__echo');
    expect(names.map(({ name }) => name)).not.toContain('DeferredToolPlaceholder');
    expect(gateway.lastReceipt().attempts[0]?.opened.changes).toEqual(
      expect.arrayContaining([
        'effort=removed',
        'deferred tools loaded or left out',
        'attribution=removed',
        'context_management left out',
        'output_config of a message left out',
      ]),
    );
  });

  it('goes over Responses where the provider speaks it, with its effort and its tools', async () => {
    const call = { id: 'call_1', name: 'mcp__echo__echo', input: { text: 'hi' } };
    const gateway = await startScriptedGateway(
      { openai: [{ sse: responsesStream({ tools: [call], model: 'gpt-5.5' }) }] },
      { ...sendTo('gpt-5.5'), providers: { openai: { responses: true } } },
    );
    const answered = await sendMain(gateway.url);
    expect(answered.status).toBe(200);
    expect(answered.text).toContain('"name":"mcp__echo__echo"');
    const [request] = gateway.upstreams.openai.requests;
    expect(request?.path).toBe('/v1/responses');
    const body = bodyOf(request);
    expect(responsesRequestFaults(body)).toEqual([]);
    expect(body['reasoning']).toEqual({ effort: 'medium' });
  });

  it('is not sent to a model that takes tools only over Responses by a provider without', async () => {
    const gateway = await startScriptedGateway({}, sendTo('gpt-5.5'));
    const answered = await sendMain(gateway.url);
    expect(answered.status).toBe(400);
    expect(answered.text).toContain('set `responses: true`');
    expect(gateway.upstreams.openai.requests).toEqual([]);
  });

  it('is translated for Ollama', async () => {
    const gateway = await startScriptedGateway(
      { ollama: [{ ndjson: ollamaStream({ text: 'Done.', model: 'qwen3:8b' }) }] },
      sendTo('qwen3:8b'),
    );
    await sendMain(gateway.url);
    expect(ollamaRequestFaults(bodyOf(gateway.upstreams.ollama.requests[0]))).toEqual([]);
  });

  it('is counted as the model that would answer will read it', async () => {
    const gateway = await startScriptedGateway(
      { anthropic: [{ body: JSON.stringify({ input_tokens: 7 }) }] },
      sendTo('claude-haiku-4-5'),
    );
    await sendMain(gateway.url, '/v1/messages/count_tokens');
    const [request] = gateway.upstreams.anthropic.requests;
    const body = bodyOf(request);
    expect(JSON.stringify(body['messages'])).not.toContain('"role":"system"');
    expect(body['output_config']).toBeUndefined();
    expect(request?.headers['anthropic-beta']).not.toContain('effort');
  });

  it('that carries a safety check goes where it was meant to, as it came', async () => {
    const gateway = await startScriptedGateway(
      { anthropic: [{ sse: anthropicStream({ text: 'Done.' }) }] },
      sendTo('gpt-5.5'),
    );
    const { headers, body } = recorded('main-turn-interactive-auto-mode');
    await send(`${gateway.url}/v1/messages`, { headers: headersOf({ headers }), body });
    expect(gateway.upstreams.openai.requests).toEqual([]);
    const [request] = gateway.upstreams.anthropic.requests;
    expect(request?.text()).toBe(JSON.stringify(body));
    expect(request?.headers['anthropic-beta']).toBe(headers['anthropic-beta']);
  });
});

it('a call nobody sends elsewhere goes up with its header and body as they came', async () => {
  const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
  const { headers, body } = recorded('mcp-tool-loaded-by-search');
  const beta = `${headers['anthropic-beta'] ?? ''} , from-the-future-2027-01-01`;
  const text = JSON.stringify({ ...body, stream: false }).replace(
    '"stream":false',
    '"stream": false ',
  );
  await send(`${gateway.url}/v1/messages`, {
    headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': beta },
    body: text,
  });
  const [request] = gateway.upstreams.anthropic.requests;
  expect(request?.text()).toBe(text);
  expect(request?.headers['anthropic-beta']).toBe(beta);
});

describe('an upstream that refuses what its model would', () => {
  const TURNS = RECORDED.filter(
    ({ purpose, body }) => body['model'] === 'claude-opus-5-5' && MAIN.test(purpose),
  );

  it.each(['claude-haiku-4-5', 'claude-sonnet-4-6', 'claude-opus-4-8', 'claude-haiku-5-5'])(
    'takes every turn of the main conversation for %s',
    async (model) => {
      expect(TURNS.length).toBeGreaterThan(5);
      for (const { headers, body } of TURNS) {
        const whole = body['stream'] === false;
        const reply = whole
          ? { body: anthropicMessage({ model }) }
          : { sse: anthropicStream({ text: 'Done.', model }) };
        const anthropic = { afterwards: strictReply(reply) };
        const gateway = await startScriptedGateway({ anthropic }, sendTo(model));
        const answered = await send(`${gateway.url}/v1/messages`, {
          headers: headersOf({ headers }),
          body,
        });
        expect([answered.status, answered.headers.get('x-modicum-model')]).toEqual([
          200,
          `anthropic/${model}`,
        ]);
        await gateway.close();
      }
    },
  );

  it('says what it refuses', async () => {
    const anthropic = { afterwards: strictReply({ body: anthropicMessage() }) };
    const gateway = await startScriptedGateway({ anthropic });
    const answered = await send(`${gateway.url}/v1/messages`, {
      headers: { 'anthropic-version': '2023-06-01' },
      body: {
        model: 'claude-opus-5-5',
        max_tokens: 5,
        temperature: 0,
        messages: [{ role: 'user', content: 'x' }],
      },
    });
    expect(answered.status).toBe(400);
    expect(answered.text).toContain('sampling is not supported');
  });
});

/** Turns, and neither the calls beside them nor what is protected. */
const MAIN =
  /^(main-turn-opus|tool-result|stream-json|nonstreaming|retry-after|mcp-tool|first-turn)/;
