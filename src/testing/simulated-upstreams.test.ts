import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import {
  startSimulatedUpstreams,
  type SimulatedUpstreams,
  type SimulationOptions,
} from './simulated-upstreams.ts';

const started: SimulatedUpstreams[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((upstreams) => upstreams.close()));
});

async function start(options: SimulationOptions = { failures: false }) {
  const upstreams = await startSimulatedUpstreams(options);
  started.push(upstreams);
  const key = { apiKey: 'simulated', maxRetries: 0 };
  return {
    upstreams,
    anthropic: new Anthropic({ baseURL: upstreams.anthropic.url, ...key }),
    openai: new OpenAI({ baseURL: `${upstreams.openai.url}/v1`, ...key }),
    ollama: new Ollama({ host: upstreams.ollama.url }),
  };
}

const user = (content: string) => [{ role: 'user' as const, content }];

const LABELS = `Which queue does this message belong to? Answer with exactly one of: billing, shipping, account.

My parcel never came. The shipping page says it was shipped last week.`;

const SCHEMA = {
  type: 'object',
  properties: {
    invoice: { type: 'string' },
    total: { type: 'number' },
    currency: { type: 'string', enum: ['EUR', 'USD'] },
    paid: { type: 'boolean' },
  },
  required: ['invoice', 'total', 'currency', 'paid'],
  additionalProperties: false,
};
const INVOICE = 'Read the invoice.\n\nInvoice: INV-2041\nTotal: 1,204.50\nPaid in USD by card.';
const READ = { invoice: 'INV-2041', total: 1204.5, currency: 'USD' };

const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
};
const ASK_WEATHER = 'Call get_weather for it.\nCity: Lisbon\nDays: 3';
const TOOL_INPUT = { city: 'Lisbon', days: 3 };

describe('the Anthropic SDK', () => {
  const base = { model: 'claude-haiku-5-5', max_tokens: 400 };

  test('gets a label, whole and streamed alike', async () => {
    const { anthropic } = await start();
    const params = { ...base, messages: user(LABELS) };
    const whole = await anthropic.messages.create(params);
    const streamed = await anthropic.messages.stream(params).finalMessage();
    expect(whole.content).toEqual([{ type: 'text', text: 'shipping' }]);
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage).toMatchObject({ input_tokens: whole.usage.input_tokens });
    expect(whole.id).toMatch(/^msg_simulated_/);
    expect(whole.usage.input_tokens).toBeGreaterThan(40);
    const { input_tokens } = await anthropic.messages.countTokens({
      model: base.model,
      messages: params.messages,
    });
    expect(input_tokens).toBe(whole.usage.input_tokens);
  });

  test('gets structured output and tool calls', async () => {
    const { anthropic } = await start();
    const structured = await anthropic.messages.create({
      ...base,
      messages: user(INVOICE),
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
    });
    const block = structured.content[0];
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toMatchObject(READ);
    const tools = [{ name: 'get_weather', input_schema: { ...WEATHER, type: 'object' as const } }];
    const called = await anthropic.messages
      .stream({ ...base, messages: user(ASK_WEATHER), tools })
      .finalMessage();
    expect(called.stop_reason).toBe('tool_use');
    expect(called.content[0]).toMatchObject({ name: 'get_weather', input: TOOL_INPUT });
  });
});

