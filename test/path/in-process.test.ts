import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it, vi } from 'vitest';
import { ModicumError, answerSchema, callIdOf, receiptOf, withModicum } from '../../src/index.ts';
import {
  anthropicError,
  anthropicMessage,
  anthropicStream,
  openaiCompletion,
  openaiStream,
  ollamaAnswer,
} from '../../src/testing/index.ts';
import { startScriptedGateway, startSimulatedGateway } from './start-gateway.ts';

type MessageEvents = Awaited<ReturnType<typeof startedStream>>;
const startedStream = (client: Anthropic) => client.messages.create({ ...MESSAGE, stream: true });

const ASK = [{ role: 'user', content: 'Is it raining in Oslo?' }] as const;
const MESSAGE = { model: 'claude-haiku-5-5', max_tokens: 100, messages: [...ASK] };
const COMPLETION = { model: 'gpt-5.4-mini', messages: [...ASK] };

describe('an Anthropic client', () => {
  it('is answered without a socket of Modicum’s, and tied to its receipt', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ text: 'No.' }) }],
    });
    await gateway.server.close();
    const client = await gateway.modicum.anthropic<Anthropic>();
    const message = await client.messages.create(MESSAGE);
    expect(message.content).toMatchObject([{ type: 'text', text: 'No.' }]);
    expect(receiptOf(message)).toEqual(gateway.lastReceipt());
    expect(callIdOf(message)).toBe(gateway.lastReceipt().call.callId);
    expect(JSON.stringify(message)).not.toContain('call_');
  });

  it('streams: events as they come, and the receipt of stream, helper and final message', async () => {
    const gateway = await startScriptedGateway({
      anthropic: [
        { sse: anthropicStream({ text: 'It rains.' }) },
        { sse: anthropicStream({ text: 'It rains.' }) },
      ],
    });
    const client = await gateway.modicum.anthropic<Anthropic>();
    const stream = await client.messages.create({ ...MESSAGE, stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types[0]).toBe('message_start');
    expect(types.at(-1)).toBe('message_stop');
    expect(receiptOf(stream)).toEqual(gateway.lastReceipt());
    expect(receiptOf(stream)?.closed?.outcome).toBe('answered');

    const helper = client.messages.stream(MESSAGE);
    const final = await helper.finalMessage();
    expect(final.content).toMatchObject([{ type: 'text', text: 'It rains.' }]);
    expect(receiptOf(helper)).toEqual(gateway.lastReceipt());
    expect(receiptOf(final)).toEqual(gateway.lastReceipt());
    expect(gateway.receipts()).toHaveLength(2);
  });

  it('keeps the client it was copied from, and its options', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage({}) }] });
    const seen = vi.fn<() => void>();
    const own = new Anthropic({
      apiKey: 'own-key-0123456789',
      baseURL: 'http://own.invalid',
      maxRetries: 4,
      timeout: 1234,
      defaultHeaders: { 'x-modicum-tags': 'mine' },
      fetch: () => {
        seen();
        return Promise.resolve(
          new Response('{}', { headers: { 'content-type': 'application/json' } }),
        );
      },
    });
    const copy = await gateway.modicum.anthropic(own);
    await copy.messages.create(MESSAGE);
    expect(gateway.lastReceipt().call.tags).toEqual(['mine']);
    expect(copy).toBeInstanceOf(Anthropic);
    expect([copy.timeout, copy.maxRetries]).toEqual([1234, 0]);
    expect(seen).not.toHaveBeenCalled();
    await own.messages.create(MESSAGE);
    expect(seen).toHaveBeenCalledOnce();
    expect([own.baseURL, own.maxRetries]).toEqual(['http://own.invalid', 4]);
    expect(gateway.receipts()).toHaveLength(1);
  });

  it('parses what a schema asked for, with its receipt', async () => {
    const gateway = await startSimulatedGateway();
    const client = await gateway.modicum.anthropic<Anthropic>();
    const city = answerSchema<{ city: string }>({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    });
    const parsed = await client.messages.parse({ ...MESSAGE, ...city.anthropic });
    expect(city.read(parsed).city).not.toBe('');
    expect(receiptOf(parsed)).toEqual(gateway.lastReceipt());
  });

  it('links the copies that the copy makes', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage({}) }] });
    const client = await gateway.modicum.anthropic<Anthropic>();
    const copy = client.withOptions({ timeout: 5_000 });
    expect(receiptOf(await copy.messages.create(MESSAGE))).toEqual(gateway.lastReceipt());
  });

  it('counts, lists models and passes batches through', async () => {
    const gateway = await startSimulatedGateway();
    const client = await gateway.modicum.anthropic<Anthropic>();
    const { input_tokens } = await client.messages.countTokens({
      model: 'claude-haiku-5-5',
      messages: [...ASK],
    });
    expect(input_tokens).toBeGreaterThan(0);
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain('modicum/auto');
    const request = { custom_id: 'a', params: MESSAGE };
    const batch = await client.messages.batches.create({ requests: [request] });
    expect(receiptOf(batch)?.call.endpoint).toBe('batches');
    await vi.waitFor(async () => {
      const { processing_status } = await client.messages.batches.retrieve(batch.id);
      expect(processing_status).toBe('ended');
    });
    const results = [];
    for await (const result of await client.messages.batches.results(batch.id))
      results.push(result);
    expect(results).toMatchObject([{ custom_id: 'a', result: { type: 'succeeded' } }]);
  });
});

