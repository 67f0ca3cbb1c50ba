import Anthropic, { NotFoundError as AnthropicNotFound } from '@anthropic-ai/sdk';
import { NotFoundError as OpenaiNotFound } from 'openai';
import { describe, expect, it } from 'vitest';
import { anthropicMessage, ollamaAnswer, openaiCompletion } from '../../src/testing/index.ts';
import { startScriptedGateway, type ScriptedGateway } from './start-gateway.ts';

const ALL = {
  anthropic: { afterwards: { body: anthropicMessage() } },
  openai: { afterwards: { body: openaiCompletion() } },
  ollama: { afterwards: { body: ollamaAnswer() } },
};

/** Of a type whose contract begins at tier 2. */
const WORK = 'Write a Python function that merges overlapping intervals.';
/** Of any type, or none: here the name decides. */
const TALK = 'What did you think of it?';

const messagesOf = (text: string) => [{ role: 'user' as const, content: text }];

function askAnthropic(gateway: ScriptedGateway, model: string, text = TALK) {
  return gateway.anthropic.messages
    .create({ model, max_tokens: 50, messages: messagesOf(text) })
    .withResponse();
}

function askOpenai(gateway: ScriptedGateway, model: string, text = TALK) {
  return gateway.openai.chat.completions
    .create({ model, messages: messagesOf(text) })
    .withResponse();
}

/** Models as the upstreams were asked for them, by upstream. */
function askedModels(gateway: ScriptedGateway): readonly string[] {
  return Object.entries(gateway.upstreams).flatMap(([name, upstream]) =>
    upstream.requests.map((request) => `${name}: ${(request.json() as { model: string }).model}`),
  );
}

describe('a real model id', () => {
  const PINS = [
    ['claude-opus-5-5', 'anthropic: claude-opus-5-5', '3'],
    ['claude-haiku-4-5-20251001', 'anthropic: claude-haiku-4-5-20251001', '2'],
    ['gpt-5.5', 'openai: gpt-5.5', null],
    ['qwen3:8b', 'ollama: qwen3:8b', '0'],
    ['local/qwen3:8b', 'ollama: qwen3:8b', '0'],
    ['openai/never-heard-of', 'openai: never-heard-of', null],
  ] as const;

  it.each(PINS)('%s is asked for and nothing else (Anthropic SDK)', async (id, asked, tier) => {
    const gateway = await startScriptedGateway(ALL);
    const { response } = await askAnthropic(gateway, id);
    expect(askedModels(gateway)).toEqual([asked]);
    expect(response.headers.get('x-modicum-decision')).toBe('pin');
    expect(response.headers.get('x-modicum-requested-model')).toBe(id);
    if (tier !== null) expect(response.headers.get('x-modicum-tier')).toBe(tier);
  });

  it.each(PINS)('%s is asked for and nothing else (OpenAI SDK)', async (id, asked) => {
    const gateway = await startScriptedGateway(ALL);
    await askOpenai(gateway, id);
    expect(askedModels(gateway)).toEqual([asked]);
  });

  it('stays itself under a header that names another tier', async () => {
    const gateway = await startScriptedGateway(ALL);
    await gateway.anthropic.messages.create(
      { model: 'claude-opus-5-5', max_tokens: 50, messages: messagesOf(TALK) },
      { headers: { 'x-modicum-tier': '1', 'x-modicum-task': 'classify' } },
    );
    expect(askedModels(gateway)).toEqual(['anthropic: claude-opus-5-5']);
  });

  it('is not swapped for another when its provider is overloaded for ever', async () => {
    const overloaded = {
      status: 529,
      body: { type: 'error', error: { type: 'overloaded_error' } },
    };
    const gateway = await startScriptedGateway({ ...ALL, anthropic: { afterwards: overloaded } });
    await expect(askAnthropic(gateway, 'claude-haiku-5-5')).rejects.toMatchObject({ status: 529 });
    expect(new Set(askedModels(gateway))).toEqual(new Set(['anthropic: claude-haiku-5-5']));
    expect(gateway.upstreams.anthropic.requests.length).toBeLessThanOrEqual(3);
  });

  it('is refused above the cap, and nobody is called', async () => {
    const gateway = await startScriptedGateway(ALL, { policy: { routing: { cap: 2 } } });
    await expect(askAnthropic(gateway, 'claude-opus-5-5')).rejects.toThrow(/cap/);
    expect(askedModels(gateway)).toEqual([]);
    expect(gateway.lastReceipt().call.decidedBy).toBe('pin_above_cap');
  });

  it('below the floor is served and flagged', async () => {
    const gateway = await startScriptedGateway(ALL, { policy: { routing: { floor: 2 } } });
    const { response } = await askAnthropic(gateway, 'claude-haiku-5-5');
    expect(response.headers.get('x-modicum-reason')).toBe('pin_below_floor');
    expect(askedModels(gateway)).toEqual(['anthropic: claude-haiku-5-5']);
  });
});

