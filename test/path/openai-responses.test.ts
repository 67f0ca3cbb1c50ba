import type OpenAI from 'openai';
import type { Response, ResponseInput } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import {
  anthropicMessage,
  anthropicStream,
  openaiError,
  responsesAnswer,
  responsesErrorEvent,
  responsesFailedEvent,
  responsesStream,
} from '../../src/testing/index.ts';
import type { ScriptedReply } from '../../src/testing/index.ts';
import { CLIENT_KEY, startScriptedGateway, startSimulatedGateway } from './start-gateway.ts';
import type { ScriptedGateway } from './start-gateway.ts';
import { TOKENS, VOICES } from './upstream-voices.ts';
import type { SpokenAnswer } from './upstream-voices.ts';

const ASK = { instructions: 'Be brief.', input: 'What is the weather?' } as const;

const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: false,
} as const satisfies OpenAI.Responses.FunctionTool;

const TWO_CALLS = [
  { id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } },
  { id: 'call_2', name: 'get_weather', input: { city: 'Rome' } },
] as const;

const SCHEMA = {
  type: 'object',
  properties: { title: { type: 'string' } },
  required: ['title'],
  additionalProperties: false,
} as const;

/** What the SDK hands over as the answer of either way of asking. */
async function answered(
  client: OpenAI,
  request: OpenAI.Responses.ResponseCreateParamsNonStreaming,
  stream: boolean,
): Promise<Response> {
  if (!stream) return client.responses.create(request);
  return client.responses.stream({ ...request, stream: true }).finalResponse();
}

function callsOf(response: Response) {
  return response.output.filter((item) => item.type === 'function_call');
}

