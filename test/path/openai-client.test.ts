import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { startScriptedGateway, startSimulatedGateway } from './start-gateway.ts';
import { TOKENS, VOICES } from './upstream-voices.ts';

const ASK: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'What is the weather?' },
];

const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const satisfies OpenAI.ChatCompletionTool;

const TWO_CALLS = [
  { id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } },
  { id: 'call_2', name: 'get_weather', input: { city: 'Rome' } },
] as const;

const CALLED: OpenAI.ChatCompletionMessageParam = {
  role: 'assistant',
  content: null,
  tool_calls: TWO_CALLS.map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  })),
};

const USAGE = {
  prompt_tokens: TOKENS.read,
  completion_tokens: TOKENS.written,
  total_tokens: TOKENS.read + TOKENS.written,
};

describe.each(VOICES)('the OpenAI SDK before the $name upstream', (voice) => {
  const scripted = (...replies: Parameters<typeof voice.reply>) =>
    startScriptedGateway({ [voice.name]: replies.map((answer) => voice.reply(answer)) });

  it('has a whole answer, its usage and the model that answered', async () => {
    const gateway = await scripted({ stream: false, text: 'Mild and grey.' });
    const completion = await gateway.openai.chat.completions.create({
      model: voice.model,
      messages: ASK,
    });
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: voice.model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Mild and grey.' },
          finish_reason: 'stop',
        },
      ],
      usage: USAGE,
    });
    expect(JSON.stringify(voice.sent(gateway))).toContain('Be brief.');
  });

  it('has the same answer from a stream, with usage when it asks for it', async () => {
    const gateway = await scripted({ stream: true, text: 'Mild and grey.' });
    const completion = await gateway.openai.chat.completions
      .stream({ model: voice.model, messages: ASK, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(completion).toMatchObject({
      model: voice.model,
      choices: [{ message: { content: 'Mild and grey.' }, finish_reason: 'stop' }],
      usage: USAGE,
    });
  });

  it('sees no usage in a stream it did not ask it of; the ledger does', async () => {
    const gateway = await scripted({ stream: true, text: 'Mild and grey.' });
    const stream = await gateway.openai.chat.completions.create({
      model: voice.model,
      messages: ASK,
      stream: true,
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Mild and grey.',
    );
    expect(chunks.filter((chunk) => chunk.usage != null)).toEqual([]);
    expect(chunks.filter((chunk) => chunk.choices.length === 0)).toEqual([]);
    expect(gateway.lastReceipt().attempts[0]?.closed?.usage).toMatchObject({
      state: 'reported',
      usage: { freshInputTokens: TOKENS.read, outputTokens: TOKENS.written },
    });
  });

  it.each([false, true])('is asked for two tool calls at once (stream: %s)', async (stream) => {
    const gateway = await scripted({ stream, tools: TWO_CALLS });
    const request = { model: voice.model, tools: [WEATHER], messages: ASK };
    const completion = stream
      ? await gateway.openai.chat.completions.stream(request).finalChatCompletion()
      : await gateway.openai.chat.completions.create(request);
    const [choice] = completion.choices;
    const calls = (choice?.message.tool_calls ?? []).filter((call) => call.type === 'function');
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(
      calls.map((call) => ({
        name: call.function.name,
        input: JSON.parse(call.function.arguments),
      })),
    ).toEqual(TWO_CALLS.map(({ name, input }) => ({ name, input })));
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('gives both tool results back, each to its call', async () => {
    const gateway = await scripted({ stream: false, text: 'Oslo is colder.' });
    await gateway.openai.chat.completions.create({
      model: voice.model,
      tools: [WEATHER],
      messages: [
        ...ASK,
        CALLED,
        { role: 'tool', tool_call_id: 'call_1', content: 'minus four' },
        { role: 'tool', tool_call_id: 'call_2', content: 'twelve' },
      ],
    });
    const text = JSON.stringify(voice.sent(gateway));
    const places = ['Oslo', 'Rome', 'minus four', 'twelve'].map((word) => text.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  const SCHEMA = {
    type: 'object',
    properties: { title: { type: 'string' } },
    required: ['title'],
    additionalProperties: false,
  } as const;

  it('asks for structured output in the upstream’s own way', async () => {
    const gateway = await scripted({ stream: false, text: '{"title":"Rain"}' });
    const completion = await gateway.openai.chat.completions.create({
      model: voice.model,
      messages: ASK,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'titled', schema: SCHEMA, strict: true },
      },
    });
    expect(completion.choices[0]?.message.content).toBe('{"title":"Rain"}');
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

describe('the OpenAI SDK across dialects', () => {
  const PIXEL =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  it('puts both tool results into one user message for Anthropic, and the system text on top', async () => {
    const [anthropic] = VOICES;
    const gateway = await startScriptedGateway({
      anthropic: anthropic ? [anthropic.reply({ stream: false })] : [],
    });
    await gateway.openai.chat.completions.create({
      model: 'claude-haiku-5-5',
      tools: [WEATHER],
      messages: [
        ...ASK,
        CALLED,
        { role: 'tool', tool_call_id: 'call_1', content: 'minus four' },
        { role: 'tool', tool_call_id: 'call_2', content: 'twelve' },
      ],
    });
    const sent = anthropic?.sent(gateway) ?? {};
    expect(JSON.stringify(sent['system'])).toContain('Be brief.');
    expect(sent['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'user', content: [{ tool_use_id: 'call_1' }, { tool_use_id: 'call_2' }] },
    ]);
    expect(sent['max_tokens']).toEqual(expect.any(Number));
  });

  it('shows Anthropic an image', async () => {
    const [anthropic] = VOICES;
    const gateway = await startScriptedGateway({
      anthropic: anthropic ? [anthropic.reply({ stream: false })] : [],
    });
    await gateway.openai.chat.completions.create({
      model: 'claude-haiku-5-5',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
      ],
    });
    expect(anthropic?.sent(gateway)['messages']).toMatchObject([
      {
        content: [
          { type: 'text' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
        ],
      },
    ]);
  });

  it('counts cached tokens inside the prompt, as its dialect does, and apart in the ledger', async () => {
    const { anthropicMessage } = await import('../../src/testing/index.ts');
    const usage = { input_tokens: 11, cache_read_input_tokens: 100, output_tokens: 7 };
    const gateway = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ usage }) }],
    });
    const completion = await gateway.openai.chat.completions.create({
      model: 'claude-haiku-5-5',
      messages: ASK,
    });
    expect(completion.usage).toMatchObject({
      prompt_tokens: 111,
      completion_tokens: 7,
      total_tokens: 118,
      prompt_tokens_details: { cached_tokens: 100 },
    });
    expect(gateway.lastReceipt().attempts[0]?.closed?.usage).toMatchObject({
      usage: { freshInputTokens: 11, cacheReadTokens: 100, outputTokens: 7 },
    });
  });

  it('counts cached tokens apart for an Anthropic client', async () => {
    const { openaiCompletion } = await import('../../src/testing/index.ts');
    const usage = {
      prompt_tokens: 111,
      completion_tokens: 7,
      total_tokens: 118,
      prompt_tokens_details: { cached_tokens: 100 },
    };
    const gateway = await startScriptedGateway({ openai: [{ body: openaiCompletion({ usage }) }] });
    const message = await gateway.anthropic.messages.create({
      model: 'gpt-5.4-mini',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(message.usage).toMatchObject({
      input_tokens: 11,
      cache_read_input_tokens: 100,
      output_tokens: 7,
    });
  });
});

describe('the OpenAI SDK before the simulated upstreams', () => {
  const MODELS = ['claude-sonnet-5-5', 'qwen2.5:7b', 'openai/simulated-small'];

  it.each(MODELS)('streams and not, from %s', async (model) => {
    const gateway = await startSimulatedGateway();
    const request = { model, messages: ASK };
    const whole = await gateway.openai.chat.completions.create(request);
    const streamed = await gateway.openai.chat.completions.stream(request).finalChatCompletion();
    for (const completion of [whole, streamed]) {
      expect(completion.model).toBe(model.replace('openai/', ''));
      expect(completion.choices[0]?.message.content).toMatch(/\w/);
    }
  });
});