describe('the rewrite list', () => {
  const policy = {
    rewrite: [
      { from: 'claude-opus-4-8', to: 'claude-opus-5-5' },
      { from: 'gpt-4o', to: 'modicum/tier-1' },
    ],
  };

  it('sends a real id to another real id, and says so', async () => {
    const gateway = await startScriptedGateway(ALL, { policy });
    const { response } = await askAnthropic(gateway, 'claude-opus-4-8');
    expect(askedModels(gateway)).toEqual(['anthropic: claude-opus-5-5']);
    expect(response.headers.get('x-modicum-decision')).toBe('rewrite');
    expect(response.headers.get('x-modicum-requested-model')).toBe('claude-opus-4-8');
  });

  it('is compared with the model the client asked for', async () => {
    const gateway = await startScriptedGateway(ALL, { policy });
    await askAnthropic(gateway, 'claude-opus-4-8');
    expect(gateway.lastReceipt().closed?.baselineModel).toBe('anthropic/claude-opus-4-8');
  });

  it('sends a real id to a tier', async () => {
    const gateway = await startScriptedGateway(ALL, { policy });
    const { data, response } = await askOpenai(gateway, 'gpt-4o');
    expect(askedModels(gateway)).toEqual(['anthropic: claude-haiku-5-5']);
    expect(response.headers.get('x-modicum-tier')).toBe('1');
    expect(data.model).toBe('claude-haiku-5-5');
  });

  it('leaves every other id alone', async () => {
    const gateway = await startScriptedGateway(ALL, { policy });
    await askAnthropic(gateway, 'claude-opus-4-7');
    expect(askedModels(gateway)).toEqual(['anthropic: claude-opus-4-7']);
  });
});

describe('Modicum’s own names', () => {
  const NAMES = [
    ['modicum/auto', 'classifier', '2', 'anthropic: claude-sonnet-5-5'],
    ['claude-modicum-auto', 'classifier', '2', 'anthropic: claude-sonnet-5-5'],
    ['modicum/auto:task=classify', 'header_task', '0', 'ollama: qwen2.5:7b'],
    ['modicum/auto:task=generate_title', 'header_task', '1', 'anthropic: claude-haiku-5-5'],
    ['modicum/tier-0', 'header_tier', '0', 'ollama: qwen2.5:7b'],
    ['modicum/tier-1', 'header_tier', '1', 'anthropic: claude-haiku-5-5'],
    ['modicum/tier-2', 'header_tier', '2', 'anthropic: claude-sonnet-5-5'],
    ['modicum/tier-3', 'header_tier', '3', 'anthropic: claude-opus-5-5'],
  ] as const;

  it.each(NAMES)('%s decides by %s for tier %s', async (name, decision, tier, asked) => {
    const gateway = await startScriptedGateway(ALL);
    const text = decision === 'classifier' ? WORK : TALK;
    for (const ask of [askAnthropic, askOpenai]) {
      const { response } = await ask(gateway, name, text);
      expect(response.headers.get('x-modicum-decision')).toBe(decision);
      expect(response.headers.get('x-modicum-tier')).toBe(tier);
    }
    expect(askedModels(gateway)).toEqual([asked, asked]);
  });
});