describe.each(VOICES)('the Responses client before the $name upstream', (voice) => {
  const scripted = (...replies: readonly SpokenAnswer[]) =>
    startScriptedGateway({ [voice.name]: replies.map((answer) => voice.reply(answer)) });

  it.each([false, true])(
    'has text, usage and the model that answered (stream: %s)',
    async (stream) => {
      const gateway = await scripted({ stream, text: 'Mild and grey.' });
      const response = await answered(gateway.openai, { model: voice.model, ...ASK }, stream);
      expect(response).toMatchObject({
        object: 'response',
        status: 'completed',
        model: voice.model,
        output_text: 'Mild and grey.',
        output: [{ type: 'message', role: 'assistant', status: 'completed' }],
        instructions: 'Be brief.',
        error: null,
        incomplete_details: null,
        usage: {
          input_tokens: TOKENS.read,
          output_tokens: TOKENS.written,
          total_tokens: TOKENS.read + TOKENS.written,
        },
      });
      expect(JSON.stringify(voice.sent(gateway))).toContain('Be brief.');
      expect(gateway.lastReceipt().call).toMatchObject({
        dialect: 'openai-responses',
        endpoint: 'responses',
      });
    },
  );

  it('streams numbered events whose deltas are the text', async () => {
    const gateway = await scripted({ stream: true, text: 'Mild and grey.' });
    const stream = await gateway.openai.responses.create({
      model: voice.model,
      ...ASK,
      stream: true,
    });
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    const deltas = events.filter((event) => event.type === 'response.output_text.delta');
    expect(deltas.map(({ delta }) => delta).join('')).toBe('Mild and grey.');
    expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)?.type).toBe('response.completed');
  });

  it.each([false, true])('is asked for two tool calls at once (stream: %s)', async (stream) => {
    const gateway = await scripted({ stream, tools: TWO_CALLS });
    const request = { model: voice.model, tools: [WEATHER], ...ASK };
    const response = await answered(gateway.openai, request, stream);
    const calls = callsOf(response);
    expect(calls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual(
      TWO_CALLS.map(({ name, input }) => [name, input]),
    );
    expect(new Set(calls.map((call) => call.call_id)).size).toBe(2);
  });

  it('takes its own answer back with the outputs, each to its call', async () => {
    const gateway = await scripted({ stream: false, tools: TWO_CALLS }, { stream: false });
    const request = { model: voice.model, tools: [WEATHER] };
    const first = await gateway.openai.responses.create({ ...request, ...ASK });
    const input: ResponseInput = [
      { role: 'user', content: ASK.input },
      ...(first.output as ResponseInput),
      ...callsOf(first).map((call, index) => ({
        type: 'function_call_output' as const,
        call_id: call.call_id,
        output: index === 0 ? 'minus four' : 'twelve',
      })),
    ];
    const second = await gateway.openai.responses.create({ ...request, input });
    expect(second.output_text).toBe('Hello from the script.');
    const sent = gateway.upstreams[voice.name].requests[1]?.text() ?? '';
    const places = ['Oslo', 'Rome', 'minus four', 'twelve'].map((word) => sent.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('asks for structured output in the upstream’s own way', async () => {
    const gateway = await scripted({ stream: false, text: '{"title":"Rain"}' });
    const response = await gateway.openai.responses.parse({
      model: voice.model,
      ...ASK,
      text: { format: { type: 'json_schema', name: 'titled', schema: SCHEMA, strict: true } },
    });
    expect(response.output_parsed).toEqual({ title: 'Rain' });
    const places = {
      anthropic: { output_config: { format: { type: 'json_schema', schema: SCHEMA } } },
      openai: {
        response_format: { json_schema: { name: 'titled', schema: SCHEMA, strict: true } },
      },
      ollama: { format: SCHEMA },
    };
    expect(voice.sent(gateway)).toMatchObject(places[voice.name]);
  });
});

describe('a translated Responses call', () => {
  const HAIKU = 'claude-haiku-5-5';

  it('gives Anthropic one message per turn, effort, a tool choice and an image', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
    await gateway.openai.responses.create({
      model: 'claude-sonnet-5-5',
      tools: [WEATHER],
      tool_choice: 'auto',
      parallel_tool_calls: false,
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      max_output_tokens: 300,
      input: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AAAA' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        {
          type: 'function_call',
          call_id: 'call_1',
          name: 'get_weather',
          arguments: '{"city":"A"}',
        },
        {
          type: 'function_call',
          call_id: 'call_2',
          name: 'get_weather',
          arguments: '{"city":"B"}',
        },
        { type: 'function_call_output', call_id: 'call_1', output: 'cold' },
        {
          type: 'function_call_output',
          call_id: 'call_2',
          output: [{ type: 'input_text', text: 'warm' }],
        },
      ],
    });
    expect(gateway.upstreams.anthropic.requests[0]?.json()).toMatchObject({
      system: [{ text: 'Be brief.' }],
      max_tokens: 300,
      output_config: { effort: 'low' },
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      messages: [
        { role: 'user', content: [{ type: 'text' }, { type: 'image' }] },
        { role: 'assistant', content: [{ id: 'call_1' }, { id: 'call_2' }] },
        { role: 'user', content: [{ tool_use_id: 'call_1' }, { tool_use_id: 'call_2' }] },
      ],
    });
    const changes = gateway.lastReceipt().attempts[0]?.opened.changes ?? [];
    expect(changes).toContain('thinking of earlier turns left out');
    expect(changes).toContain('include left out');
    expect(changes).toContain('reasoning.summary left out');
  });

  it('shows thinking as the summary of a reasoning item, before the text', async () => {
    const answer = anthropicMessage({ model: HAIKU });
    const content = [
      { type: 'thinking', thinking: 'Let me see.', signature: 'c2lnbmVk' },
      { type: 'text', text: 'Yes.' },
    ];
    const gateway = await startScriptedGateway({ anthropic: [{ body: { ...answer, content } }] });
    const response = await gateway.openai.responses.create({ model: HAIKU, ...ASK });
    expect(response.output).toMatchObject([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Let me see.' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'Yes.' }] },
    ]);
  });

  it.each([false, true])('says that an answer was cut (stream: %s)', async (stream) => {
    const answer = { text: 'Half an ans', stopReason: 'max_tokens', model: HAIKU };
    const reply = stream ? { sse: anthropicStream(answer) } : { body: anthropicMessage(answer) };
    const gateway = await startScriptedGateway({ anthropic: [reply] });
    const response = await answered(gateway.openai, { model: HAIKU, ...ASK }, stream);
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
    });
  });

  it('is refused with the name of what no other dialect can say', async () => {
    const gateway = await startScriptedGateway();
    const asked = gateway.openai.responses.create({
      model: HAIKU,
      ...ASK,
      tools: [{ type: 'web_search' }],
    });
    await expect(asked).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('tool of type `web_search`'),
    });
    expect(gateway.upstreams.anthropic.requests).toEqual([]);
  });

  it('ends with an error event when the upstream breaks off', async () => {
    const sse = anthropicStream({ model: HAIKU }).slice(0, 4);
    const gateway = await startScriptedGateway({ anthropic: [{ sse, thenCut: true }] });
    const stream = await gateway.openai.responses.create({ model: HAIKU, ...ASK, stream: true });
    await expect(
      (async () => {
        for await (const _event of stream) void _event;
      })(),
    ).rejects.toMatchObject({ code: 'upstream_cut', type: 'server_error' });
  });
});