describe('an OpenAI client', () => {
  it('is answered, streamed and not, with receipts', async () => {
    const gateway = await startScriptedGateway({
      openai: [
        { body: openaiCompletion({ text: 'No.' }) },
        { sse: openaiStream({ text: 'It rains.' }) },
        { sse: openaiStream({ text: 'It rains.' }) },
      ],
    });
    await gateway.server.close();
    const client = await gateway.modicum.openai<OpenAI>();
    const whole = await client.chat.completions.create(COMPLETION);
    expect(whole.choices[0]?.message.content).toBe('No.');
    expect(receiptOf(whole)).toEqual(gateway.lastReceipt());

    const stream = await client.chat.completions.create({ ...COMPLETION, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('It rains.');
    expect(receiptOf(stream)).toEqual(gateway.lastReceipt());

    const helper = client.chat.completions.stream({ ...COMPLETION });
    const final = await helper.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe('It rains.');
    expect(receiptOf(helper)).toEqual(gateway.lastReceipt());
    expect(receiptOf(final)).toEqual(gateway.lastReceipt());
    expect(new Set(gateway.receipts().map(({ call }) => call.callId)).size).toBe(3);
  });

  it('has receipts on responses too, streamed, helped and not', async () => {
    const gateway = await startSimulatedGateway();
    const client = await gateway.modicum.openai<OpenAI>();
    const request = { model: 'claude-haiku-5-5', input: 'Is it raining?', store: false };
    const whole = await client.responses.create(request);
    expect(whole.output_text).not.toBe('');
    expect(receiptOf(whole)).toEqual(gateway.lastReceipt());

    const stream = await client.responses.create({ ...request, stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types.at(-1)).toBe('response.completed');
    expect(receiptOf(stream)).toEqual(gateway.lastReceipt());

    const helper = client.responses.stream(request);
    const final = await helper.finalResponse();
    expect(final.output_text).not.toBe('');
    expect(receiptOf(helper)).toEqual(gateway.lastReceipt());
    // A deep copy, made by the SDK: docs/library.md says so.
    expect(receiptOf(final)).toBeNull();
  });

  it('parses what a schema asked for, with its receipt', async () => {
    const gateway = await startSimulatedGateway();
    const client = await gateway.modicum.openai<OpenAI>();
    const { openai } = answerSchema({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    });
    const parsed = await client.chat.completions.parse({
      ...COMPLETION,
      model: 'claude-haiku-5-5',
      response_format: openai.response_format,
    });
    expect(parsed.choices[0]?.message.content).toContain('"city"');
    expect(receiptOf(parsed)).toEqual(gateway.lastReceipt());
  });

  it('keeps the client it was copied from', async () => {
    const gateway = await startScriptedGateway({ openai: [{ body: openaiCompletion({}) }] });
    const own = new OpenAI({ apiKey: 'own-key-0123456789', baseURL: 'http://own.invalid/v1' });
    const copy = await gateway.modicum.openai(own);
    const completion = await copy.chat.completions.create(COMPLETION);
    expect(receiptOf(completion)).toEqual(gateway.lastReceipt());
    expect([own.baseURL, own.maxRetries]).toEqual(['http://own.invalid/v1', 2]);
    expect(copy).toBeInstanceOf(OpenAI);
  });

  it('runs its tool helper over several calls', async () => {
    const gateway = await startScriptedGateway({
      openai: [
        {
          body: openaiCompletion({
            tools: [{ id: 'call_1', name: 'weather', input: { city: 'Oslo' } }],
          }),
        },
        { body: openaiCompletion({ text: 'Four below.' }) },
      ],
    });
    const client = await gateway.modicum.openai<OpenAI>();
    const runner = client.chat.completions.runTools({
      ...COMPLETION,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'Degrees in a city.',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            parse: (text: string) => JSON.parse(text) as object,
            function: () => 'minus four',
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('Four below.');
    expect(gateway.receipts()).toHaveLength(2);
    expect(receiptOf(runner)).toEqual(gateway.lastReceipt());
  });
});

describe('what goes wrong', () => {
  it('has the SDKs’ own error classes, and is asked for once whatever the SDK would repeat', async () => {
    const gateway = await startScriptedGateway({
      anthropic: { afterwards: { status: 529, body: anthropicError('overloaded_error', 'busy') } },
      openai: { afterwards: { status: 401, body: { error: { message: 'bad key' } } } },
    });
    const anthropic = await gateway.modicum.anthropic<Anthropic>();
    const own = await gateway.modicum.anthropic(
      new Anthropic({ apiKey: 'k'.repeat(20), maxRetries: 5 }),
    );
    const attemptsOfOne = async (asking: Promise<unknown>) => {
      const before = gateway.upstreams.anthropic.requests.length;
      await expect(asking).rejects.toBeInstanceOf(Anthropic.InternalServerError);
      return gateway.upstreams.anthropic.requests.length - before;
    };
    const once = await attemptsOfOne(anthropic.messages.create(MESSAGE));
    expect(once).toBe(gateway.lastReceipt().attempts.length);
    expect(await attemptsOfOne(own.messages.create(MESSAGE))).toBe(once);
    expect(await attemptsOfOne(own.messages.create(MESSAGE, { maxRetries: 3 }))).toBe(once);
    expect(gateway.receipts()).toHaveLength(3);

    const openai = await gateway.modicum.openai<OpenAI>();
    const refused = openai.chat.completions.create(COMPLETION);
    await expect(refused).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });

  it('is an SDK’s abort when the caller aborts before an answer', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ neverAnswers: true }] });
    const client = await gateway.modicum.anthropic<Anthropic>();
    const waiting = new AbortController();
    const unanswered = client.messages.create(MESSAGE, { signal: waiting.signal });
    await gateway.upstreams.anthropic.nextRequest();
    waiting.abort();
    await expect(unanswered).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await gateway.upstreams.anthropic.whenClosed(0);
    await vi.waitFor(() => expect(gateway.lastReceipt().closed?.outcome).toBe('cancelled'));
  });

  const HALF = anthropicStream({ text: 'one two three' }).slice(0, 4);
  const LEAVING: readonly {
    readonly name: string;
    readonly leave: (stream: MessageEvents) => void;
  }[] = [
    { name: 'aborting', leave: (stream) => stream.controller.abort() },
    { name: 'nothing but leaving the loop', leave: () => {} },
  ];

  it.each(LEAVING)('a stream is ended upstream and booked by $name', async ({ leave }) => {
    const gateway = await startScriptedGateway({ anthropic: [{ sse: HALF, thenSilence: true }] });
    const client = await gateway.modicum.anthropic<Anthropic>();
    const stream = await client.messages.create({ ...MESSAGE, stream: true });
    for await (const event of stream) {
      if (event.type !== 'content_block_delta') continue;
      leave(stream);
      break;
    }
    await gateway.upstreams.anthropic.whenClosed(0);
    await vi.waitFor(() => expect(receiptOf(stream)?.closed?.outcome).toBe('cancelled'));
  });

  it('a stream that breaks off upstream is an error of the SDK', async () => {
    const gateway = await startScriptedGateway({ anthropic: [{ sse: HALF, thenCut: true }] });
    const client = await gateway.modicum.anthropic<Anthropic>();
    const stream = client.messages.stream(MESSAGE);
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
    expect(receiptOf(stream)?.closed).toMatchObject({ outcome: 'failed' });
  });

  it('names the field for a wrong option, and calls nobody', async () => {
    const gateway = await startScriptedGateway();
    const client = await gateway.modicum.anthropic<Anthropic>();
    const options = withModicum({ task: 'sing' });
    await expect(client.messages.create(MESSAGE, options)).rejects.toThrow(/x-modicum-task/);
    expect(() => withModicum({ taks: 'classify' } as object)).toThrow(ModicumError);
    expect(gateway.upstreams.anthropic.requests).toHaveLength(0);
  });

  it('is no client of an SDK, or a Modicum that is closed', async () => {
    const gateway = await startScriptedGateway();
    const wrong = gateway.modicum.anthropic({} as unknown as Anthropic);
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_request' });
    const client = await gateway.modicum.anthropic<Anthropic>();
    await gateway.modicum.close();
    await expect(client.messages.create(MESSAGE)).rejects.toBeInstanceOf(
      Anthropic.APIConnectionError,
    );
  });
});

describe('options of one call', () => {
  it('reach the decision from either SDK', async () => {
    const gateway = await startScriptedGateway({
      ollama: { afterwards: { body: ollamaAnswer({ text: 'bug' }) } },
    });
    const options = withModicum({ task: 'classify', maxTier: 1, session: 's', tags: ['a', 'b'] });
    const anthropic = await gateway.modicum.anthropic<Anthropic>();
    await anthropic.messages.create({ ...MESSAGE, model: 'modicum/auto' }, options);
    expect(gateway.lastReceipt().call).toMatchObject({
      taskType: 'classify_text',
      decidedBy: 'header_task',
      session: 's',
      tags: ['a', 'b'],
    });
    await gateway.openai.chat.completions.create({ ...COMPLETION, model: 'modicum/auto' }, options);
    expect(gateway.lastReceipt().call.decidedBy).toBe('header_task');
  });
});