describe('a name that is no model', () => {
  it.each(['claude-sonet-5-5', 'modicum/tier-4', 'modicum/auto:task=clasify', 'nobody/x'])(
    '%s is a 404 in both dialects, booked as a refusal, and calls nobody',
    async (name) => {
      const gateway = await startScriptedGateway(ALL);
      const anthropic = await askAnthropic(gateway, name).catch((error: unknown) => error);
      const openai = await askOpenai(gateway, name).catch((error: unknown) => error);
      expect(anthropic).toBeInstanceOf(AnthropicNotFound);
      expect(openai).toBeInstanceOf(OpenaiNotFound);
      expect(anthropic).toMatchObject({
        error: { type: 'error', error: { type: 'not_found_error' } },
      });
      expect(openai).toMatchObject({ code: 'unknown_model' });
      expect(askedModels(gateway)).toEqual([]);
      expect(gateway.receipts().map(({ closed }) => closed)).toMatchObject([
        { outcome: 'refused', status: 404, errorCode: 'unknown_model', attempts: 0 },
        { outcome: 'refused', status: 404, errorCode: 'unknown_model', attempts: 0 },
      ]);
    },
  );

  it('is told the name it may have meant', async () => {
    const gateway = await startScriptedGateway();
    await expect(askAnthropic(gateway, 'claude-sonet-5-5')).rejects.toThrow(/claude-sonnet-5-5/);
  });

  it('once was one: the message says which took its place', async () => {
    const gateway = await startScriptedGateway(ALL);
    const refused = askAnthropic(gateway, 'claude-3-opus-20240229');
    await expect(refused).rejects.toThrow(/retired.*claude-opus-5-5/);
    await expect(askOpenai(gateway, 'claude-3-opus-20240229')).rejects.toThrow(/claude-opus-5-5/);
    expect(askedModels(gateway)).toEqual([]);
  });
});

describe('GET /v1/models', () => {
  const policy = {
    models: {
      'vendor/big:free': {
        kind: 'openai-compatible',
        context_tokens: 1000,
        output_tokens: 100,
        price: { input: 1, output: 2 },
      },
    },
  };

  it('lists the same ids to both SDKs: Modicum’s own first, real ones after', async () => {
    const gateway = await startScriptedGateway({}, { policy });
    const anthropic = [];
    for await (const model of gateway.anthropic.models.list()) anthropic.push(model);
    const openai = [];
    for await (const model of gateway.openai.models.list()) openai.push(model);
    const ids = anthropic.map(({ id }) => id);
    expect(openai.map(({ id }) => id)).toEqual(ids);
    expect(ids.slice(0, 2)).toEqual(expect.arrayContaining(['modicum/auto']));
    expect(ids).toEqual(
      expect.arrayContaining([
        'claude-modicum-auto',
        'modicum/tier-0',
        'claude-sonnet-5-5',
        'gpt-5.5',
        'qwen2.5:7b',
      ]),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(anthropic[0]).toMatchObject({ type: 'model', display_name: expect.any(String) });
    expect(openai[0]).toMatchObject({ object: 'model', created: expect.any(Number) });
  });

  it('lists no retired model', async () => {
    const gateway = await startScriptedGateway();
    const { data } = await gateway.openai.models.list();
    expect(data.filter(({ id }) => id.startsWith('claude-3'))).toEqual([]);
  });

  it.each(['modicum/auto', 'claude-sonnet-5-5', 'qwen2.5:7b', 'vendor/big:free'])(
    'shows %s to both SDKs',
    async (id) => {
      const gateway = await startScriptedGateway({}, { policy });
      expect(await gateway.anthropic.models.retrieve(id)).toMatchObject({ id, type: 'model' });
      expect(await gateway.openai.models.retrieve(id)).toMatchObject({ id, object: 'model' });
    },
  );

  it('says 404 for one that is not there, in the dialect of whoever asks', async () => {
    const gateway = await startScriptedGateway();
    await expect(gateway.anthropic.models.retrieve('absent')).rejects.toBeInstanceOf(
      AnthropicNotFound,
    );
    await expect(gateway.openai.models.retrieve('absent')).rejects.toBeInstanceOf(OpenaiNotFound);
    await expect(gateway.openai.models.retrieve('claude-3-opus')).rejects.toThrow(
      /claude-opus-5-5/,
    );
    expect(Anthropic.NotFoundError).toBe(AnthropicNotFound);
  });
});