const SPEAKS = { providers: { openai: { responses: true } } };
const UPSTREAM_MODEL = 'gpt-5.4-mini';

async function post(gateway: ScriptedGateway, body: string): Promise<globalThis.Response> {
  return fetch(`${gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${CLIENT_KEY}` },
    body,
  });
}

describe('a provider that speaks Responses', () => {
  const started = (...openai: readonly ScriptedReply[]) => startScriptedGateway({ openai }, SPEAKS);

  it('gets the client’s own bytes and gives its own back', async () => {
    const gateway = await started({ body: responsesAnswer({ model: UPSTREAM_MODEL }) });
    const body = `{ "model":"${UPSTREAM_MODEL}",  "store" : false, "temperature": 1.0,
      "input":[{"role":"user","content":"Hi \\u00e9"}], "tools":[{"type":"web_search"}], "new_field": [1e2] }`;
    const response = await post(gateway, body);
    const [request] = gateway.upstreams.openai.requests;
    expect(request?.path).toBe('/v1/responses');
    expect(request?.text()).toBe(body);
    expect(await response.json()).toEqual(responsesAnswer({ model: UPSTREAM_MODEL }));
    expect(gateway.lastReceipt().attempts[0]?.opened).toMatchObject({
      lane: 'untouched',
      changes: [],
    });
    expect(gateway.lastReceipt().attempts[0]?.closed?.usage).toMatchObject({
      state: 'reported',
      usage: { freshInputTokens: TOKENS.read, outputTokens: TOKENS.written },
    });
  });

  it('streams byte for byte, and the ledger knows the usage', async () => {
    const sse = responsesStream({ thinking: 'Hm.', tools: TWO_CALLS, model: UPSTREAM_MODEL });
    const gateway = await started({ sse });
    const body = JSON.stringify({ model: UPSTREAM_MODEL, store: false, stream: true, input: 'Hi' });
    const response = await post(gateway, body);
    expect(await response.text()).toBe(sse.join(''));
    expect(gateway.lastReceipt().attempts[0]?.closed).toMatchObject({
      finishReason: 'tool_use',
      usage: { state: 'reported', usage: { outputTokens: TOKENS.written } },
    });
  });

  it('is told not to store what the client said nothing about, and asked for its reasoning', async () => {
    const gateway = await started({ body: responsesAnswer() });
    const head = `{"model":"${UPSTREAM_MODEL}","input":"Hi"`;
    await post(gateway, `${head}}`);
    expect(gateway.upstreams.openai.requests[0]?.text()).toBe(
      `${head},"store":false,"include":["reasoning.encrypted_content"]}`,
    );
    expect(gateway.lastReceipt().attempts[0]?.opened.changes).toEqual(['store=false']);
  });

  it('does not get reasoning that it could only look up', async () => {
    const gateway = await started({ body: responsesAnswer() });
    const own = { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'gAAA' };
    const foreign = { type: 'reasoning', id: 'rs_1', summary: [] };
    const said = { role: 'user', content: 'Hi' };
    const body = { model: UPSTREAM_MODEL, store: false, input: [said, foreign, own, said] };
    await post(gateway, JSON.stringify(body));
    expect(gateway.upstreams.openai.requests[0]?.json()).toEqual({
      ...body,
      input: [said, own, said],
    });
  });

  it('still gets Chat Completions from clients that speak it', async () => {
    const [, openai] = VOICES;
    const gateway = await started(openai?.reply({ stream: false }) ?? {});
    await gateway.openai.chat.completions.create({
      model: UPSTREAM_MODEL,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(gateway.upstreams.openai.requests[0]?.path).toBe('/v1/chat/completions');
  });

  it('hands its own errors on as they came', async () => {
    const error = openaiError('invalid_request_error', 'No such tool.', 'invalid_tool');
    const gateway = await started({ status: 400, body: error });
    const asked = gateway.openai.responses.create({ model: UPSTREAM_MODEL, input: 'Hi' });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'invalid_tool' });
  });

  it.each([
    ['an error event', responsesErrorEvent('rate_limit_exceeded', 'Slow down.')],
    ['a failed response', responsesFailedEvent('rate_limit_exceeded', 'Slow down.')],
  ])('that begins with %s is asked again', async (_name, failure) => {
    const begun = responsesStream({ model: UPSTREAM_MODEL });
    const gateway = await started({ sse: [...begun.slice(0, 2), failure] }, { sse: begun });
    const request = { model: UPSTREAM_MODEL, input: 'Hi' };
    const response = await answered(gateway.openai, request, true);
    expect(response.output_text).toBe('Hello from the script.');
    expect(gateway.lastReceipt().attempts.map(({ closed }) => closed?.outcome)).toEqual([
      'failed',
      'answered',
    ]);
  });
});

