import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { startScriptedGateway, startSimulatedGateway } from './start-gateway.ts';
import { TOKENS, VOICES } from './upstream-voices.ts';

const ASK = [{ role: 'user', content: 'What is the weather?' }] as const;

const WEATHER = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
} as const satisfies Anthropic.Tool;

const TWO_CALLS = [
  { id: 'toolu_1', name: 'get_weather', input: { city: 'Oslo' } },
  { id: 'toolu_2', name: 'get_weather', input: { city: 'Rome' } },
] as const;

describe.each(VOICES)('the Anthropic SDK before the $name upstream', (voice) => {
  const scripted = (...replies: Parameters<typeof voice.reply>) =>
    startScriptedGateway({ [voice.name]: replies.map((answer) => voice.reply(answer)) });

  it('has a whole answer, its usage and the model that answered', async () => {
    const gateway = await scripted({ stream: false, text: 'Mild and grey.' });
    const message = await gateway.anthropic.messages.create({
      model: voice.model,
      max_tokens: 100,
      system: 'Be brief.',
      messages: [...ASK],
    });
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: voice.model,
      content: [{ type: 'text', text: 'Mild and grey.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: TOKENS.read, output_tokens: TOKENS.written },
    });
    expect(JSON.stringify(voice.sent(gateway))).toContain('Be brief.');
  });

  it('has the same answer from a stream', async () => {
    const gateway = await scripted({ stream: true, text: 'Mild and grey.' });
    const stream = gateway.anthropic.messages.stream({
      model: voice.model,
      max_tokens: 100,
      messages: [...ASK],
    });
    const starts: string[] = [];
    stream.on('streamEvent', (event) => starts.push(event.type));
    const message = await stream.finalMessage();
    expect(message).toMatchObject({
      model: voice.model,
      content: [{ type: 'text', text: 'Mild and grey.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: TOKENS.read, output_tokens: TOKENS.written },
    });
    expect(starts.filter((type) => type === 'message_start')).toHaveLength(1);
    expect(starts.at(-1)).toBe('message_stop');
  });

  it.each([false, true])('is asked for two tool calls at once (stream: %s)', async (stream) => {
    const gateway = await scripted({ stream, tools: TWO_CALLS });
    const request = { model: voice.model, max_tokens: 100, tools: [WEATHER], messages: [...ASK] };
    const message = stream
      ? await gateway.anthropic.messages.stream(request).finalMessage()
      : await gateway.anthropic.messages.create(request);
    const calls = message.content.filter((block) => block.type === 'tool_use');
    expect(message.stop_reason).toBe('tool_use');
    expect(calls.map(({ name, input }) => ({ name, input }))).toEqual(
      TWO_CALLS.map(({ name, input }) => ({ name, input })),
    );
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('gives both tool results back, each to its call', async () => {
    const gateway = await scripted({ stream: false, text: 'Oslo is colder.' });
    await gateway.anthropic.messages.create({
      model: voice.model,
      max_tokens: 100,
      tools: [WEATHER],
      messages: [
        ...ASK,
        { role: 'assistant', content: TWO_CALLS.map((call) => ({ type: 'tool_use', ...call })) },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'minus four' },
            { type: 'tool_result', tool_use_id: 'toolu_2', content: 'twelve' },
          ],
        },
      ],
    });
    const text = JSON.stringify(voice.sent(gateway));
    const places = ['Oslo', 'Rome', 'minus four', 'twelve'].map((word) => text.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });
});

describe('the Anthropic SDK across dialects', () => {
  it('sends tool results to openai under the ids of their calls', async () => {
    const [, openai] = VOICES;
    const gateway = await startScriptedGateway({
      openai: openai ? [openai.reply({ stream: false })] : [],
    });
    await gateway.anthropic.messages.create({
      model: 'gpt-5.4-mini',
      max_tokens: 100,
      tools: [WEATHER],
      messages: [
        ...ASK,
        { role: 'assistant', content: TWO_CALLS.map((call) => ({ type: 'tool_use', ...call })) },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_2', content: 'twelve' },
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'minus four' },
          ],
        },
      ],
    });
    expect(openai?.sent(gateway)['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'toolu_1' }, { id: 'toolu_2' }] },
      { role: 'tool', tool_call_id: 'toolu_2', content: 'twelve' },
      { role: 'tool', tool_call_id: 'toolu_1', content: 'minus four' },
    ]);
  });

  const SCHEMA = {
    type: 'object',
    properties: { title: { type: 'string' } },
    required: ['title'],
    additionalProperties: false,
  } as const;

  it.each(VOICES)('asks $name for structured output', async (voice) => {
    const gateway = await startScriptedGateway({
      [voice.name]: [voice.reply({ stream: false, text: '{"title":"Rain"}' })],
    });
    const message = await gateway.anthropic.messages.create({
      model: voice.model,
      max_tokens: 100,
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
      messages: [...ASK],
    });
    expect(message.content).toMatchObject([{ type: 'text', text: '{"title":"Rain"}' }]);
    const sent = voice.sent(gateway);
    const places = {
      anthropic: { output_config: { format: { type: 'json_schema', schema: SCHEMA } } },
      openai: { response_format: { type: 'json_schema', json_schema: { schema: SCHEMA } } },
      ollama: { format: SCHEMA },
    };
    expect(sent).toMatchObject(places[voice.name]);
  });

  const PIXEL =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const SEEING = [
    {
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
        { type: 'text', text: 'What is this?' },
      ],
    },
  ] as const satisfies readonly Anthropic.MessageParam[];

  it.each(VOICES.filter(({ name }) => name !== 'ollama'))('shows $name an image', async (voice) => {
    const gateway = await startScriptedGateway({
      [voice.name]: [voice.reply({ stream: false, text: 'A pixel.' })],
    });
    await gateway.anthropic.messages.create({
      model: voice.model,
      max_tokens: 100,
      messages: SEEING.map((message) => ({ ...message, content: [...message.content] })),
    });
    expect(JSON.stringify(voice.sent(gateway))).toContain(PIXEL);
  });

  it('sends no image to a local model that takes none: it says so', async () => {
    const gateway = await startScriptedGateway();
    await expect(
      gateway.anthropic.messages.create({
        model: 'qwen2.5:7b',
        max_tokens: 100,
        messages: SEEING.map((message) => ({ ...message, content: [...message.content] })),
      }),
    ).rejects.toMatchObject({ error: { error: { message: expect.stringContaining('image') } } });
    expect(gateway.upstreams.ollama.requests).toHaveLength(0);
    expect(gateway.lastReceipt().call.excluded).toMatchObject([{ reason: 'images_unsupported' }]);
  });

  it('gets a local model’s thinking as a thinking block, streamed and whole', async () => {
    const { ollamaAnswer, ollamaStream } = await import('../../src/testing/index.ts');
    const answer = { model: 'qwen3:8b', thinking: 'Rain, then.', text: 'It rains.' };
    const gateway = await startScriptedGateway({
      ollama: [{ body: ollamaAnswer(answer) }, { ndjson: ollamaStream(answer) }],
    });
    const request = { model: 'qwen3:8b', max_tokens: 100, messages: [...ASK] };
    const whole = await gateway.anthropic.messages.create(request);
    const streamed = await gateway.anthropic.messages.stream(request).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message.content).toMatchObject([
        { type: 'thinking', thinking: 'Rain, then.' },
        { type: 'text', text: 'It rains.' },
      ]);
    }
  });

  it('asks Ollama with a context that holds the prompt, and without any key', async () => {
    const [, , ollama] = VOICES;
    const gateway = await startScriptedGateway({
      ollama: ollama ? [ollama.reply({ stream: false })] : [],
    });
    await gateway.anthropic.messages.create({
      model: 'qwen2.5:7b',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'word '.repeat(10_000) }],
    });
    const sent = ollama?.sent(gateway) as { options: { num_ctx: number } };
    expect(sent.options.num_ctx).toBeGreaterThanOrEqual(16_384);
    const [request] = gateway.upstreams.ollama.requests;
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('the Anthropic SDK before the simulated upstreams', () => {
  it.each(['claude-sonnet-5-5', 'qwen2.5:7b'])('streams and not, from %s', async (model) => {
    const gateway = await startSimulatedGateway();
    const request = {
      model,
      max_tokens: 400,
      messages: [{ role: 'user' as const, content: 'Say hello in one word.' }],
    };
    const whole = await gateway.anthropic.messages.create(request);
    const streamed = await gateway.anthropic.messages.stream(request).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message.model).toBe(model);
      expect(message.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(/\w/) });
      expect(message.usage.input_tokens).toBeGreaterThan(0);
    }
    expect(gateway.lastReceipt().call.simulated).toBe(false);
  });

  it('carries a tool through to its answer', async () => {
    const gateway = await startSimulatedGateway();
    const messages: Anthropic.MessageParam[] = [
      { role: 'user', content: 'Use get_weather for Oslo.' },
    ];
    const request = { model: 'claude-sonnet-5-5', max_tokens: 400, tools: [WEATHER] };
    const first = await gateway.anthropic.messages.create({ ...request, messages });
    const call = first.content.find((block) => block.type === 'tool_use');
    if (call === undefined) throw new Error('The simulation called no tool.');
    messages.push(
      { role: 'assistant', content: first.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: call.id, content: 'minus four' }],
      },
    );
    const last = await gateway.anthropic.messages.create({ ...request, messages });
    expect(last.stop_reason).toBe('end_turn');
  });
});