describe('the OpenAI SDK', () => {
  const base = { model: 'simulated-medium' };

  test('gets a label, whole and streamed alike; usage in the stream only when asked', async () => {
    const { openai } = await start();
    const params = { ...base, messages: user(LABELS) };
    const whole = await openai.chat.completions.create(params);
    expect(whole.choices[0]?.message.content).toBe('shipping');
    expect(whole.id).toMatch(/^chatcmpl-simulated-/);
    const bare = await openai.chat.completions.stream(params).finalChatCompletion();
    expect(bare.choices[0]?.message.content).toBe('shipping');
    expect(bare.usage).toBeUndefined();
    const counted = await openai.chat.completions
      .stream({ ...params, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(counted.usage).toEqual(whole.usage);
  });

  test('gets structured output and tool calls', async () => {
    const { openai } = await start();
    const structured = await openai.chat.completions.create({
      ...base,
      messages: user(INVOICE),
      response_format: { type: 'json_schema', json_schema: { name: 'invoice', schema: SCHEMA } },
    });
    expect(JSON.parse(structured.choices[0]?.message.content ?? '')).toMatchObject(READ);
    const tools = [
      { type: 'function' as const, function: { name: 'get_weather', parameters: WEATHER } },
    ];
    const called = await openai.chat.completions
      .stream({ ...base, messages: user(ASK_WEATHER), tools })
      .finalChatCompletion();
    const call = called.choices[0]?.message.tool_calls?.[0];
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual(TOOL_INPUT);
  });
});

describe('the Ollama client', () => {
  const base = { model: 'qwen2.5:7b' };

  test('gets a label, whole and streamed alike', async () => {
    const { ollama } = await start();
    const params = { ...base, messages: user(LABELS) };
    const whole = await ollama.chat(params);
    expect(whole.message.content).toBe('shipping');
    const lines = [];
    for await (const line of await ollama.chat({ ...params, stream: true })) lines.push(line);
    expect(lines.map((line) => line.message.content).join('')).toBe('shipping');
    expect(lines.at(-1)).toMatchObject({ done: true, prompt_eval_count: whole.prompt_eval_count });
  });

  test('gets structured output and tool calls', async () => {
    const { ollama } = await start();
    const structured = await ollama.chat({ ...base, messages: user(INVOICE), format: SCHEMA });
    expect(JSON.parse(structured.message.content)).toMatchObject(READ);
    const tools = [
      {
        type: 'function',
        function: { name: 'get_weather', description: 'Weather', parameters: WEATHER },
      },
    ];
    const called = await ollama.chat({ ...base, messages: user(ASK_WEATHER), tools });
    expect(called.message.tool_calls?.[0]?.function).toEqual({
      name: 'get_weather',
      arguments: TOOL_INPUT,
    });
  });
});

describe('the same seed', () => {
  const prompts = Array.from(
    { length: 60 },
    (_, at) => `Answer with one of: red, blue.\n\nThing ${at}.`,
  );

  /** Every byte of body that three upstreams answer to a list of requests, each sent twice. */
  async function bytesOf(seed: number): Promise<string> {
    const { upstreams } = await start({ seed });
    const bodies: string[] = [];
    for (const content of [...prompts, ...prompts]) {
      const messages = user(content);
      const stream = content.includes('3');
      bodies.push(
        await post(`${upstreams.anthropic.url}/v1/messages`, {
          model: 'claude-haiku-5-5',
          max_tokens: 50,
          messages,
          stream,
        }),
        await post(`${upstreams.openai.url}/v1/chat/completions`, {
          model: 'simulated-small',
          messages,
          stream,
        }),
        await post(`${upstreams.ollama.url}/api/chat`, { model: 'qwen2.5:7b', messages, stream }),
      );
    }
    return bodies.join('\n');
  }

  async function post(url: string, body: object): Promise<string> {
    const headers = { 'x-api-key': 'x', 'anthropic-version': 'x', authorization: 'Bearer x' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.headers.get('x-modicum-simulated')).toBe('1');
    return response.text();
  }

  test('gives the same bytes, another seed others', async () => {
    const first = await bytesOf(3);
    expect(await bytesOf(3)).toBe(first);
    expect(await bytesOf(4)).not.toBe(first);
  });
});

test('each upstream counts its own', async () => {
  const { upstreams, ollama } = await start();
  await ollama.chat({ model: 'qwen2.5:7b', messages: user('Hello.') });
  expect(upstreams.stats()).toEqual({
    anthropic: {},
    openai: {},
    ollama: { 'qwen2.5:7b': { answered: 1 } },
  });
});