describe('what Modicum would have to keep', () => {
  it.each<[string, object, RegExp]>([
    ['previous_response_id', { previous_response_id: 'resp_1' }, /send the items/],
    ['conversation', { conversation: 'conv_1' }, /send the items/],
    ['background', { background: true }, /streamed/],
    ['prompt', { prompt: { id: 'pmpt_1' } }, /`instructions`/],
    ['store', { store: true }, /`false`/],
    ['input[0]', { input: [{ type: 'item_reference', id: 'msg_1' }] }, /the item itself/],
    ['input[0]', { input: [{ id: 'msg_1' }] }, /the item itself/],
  ])('is refused by name: %s', async (name, fields, instead) => {
    const gateway = await startScriptedGateway({}, SPEAKS);
    const response = await post(
      gateway,
      JSON.stringify({ model: UPSTREAM_MODEL, input: 'Hi', ...fields }),
    );
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(response.status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'responses_not_stored' });
    expect(error['message']).toContain(`\`${name}\``);
    expect(error['message']).toMatch(instead);
    expect(gateway.upstreams.openai.requests).toEqual([]);
  });

  it('cannot be asked for later', async () => {
    const gateway = await startScriptedGateway({}, SPEAKS);
    const { responses } = gateway.openai;
    const later: readonly (() => Promise<unknown>)[] = [
      () => responses.retrieve('resp_1'),
      () => responses.delete('resp_1'),
      () => responses.cancel('resp_1'),
      () => responses.inputItems.list('resp_1'),
    ];
    for (const ask of later) {
      await expect(ask()).rejects.toMatchObject({
        status: 404,
        code: 'responses_not_stored',
        message: expect.stringContaining('Modicum keeps no responses'),
      });
    }
  });

  it('is said in OpenAI’s shape where the method is wrong', async () => {
    const gateway = await startScriptedGateway();
    const response = await fetch(`${gateway.url}/v1/responses`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
  });
});

describe('the Responses client before the simulated upstreams', () => {
  const MODELS = ['claude-sonnet-5-5', 'qwen2.5:7b', 'openai/simulated-small'];
  const EACH = [{}, SPEAKS].flatMap((options) => MODELS.map((model) => ({ model, options })));

  it.each(EACH)('streams and not, from $model ($options)', async ({ model, options }) => {
    const gateway = await startSimulatedGateway({}, options);
    for (const stream of [false, true]) {
      const response = await answered(gateway.openai, { model, ...ASK }, stream);
      expect(response.model).toBe(model.replace('openai/', ''));
      expect(response.output_text).toMatch(/\w/);
    }
  });
});
