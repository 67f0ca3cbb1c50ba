import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const KEY = 'test-key-that-opens-nothing-0123456789';
const policyOf = (user: User) => join(user.folder, 'config', 'modicum', 'modicum.yaml');

async function json<Value>(
  user: User,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Value> {
  const { stdout, stderr } = await user.run([...args, '--json'], { environment });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Value;
}

function listFile(user: User, content: unknown): string {
  const path = join(user.folder, 'list.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

interface Listed {
  readonly catalog: { readonly version: string; readonly ageDays: number };
  readonly models: readonly {
    readonly id: string;
    readonly isOwn: boolean;
    readonly prices: readonly {
      readonly from: string;
      readonly isInForce: boolean;
      readonly bands: readonly Readonly<Record<string, string | number | null>>[];
    }[];
  }[];
}

describe('prices list', () => {
  it('has the bands in force, and "unknown" where nobody knows', async () => {
    const { stdout, stderr, code } = await newUser().run(['prices', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^claude-haiku-5-5 +2026-10-07 +100,000 +0\.1 +0\.5 +0\.01 +0\.125 +0\.2\n +0\.5 +2\.5/m,
    );
    expect(stdout).toMatch(/^claude-mythos-5-2 +unknown$/m);
    expect(stderr).toMatch(/^catalog 20\d\d-\d\d-\d\d, \d+ days old/);
  });

  it('has every price of one model, the past ones marked', async () => {
    const user = newUser();
    const shown = await user.run(['prices', 'list', 'claude-sonnet-5-5']);
    expect(shown.stdout).toMatch(/2026-09-01 .* past\n/);
    expect(shown.stdout).toContain('\nsource  ');
    const { models } = await json<Listed>(user, ['prices', 'list', 'claude-sonnet-5-5']);
    expect(models[0]?.prices).toMatchObject([
      { from: '2026-09-01', isInForce: false, bands: [{ cacheRead: '0.2' }] },
      { from: '2026-10-07', isInForce: true, bands: [{ input: '2', cacheRead: '0.1' }] },
    ]);
  });
});

describe('prices override', () => {
  it('holds from then on, for what is named, and can be taken back', async () => {
    const user = newUser();
    const set = await user.run([
      'prices',
      'override',
      'claude-sonnet-5-5',
      'input=1.8',
      'output=9',
    ]);
    expect(set).toMatchObject({ code: 0, stderr: '' });
    const { models } = await json<Listed>(user, ['prices', 'list', 'claude-sonnet-5-5']);
    expect(models[0]).toMatchObject({
      isOwn: true,
      prices: [{ isInForce: true, bands: [{ input: '1.8', output: '9', cacheRead: '0.1' }] }],
    });
    await user.run(['policy', 'unset', 'models.claude-sonnet-5-5.price']);
    const back = await json<Listed>(user, ['prices', 'list', 'claude-sonnet-5-5']);
    expect(back.models[0]?.isOwn).toBe(false);
  });

  it('changes one band of two', async () => {
    const user = newUser();
    await user.run(['prices', 'override', 'claude-haiku-5-5', '1.input=0.4']);
    const { models } = await json<Listed>(user, ['prices', 'list', 'claude-haiku-5-5']);
    expect(models[0]?.prices[0]?.bands).toMatchObject([
      { upToPromptTokens: 100_000, input: '0.1' },
      { upToPromptTokens: null, input: '0.4', output: '2.5' },
    ]);
  });

  it('takes a price over from another list', async () => {
    const user = newUser();
    const path = listFile(user, {
      anthropic: {
        models: { 'claude-opus-5-5': { cost: { input: 3.5, output: 17.5, cache_read: 0.175 } } },
      },
    });
    await user.run(['prices', 'override', 'claude-opus-5-5', '--from', path]);
    expect(readFileSync(policyOf(user), 'utf8')).toContain(
      'price: { input: 3.5, output: 17.5, cache_read: 0.175, cache_write_5m: 5, cache_write_1h: 8 }',
    );
  });

  test.each([
    [['claude-sonnet-5-5', 'input=-1'], 'input must be dollars per million tokens'],
    [['claude-sonnet-5-5', 'inptu=1'], 'There is no price "inptu"'],
    [['claude-sonet-5-5', 'input=1'], 'Did you mean "claude-sonnet-5-5"?'],
    [
      ['claude-haiku-5-5', 'input=1'],
      'priced by size of the prompt (0 up to 100000 tokens, 1 above)',
    ],
    [['claude-mythos-5-2', 'input=1'], 'give input and output together'],
    [['claude-sonnet-5-5'], 'Give either prices'],
  ])('refuses %j', async (args, says) => {
    const user = newUser();
    const { code, stdout, stderr } = await user.run(['prices', 'override', ...args]);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync(policyOf(user))).toBe(false);
  });
});

describe('prices diff', () => {
  const LITELLM = {
    sample_spec: { input_cost_per_token: 0 },
    'anthropic/claude-haiku-5-5': {
      input_cost_per_token: 1e-7,
      output_cost_per_token: 5e-7,
      cache_read_input_token_cost: 1e-8,
      input_cost_per_token_above_100k_tokens: 5e-7,
      output_cost_per_token_above_100k_tokens: 3e-6,
    },
    'claude-sonnet-5-5': { input_cost_per_token: 2e-6, output_cost_per_token: 1e-5 },
    'claude-next': { input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 },
  };
  const MODELS_DEV = {
    reseller: { models: { 'claude-sonnet-5-5': { cost: { input: 99, output: 99 } } } },
    anthropic: {
      models: {
        'claude-sonnet-5-5': { cost: { input: 2, output: 10, cache_read: 0.2, cache_write: 2.5 } },
        'claude-haiku-5-5': {
          cost: {
            input: 0.1,
            output: 0.5,
            tiers: [{ input: 0.5, output: 2.5, tier: { size: 100_000 } }],
          },
        },
      },
    },
  };

  it('reads LiteLLM, bands included', async () => {
    const user = newUser();
    const diff = await json<object>(user, ['prices', 'diff', listFile(user, LITELLM)]);
    expect(diff).toMatchObject({
      version: 1,
      format: 'litellm',
      changed: [
        {
          model: 'claude-haiku-5-5',
          field: 'output',
          upToPromptTokens: null,
          ours: '2.5',
          theirs: '3',
        },
      ],
      same: 1,
      missing: expect.arrayContaining(['claude-opus-5-5']),
    });
    expect(diff).toHaveProperty('new', expect.arrayContaining(['claude-next']));
  });

  it('reads models.dev, the vendor before resellers', async () => {
    const user = newUser();
    const diff = await json<object>(user, ['prices', 'diff', listFile(user, MODELS_DEV)]);
    expect(diff).toMatchObject({
      format: 'models.dev',
      changed: [
        {
          model: 'claude-sonnet-5-5',
          field: 'cache_read',
          ours: '0.1',
          theirs: '0.2',
          percent: 100,
        },
      ],
      same: 1,
    });
  });

  it('finds no difference to our own catalog', async () => {
    const { stdout } = await newUser().run(['prices', 'diff', 'catalog/models.json']);
    expect(stdout).toMatch(/^No price differs\.\n$/);
  });

  test.each([['{'], ['[]'], ['{"a":1}'], ['{"models":[{"id":1}]}']])('refuses %s', async (text) => {
    const user = newUser();
    const path = join(user.folder, 'list.json');
    writeFileSync(path, text);
    const { code, stdout } = await user.run(['prices', 'diff', path]);
    expect({ failed: code !== 0, stdout }).toEqual({ failed: true, stdout: '' });
  });
});

it('models list begins with those that are bound, and says what they cost', async () => {
  const user = newUser();
  const { stdout } = await user.run(['models', 'list']);
  const [, first, second] = stdout.split('\n');
  expect(first).toMatch(/^qwen2\.5:7b +0 +local +33k +8k +0 \/ 0/);
  expect(second).toMatch(/^claude-haiku-5-5 +1 +anthropic +1M +128k +0\.1 \/ 0\.5 .*forced tools/);
  expect(stdout).not.toContain('retired');
  expect((await user.run(['models', 'list', '--all'])).stdout).toMatch(
    /retired \d{4}-\d\d-\d\d; claude-/,
  );
});

interface Checked {
  readonly providers: readonly { readonly name: string; readonly state: string }[];
  readonly models: readonly {
    readonly model: string;
    readonly state: string;
    readonly problem: string | null;
  }[];
}

describe('models check', () => {
  async function provider(status: number, ids: readonly string[]) {
    const body = { data: ids.map((id) => ({ id })), models: ids.map((name) => ({ name })) };
    const upstream = await startScriptedUpstream([], { afterwards: { status, body } });
    onTestFinished(() => upstream.close());
    return upstream;
  }
  const ALL = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'];
  const check = async (
    [status, ids]: readonly [number, readonly string[]],
    local: readonly string[] = ['qwen2.5:7b'],
  ) => {
    const [anthropic, ollama] = await Promise.all([provider(status, ids), provider(200, local)]);
    const user = newUser();
    const environment = {
      ANTHROPIC_API_KEY: KEY,
      MODICUM_ANTHROPIC_BASE_URL: anthropic.url,
      MODICUM_OLLAMA_BASE_URL: ollama.url,
    };
    const { code, stdout, stderr } = await user.run(['models', 'check', '--json'], { environment });
    expect(stdout + stderr).not.toContain(KEY);
    return { code, ...(JSON.parse(stdout) as Checked), asked: anthropic.requests };
  };

  it('finds every bound model, asking with the key and calling nothing', async () => {
    const { code, models, asked } = await check([200, ALL]);
    expect(models.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'usable'));
    expect(code).toBe(0);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/models?limit=1000',
    ]);
    expect(asked[0]?.headers['x-api-key']).toBe(KEY);
  });

  it('names a model the provider does not have, with 4', async () => {
    const { code, models } = await check([200, ALL.slice(1)], []);
    expect(models.filter(({ state }) => state === 'unusable')).toMatchObject([
      {
        model: 'local/qwen2.5:7b',
        problem: 'local does not have it; get it: ollama pull qwen2.5:7b',
      },
      { model: 'anthropic/claude-haiku-5-5', problem: 'anthropic does not list it for your key' },
    ]);
    expect(code).toBe(4);
  });

  it('names a key that is not taken', async () => {
    const { code, providers } = await check([401, []]);
    expect(providers).toContainEqual(
      expect.objectContaining({ name: 'anthropic', state: 'refused' }),
    );
    expect(code).toBe(4);
  });

  it('names what does not answer; --offline asks nobody', async () => {
    const user = newUser();
    const online = await user.run(['models', 'check']);
    expect(online.stdout).toContain('local does not answer; start it: ollama serve');
    expect(online.code).toBe(4);
    const offline = await user.run(['models', 'check', '--offline']);
    expect(offline.code).toBe(0);
    expect(offline.stdout).toContain('was not asked');
  });

  it('warns of a model nobody described', async () => {
    const user = newUser();
    await user.run(['policy', 'set', 'tiers.0.models=[local/mystery:1b]']);
    const { stderr } = await user.run(['models', 'check', '--offline']);
    expect(stderr).toContain('local/mystery:1b: not in the catalog');
  });
});
