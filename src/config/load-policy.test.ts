import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ModicumError } from '../core/error.ts';
import { TASK_TYPES } from '../core/task.ts';
import { loadCatalog } from './load-catalog.ts';
import { loadPolicy, reloadPolicy } from './load-policy.ts';
import type { LoadedPolicy, LoadPolicyOptions } from './load-policy.ts';

const VALIDATORS = ['answered', 'json', 'json_schema', 'one_of'];
const catalog = loadCatalog();
let home = '';
let file = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'modicum-config-'));
  file = join(home, 'my.yaml');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function load(changes: Partial<LoadPolicyOptions> = {}): LoadedPolicy {
  return loadPolicy({
    path: null,
    environment: { HOME: home },
    catalog,
    validators: VALIDATORS,
    today: '2026-11-20',
    platform: 'linux',
    ...changes,
  });
}

function loadText(text: string, changes: Partial<LoadPolicyOptions> = {}): LoadedPolicy {
  writeFileSync(file, text);
  return load({ path: file, ...changes });
}

/** The problems of a refused policy, without the path of the file. */
function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ModicumError)) throw error;
    expect(error.code).toBe('config_invalid');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll(`${file}:`, ''));
  }
  return [];
}

const problemsIn = (text: string, changes: Partial<LoadPolicyOptions> = {}) =>
  problemsOf(() => loadText(text, changes));

const warningsIn = (text: string, changes: Partial<LoadPolicyOptions> = {}) =>
  loadText(text, changes).warnings.map((line) => line.replaceAll(`${file}:`, ''));

describe('the built-in policy', () => {
  test('stands alone, without a warning', () => {
    const { policy, warnings, catalog: merged, path } = load();
    expect(warnings).toEqual([]);
    expect(path).toBeNull();
    expect(merged).toBe(catalog);
    expect(policy.providers.map(({ name, baseUrl }) => [name, baseUrl])).toEqual([
      ['anthropic', 'https://api.anthropic.com'],
      ['openai', 'https://api.openai.com'],
      ['local', 'http://127.0.0.1:11434'],
    ]);
    expect(policy.tiers[0].bindings).toEqual([
      { provider: 'local', id: 'qwen2.5:7b', effort: null },
    ]);
    expect(policy.tiers[1]).toMatchObject({
      bindings: [{ provider: 'anthropic', id: 'claude-haiku-5-5', effort: 'low' }],
      maxPromptTokens: 100_000,
      unavailable: { action: 'refuse' },
    });
    expect(policy.limits).toEqual({
      attempts: 5,
      deadlineMs: 600_000,
      idleMs: 120_000,
      pingMs: 15_000,
      maxRetryAfterMs: 5_000,
      bodyBytes: 32 * 1024 * 1024,
    });
  });

  test('says everything about all task types itself', () => {
    const { policy, source } = load();
    expect(Object.keys(policy.tasks)).toEqual([...TASK_TYPES]);
    for (const type of TASK_TYPES) {
      for (const key of ['tier', 'expected_output_tokens', 'delivery']) {
        expect(source.explain(`tasks.${type}.${key}`), `${type}.${key}`).not.toBeNull();
      }
    }
  });

  test('puts judgment on tier 2 or above and the highest stakes on tier 3', () => {
    const { tasks } = load().policy;
    const tiers = TASK_TYPES.map((type) => tasks[type].tier);
    expect([0, 1, 2, 3].map((tier) => tiers.filter((one) => one === tier).length)).toEqual([
      14, 14, 24, 8,
    ]);
    for (const type of TASK_TYPES) {
      const { delivery, tier, validate } = tasks[type];
      expect(validate.length > 0, type).toBe(delivery === 'buffered');
      expect(tier >= 2 && delivery === 'buffered', type).toBe(false);
    }
  });
});

describe("a user's file", () => {
  test('changes what it names and nothing else', () => {
    const before = load().policy;
    const { policy } = loadText(
      [
        'version: 1',
        'providers: { mine: { kind: openai-compatible, url: https://example.test/v1/, key: none } }',
        'tiers: { 0: { timeout: 5s, unavailable: { wait: 20s } } }',
        'routing: { complexity: { tier_0_below: 2 } }',
        'tasks: { classify_text: 1, summarize: { cap: 1 } }',
        'tools: { my_tool: 3 }',
        'limits: { body: 1MB }',
      ].join('\n'),
    );
    expect(policy.providers.map((provider) => provider.name)).toEqual([
      'anthropic',
      'openai',
      'local',
      'mine',
    ]);
    expect(policy.providers.at(-1)).toMatchObject({
      baseUrl: 'https://example.test',
      keys: [],
      requireLocal: false,
      onClientGone: 'cancel',
    });
    expect(policy.tiers[0]).toEqual({
      ...before.tiers[0],
      timeoutMs: 5_000,
      unavailable: { action: 'wait', waitMs: 20_000 },
    });
    expect(policy.tiers[1]).toEqual(before.tiers[1]);
    expect(policy.complexity).toEqual({ ...before.complexity, tier0Below: 2 });
    expect(policy.tasks.classify_text).toEqual({ ...before.tasks.classify_text, tier: 1 });
    expect(policy.tasks.summarize).toEqual({ ...before.tasks.summarize, cap: 1 });
    expect(policy.tools).toEqual({ ...before.tools, my_tool: 3 });
    expect(policy.limits).toEqual({ ...before.limits, bodyBytes: 1024 * 1024 });
    expect(policy.version).not.toBe(before.version);
  });

  test('replaces lists', () => {
    const { policy } = loadText(
      'version: 1\ntiers: { 2: { models: [anthropic/claude-opus-5-5] } }\n' +
        'rewrite: [{ from: gpt-4o, to: modicum/auto }]',
    );
    expect(policy.tiers[2].bindings).toEqual([
      { provider: 'anthropic', id: 'claude-opus-5-5', effort: null },
    ]);
    expect(policy.rewrite).toEqual([{ from: 'gpt-4o', to: 'modicum/auto' }]);
  });

  test('that changes nothing gives the same version', () => {
    expect(loadText('version: 1\nlimits: { deadline: 600s }').policy.version).toBe(
      load().policy.version,
    );
  });

  test('names key files relative to itself, to the home folder or absolutely', () => {
    const { policy } = loadText(
      'version: 1\nproviders:\n  anthropic: { key: file:keys/a }\n' +
        '  openai: { key: "file:~/b" }\n' +
        '  c: { kind: anthropic, url: https://c.test, key: file:/c }',
    );
    expect(policy.providers.map((provider) => provider.keys)).toEqual([
      [{ kind: 'file', path: join(home, 'keys/a') }],
      [{ kind: 'file', path: join(home, 'b') }],
      [],
      [{ kind: 'file', path: '/c' }],
    ]);
  });

  test('may leave tiers empty, but not all of them', () => {
    expect(warningsIn('version: 1\ntiers: { 0: { models: [] }, 3: { models: [] } }')).toEqual([]);
    const none = [0, 1, 2, 3].map((tier) => `  ${tier}: { models: [] }`).join('\n');
    expect(problemsIn(`version: 1\ntiers:\n${none}`)).toEqual([
      '3:3 tiers: no tier has a model; give at least one a provider/model',
    ]);
  });
});

describe('where the file is looked for', () => {
  const usual = () => join(home, '.config', 'modicum', 'modicum.yaml');
  const write = (path: string, attempts: number) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `version: 1\nlimits: { attempts: ${attempts} }`);
    return path;
  };

  test('the flag beats MODICUM_CONFIG, which beats the config folder', () => {
    write(usual(), 1);
    expect(load().policy.limits.attempts).toBe(1);
    expect(load().path).toBe(usual());
    const named = write(join(home, 'named.yaml'), 2);
    const environment = { HOME: home, MODICUM_CONFIG: named };
    expect(load({ environment }).policy.limits.attempts).toBe(2);
    expect(load({ environment, path: write(file, 3) }).policy.limits.attempts).toBe(3);
    expect(load({ environment: { HOME: home, MODICUM_CONFIG: '' } }).path).toBe(usual());
  });

  test('never the current folder', () => {
    const before = process.cwd();
    write(join(home, 'modicum.yaml'), 1);
    write(join(home, '.modicum.yaml'), 1);
    try {
      process.chdir(home);
      expect(load().path).toBeNull();
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    ['is missing', () => join(home, 'nothing.yaml')],
    ['is a folder', () => home],
    ['is larger than 1 MB', () => (writeFileSync(file, '#'.repeat(1024 * 1024 + 1)), file)],
    ['is not UTF-8', () => (writeFileSync(file, Buffer.from([0x61, 0xff])), file)],
  ])('a named file that %s is an error', (_, path) => {
    const named = path();
    expect(() => load({ path: named })).toThrow(
      expect.objectContaining({
        code: 'config_unreadable',
        message: expect.stringContaining(named),
      }),
    );
  });

  test('a file that anyone may change is warned of', () => {
    writeFileSync(file, 'version: 1');
    chmodSync(file, 0o666);
    expect(load({ path: file }).warnings).toEqual([expect.stringContaining('chmod o-w')]);
  });
});

describe('the environment', () => {
  const urlOf = (loaded: LoadedPolicy, name: string) =>
    loaded.policy.providers.find((provider) => provider.name === name)?.baseUrl;

  test.each([
    ['MODICUM_ANTHROPIC_BASE_URL', 'anthropic', 'https://one.test/v1', 'https://one.test'],
    ['MODICUM_OPENAI_BASE_URL', 'openai', 'https://two.test/api/v1/', 'https://two.test/api'],
    ['MODICUM_OLLAMA_BASE_URL', 'local', 'http://localhost:1234', 'http://localhost:1234'],
  ])('%s beats the file', (variable, name, value, expected) => {
    const environment = { HOME: home, [variable]: value };
    const text = 'version: 1\nproviders: { local: { url: http://127.0.0.1:9 } }';
    const loaded = loadText(text, { environment });
    expect(urlOf(loaded, name)).toBe(expected);
    expect(loaded.source.explain(`providers.${name}.url`)).toEqual({
      value,
      from: 'environment',
      variable,
    });
  });

  test('ANTHROPIC_BASE_URL and OPENAI_BASE_URL point at Modicum and are not read', () => {
    const environment = {
      HOME: home,
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:4141',
      OPENAI_BASE_URL: 'http://127.0.0.1:4141/v1',
    };
    expect(load({ environment }).policy).toEqual(load().policy);
  });

  test.each([
    ['', 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:5000', 'http://127.0.0.1:5000'],
    [':5000', 'http://127.0.0.1:5000'],
    ['localhost', 'http://localhost:11434'],
    ['localhost:5000', 'http://localhost:5000'],
    ['http://localhost:5000', 'http://localhost:5000'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['[::]:5000', 'http://127.0.0.1:5000'],
    // Set for Ollama's own client: another machine is not what tier 0 was promised to be.
    ['gpu-box:5000', 'http://127.0.0.1:11434'],
    ['not an address', 'http://127.0.0.1:11434'],
  ])('OLLAMA_HOST=%s gives tier 0 at %s', (value, expected) => {
    const loaded = load({ environment: { HOME: home, OLLAMA_HOST: value } });
    expect(urlOf(loaded, 'local')).toBe(expected);
  });

  test('the file beats OLLAMA_HOST', () => {
    const text = 'version: 1\nproviders: { local: { url: http://127.0.0.1:9 } }';
    const loaded = loadText(text, { environment: { HOME: home, OLLAMA_HOST: ':5000' } });
    expect(urlOf(loaded, 'local')).toBe('http://127.0.0.1:9');
    expect(loaded.source.explain('providers.local.url')?.from).toBe('file');
  });

  test('a bad value names its variable', () => {
    const environment = { HOME: home, MODICUM_OLLAMA_BASE_URL: 'http://10.0.0.1' };
    expect(problemsOf(() => load({ environment }))).toEqual([
      'environment variable MODICUM_OLLAMA_BASE_URL providers.local.url: is not on this machine; ' +
        'write require_local: false if prompts may go there',
    ]);
  });
});

describe('mistakes in the text', () => {
  test.each([
    ['empty', '', '1:1: the file is empty; start it with version: 1'],
    ['a list', '- version: 1', '1:1: the file is not a map of keys; start it with version: 1'],
    ['plain text', 'hello', '1:1: the file is not a map of keys; start it with version: 1'],
    [
      'half-written',
      'version: 1\ntiers: {0: {timeout: 5s',
      /^2:\d+: the indent does not fit, or a bracket before it is not closed/,
    ],
    ['tabs', 'version: 1\nlimits:\n\tattempts: 2', /^3:1: a tab is used for indenting/],
    [
      'duplicate keys',
      'version: 1\nversion: 1',
      '2:1: the same key stands twice in one map; remove one of them',
    ],
    ['duplicate tier', 'version: 1\ntiers: {0: {}, "0": {}}', /^2:16: the same key stands twice/],
    ['two documents', 'version: 1\n---\nversion: 1', /^2:1: the file holds more than one document/],
    ['tag', 'version: 1\nlimits: !js {}', /^2:9: tags \(!name\) mean nothing/],
    ['unknown alias', 'version: 1\nlimits: *none', /^2:9: an alias/],
    ['odd key', 'version: 1\n? [a]\n: 1', /a key must be a plain name/],
    ['__proto__', 'version: 1\ntools: { __proto__: { a: 1 } }', '2:10: a key must be a plain name'],
    [
      'no version',
      'limits: { attempts: 2 }',
      '1:1 version: must be 1, the only version there is; write version: 1',
    ],
    [
      'another version',
      'version: 2',
      '1:10 version: must be 1, the only version there is; write version: 1',
    ],
  ])('%s', (_, text, expected) => {
    const problems = problemsIn(text);
    const matching = typeof expected === 'string' ? expected : expect.stringMatching(expected);
    expect(problems).toContainEqual(matching);
  });

  test('a bomb of aliases ends at once', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });
    expect(problemsIn(`version: 1\n${levels.join('\n')}`)).toEqual([
      '1:1: repeats aliases without end; write the values out',
    ]);
  });

  test('a tower of brackets ends at once', () => {
    expect(problemsIn(`version: 1\ntools: ${'['.repeat(200_000)}`).length).toBeLessThan(4);
  });

  test('anchors may be used, and problems behind them are placed', () => {
    const text = 'version: 1\ntasks:\n  summarize: &low { tier: 1 }\n  translate: *low';
    expect(loadText(text).policy.tasks.translate.tier).toBe(1);
    expect(problemsIn(text.replace('tier: 1', 'tier: 9'))).toEqual([
      '3:27 tasks.summarize.tier: must be a tier; write 0, 1, 2 or 3',
      '3:27 tasks.translate.tier: must be a tier; write 0, 1, 2 or 3',
    ]);
  });
});

describe('mistakes in the values', () => {
  test('all are named at once in the order of the file, and the sound rest is checked too', () => {
    const text = [
      'version: 1',
      'teirs: {}',
      'providers:',
      '  local: { kind: olama, timeout: 3 }',
      '  "my box": { kind: ollama, url: http://127.0.0.1 }',
      'tiers:',
      '  0: { max_prompt_tokns: 5, retries: 1.5, timeout: 60 }',
      '  4: { models: [] }',
      '  1: { models: [nobody/some-model], unavailable: maybe }',
      'tasks: { clasify_text: 1, summarize: nine, translate: { delivery: fast, validate: json } }',
      'rewrite: [{ from: gpt-4o }]',
      'limits: { attempts: 0, deadline: 10, body: 32, idle: 9h }',
    ].join('\n');
    expect(problemsIn(text)).toEqual(
      [
        '2:1 teirs: is not a key (did you mean "tiers"?)',
        '4:18 providers.local.kind: must be one of anthropic, openai-compatible, ollama',
        '4:25 providers.local.timeout: is not a key; known here: kind, url, key, models, ' +
          'responses, require_local, allow_http, on_client_gone, simulated',
        '5:3 providers.my box: is not a name; use letters, digits, ".", "_" and "-", at most 64',
        '7:8 tiers.0.max_prompt_tokns: is not a key (did you mean "max_prompt_tokens"?)',
        '7:38 tiers.0.retries: must be a whole number',
        '7:52 tiers.0.timeout: must be a duration from 1s to 1h',
        '8:3 tiers.4: is not a key; known here: 0, 1, 2, 3',
        '9:17 tiers.1.models.0: "nobody" is not a configured provider; add it under providers',
        '9:50 tiers.1.unavailable: must say what to do when no model of the tier can serve; ' +
          'write escalate, refuse or { wait: 20s }, from 1ms to 10m',
        '10:10 tasks.clasify_text: is not a key (did you mean "classify_text"?)',
        '10:38 tasks.summarize.tier: must be a tier; write 0, 1, 2 or 3',
        '10:67 tasks.translate.delivery: must be one of buffered, streamed',
        '10:83 tasks.translate.validate: must be a list',
        '11:11 rewrite.0.to: is missing; write text',
        '12:21 limits.attempts: must be at least 1',
        '12:34 limits.deadline: must be a duration from 1s to 24h',
        '12:44 limits.body: must be a size from 1KB to 256MB',
        '12:54 limits.idle: must be a duration from 1s to 1h',
      ].map((line) => expect.stringMatching(new RegExp(`^${escape(line)}`))),
    );
  });

  test('what the environment says comes after the file, and warnings have its order too', () => {
    const environment = { HOME: home, MODICUM_OLLAMA_BASE_URL: 'http://10.0.0.1' };
    const problems = problemsIn('version: 1\nlimits: { attempts: 0 }', { environment });
    expect(problems.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '2:21 limits.attempts:',
      'environment variable',
    ]);
    const places = warningsIn(
      [
        'version: 1',
        'rewrite: [{ from: a, to: claude-haiku-5-5 }, { from: a, to: claude-sonnet-5-5 }]',
        'providers: { local: { key: env:NOWHERE } }',
      ].join('\n'),
    ).map((line) => Number(line.split(':')[0]));
    expect(places).toEqual([2, 3]);
  });

  test.each([
    ['routing: { min_confidence: 2 }', 'must be at most 1'],
    ['routing: { floor: "1" }', 'must be a tier; write 0, 1, 2 or 3'],
    ['tiers: { 0: { tokens_per_second: 0 } }', 'must be more than 0'],
    ['tiers: { 0: { models: [[]] } }', 'must be a map of keys'],
    ['tiers: { 0: [] }', 'must be a map of keys'],
    ['providers: []', 'must be a map of names'],
    ['providers: { local: { url: 3 } }', 'must be text'],
    ['providers: { local: { models: [""] } }', 'must not be empty'],
    ['providers: { local: { require_local: yes } }', 'must be true or false'],
    [`models: { a: { label: ${'x'.repeat(200)} } }`, 'must not be longer than 120'],
    ['limits: { ping: 0s }', 'must be a duration from 1s to 10m'],
    ['tasks: { summarize: { unavailable: { wait: 20s, then: refuse } } }', 'must say what to do'],
    ['tasks: { summarize: { unavailable: { wait: 0s } } }', 'must say what to do'],
    ['models: { a: { price: { input: -1, output: 1 } } }', 'must be dollars per million tokens'],
  ])('%s', (line, expected) => {
    expect(problemsIn(`version: 1\n${line}`).join('\n')).toContain(`: ${expected}`);
  });

  test('a key written into the file is refused and never repeated', () => {
    const secret = 'sk-ant-api03-verysecret';
    const texts = [
      `version: 1\nproviders: { anthropic: { key: ${secret} } }`,
      `version: 1\nproviders: { anthropic: { api_key: ${secret} } }`,
      `version: 1\nproviders: { anthropic: { url: "https://me:${secret}@api.anthropic.com" } }`,
      `version: 1\nproviders: { anthropic: { url: "https://api.anthropic.com/?key=${secret}" } }`,
      `version: 1\nproviders: { anthropic: { kind: ${secret} } }`,
      `version: 1\nproviders: { anthropic: { key: "${secret} }`,
      `version: 1\nproviders:\n  anthropic:\n    key: ${secret}\n   ${secret}\n  - ${secret}`,
      `version: 1\nproviders: { anthropic: { key: *${secret} } }`,
      `version: 1\nproviders: { anthropic: { key: !${secret} x } }`,
    ];
    for (const text of texts) {
      const problems = problemsIn(text);
      expect(problems.length, text).toBeGreaterThan(0);
      expect(problems.join('\n'), text).not.toContain('verysecret');
    }
    expect(problemsIn(texts[0] ?? '')).toEqual([
      '2:32 providers.anthropic.key: must say where the key is, not the key itself; ' +
        'write env:NAME, file:/path, client or none, or a list of them',
    ]);
  });
});

describe('asking a cheap model', () => {
  const ask = (text: string) => loadText(`version: 1\n${text}`);

  test('is off until a tier is named', () => {
    expect(load().policy.classifier.ask).toBeUndefined();
    expect(ask('classifier: { ask: { below: 0.9 } }').policy.classifier.ask).toBeUndefined();
  });

  test('has limits of its own', () => {
    expect(ask('classifier: { ask: { tier: 0 } }').policy.classifier).toEqual({
      minConfidence: 0.5,
      ask: { tier: 0, below: 0.7, maxCostNanoUsd: 1_000_000, deadlineMs: 3_000 },
    });
    const own = 'tier: 1, below: 0.5, max_cost_usd: 0.00025, deadline_ms: 800';
    expect(ask(`classifier: { ask: { ${own} } }`).policy.classifier.ask).toEqual({
      tier: 1,
      below: 0.5,
      maxCostNanoUsd: 250_000,
      deadlineMs: 800,
    });
  });

  test.each([
    ['tier: 2', /classifier\.ask\.tier/],
    ['below: 70', /classifier\.ask\.below/],
    ['max_cost_usd: -1', /classifier\.ask\.max_cost_usd/],
    ['deadline_ms: 10', /classifier\.ask\.deadline_ms/],
    ['deadline: 3s', /classifier\.ask\.deadline.*deadline_ms/],
  ])('refuses %s', (written, said) => {
    expect(() => ask(`classifier: { ask: { ${written} } }`)).toThrow(said);
  });

  test('warns when nobody could be asked', () => {
    const { warnings } = ask('tiers: { 1: { models: [] } }\nclassifier: { ask: { tier: 1 } }');
    expect(warnings.join('\n')).toContain('so nobody is asked what an ambiguous call is');
  });
});

describe('what contradicts itself or the world', () => {
  test.each([
    [
      'routing: { floor: 3, cap: 1 }',
      '2:19 routing.floor: the floor 3 is above the cap 1; no call could be served',
    ],
    [
      'routing: { floor: 3 }',
      '2:19 routing.floor: the default tier 2 is outside 3 to 3, its floor and cap; move one',
    ],
    [
      'routing: { cap: 1 }',
      '2:17 routing.cap: the default tier 2 is outside 0 to 1, its floor and cap; move one',
    ],
    [
      'routing: { complexity: { tier_1_below: 1 } }',
      '2:40 routing.complexity.tier_1_below: the bounds must rise: tier_0_below, tier_1_below, tier_3_above',
    ],
    [
      'tasks: { write_code: 0 }',
      '2:22 tasks.write_code.tier: tier 0 is below the floor 1 of this task; write { tier: 0, floor: 0 } if you mean it',
    ],
    [
      'tasks: { write_code: { cap: 0 } }',
      '2:29 tasks.write_code.cap: the floor 1 is above the cap 0; move one',
    ],
    [
      'tasks: { translate: { cap: 1, tier: 2 } }',
      '2:37 tasks.translate.tier: tier 2 is above the cap 1 of this task; move one',
    ],
    [
      'tasks: { credential_change: { unavailable: escalate } }',
      '2:44 tasks.credential_change.unavailable: there is no tier above 3 to escalate to; write refuse or { wait: 20s }',
    ],
    [
      'tasks: { translate: { validate: [answerd] } }',
      '2:34 tasks.translate.validate.0: "answerd" is not a validator (did you mean "answered"?); there are: answered, json, json_schema, one_of',
    ],
    [
      'tiers: { 3: { unavailable: escalate } }',
      '2:28 tiers.3.unavailable: there is no tier above 3 to escalate to; write refuse or { wait: 20s }',
    ],
    [
      'tiers: { 1: { models: [claude-haiku-5-5] } }',
      '2:24 tiers.1.models.0: must name a provider and its model; write provider/model',
    ],
    [
      'tiers: { 1: { models: [antropic/claude-haiku-5-5] } }',
      '2:24 tiers.1.models.0: "antropic" is not a configured provider (did you mean "anthropic"?); add it under providers',
    ],
    [
      'tiers: { 1: { models: [anthropic/claude-haiku-55] } }',
      '2:24 tiers.1.models.0: claude-haiku-55 is not a model the catalog knows (did you mean "claude-haiku-5-5"?); add it under models',
    ],
    [
      'tiers: { 1: { models: [anthropic/claude-3-5-haiku-latest] } }',
      '2:24 tiers.1.models.0: claude-3-5-haiku-latest was retired on 2026-02-19; write claude-haiku-5-5 in its place',
    ],
    [
      'tiers: { 0: { models: [local/gpt-oss:120b-cloud] } }',
      "2:24 tiers.0.models.0: gpt-oss:120b-cloud runs on Ollama's servers; use a local model, or require_local: false",
    ],
    [
      'tiers: { 0: { models: [local/kimi:cloud] } }',
      "2:24 tiers.0.models.0: kimi:cloud runs on Ollama's servers; use a local model, or require_local: false",
    ],
    [
      'tiers: { 0: { models: [{ model: local/qwen2.5:7b, effort: low }] } }',
      '2:59 tiers.0.models.0.effort: qwen2.5:7b takes no effort; leave it out',
    ],
    [
      'tiers: { 1: { models: [{ model: anthropic/claude-haiku-5-5, effort: minimal }] } }',
      '2:69 tiers.1.models.0.effort: claude-haiku-5-5 takes low, medium, high, xhigh, max',
    ],
    [
      'tiers: { 0: { max_prompt_tokens: 50000 } }',
      '2:34 tiers.0.max_prompt_tokens: prompts of 50000 tokens are above the 32768 that qwen2.5:7b reads; lower it',
    ],
    [
      'tiers: { 0: { max_answer_tokens: 50000 } }',
      '2:34 tiers.0.max_answer_tokens: answers of 50000 tokens are above the 8192 that qwen2.5:7b writes; lower it',
    ],
    [
      'tiers: { 1: { models: [local/qwen2.5:7b] } }',
      '2:24 tiers.1.models.0: prompts of 100000 tokens are above the 32768 that qwen2.5:7b reads; lower it',
    ],
    [
      'providers: { mine: { url: https://a.test } }',
      '2:14 providers.mine: is a new provider, so it needs kind',
    ],
    ['providers: { mine: {} }', '2:14 providers.mine: is a new provider, so it needs kind and url'],
    [
      'providers: { local: { url: http://10.1.2.3:11434 } }',
      '2:28 providers.local.url: is not on this machine; write require_local: false if prompts may go there',
    ],
    [
      'providers: { openai: { url: http://api.openai.com } }',
      '2:29 providers.openai.url: is http, which anyone on the way can read and change; write https://',
    ],
    [
      'providers: { openai: { url: http://api.openai.com, allow_http: true } }',
      '2:29 providers.openai.url: is http, which anyone on the way can read and change; write https://',
    ],
    [
      'providers: { openai: { url: http://10.1.2.3 } }',
      '2:29 providers.openai.url: is http to another machine; write https://, or allow_http: true in your own network',
    ],
    [
      'providers: { openai: { simulated: true } }',
      '2:35 providers.openai.simulated: only a server on this machine can be simulated; write simulated: false',
    ],
    [
      'providers: { openai: { url: http://169.254.169.254 } }',
      '2:29 providers.openai.url: is an address of the cloud machine itself, where credentials can be had; use another',
    ],
    [
      'providers: { anthropic: { url: http://localhost:4141 } }',
      "2:32 providers.anthropic.url: is Modicum's own address, so calls would go in circles; write the provider's",
    ],
    [
      'rewrite: [{ from: a, to: a }]',
      '2:26 rewrite.0.to: a is rewritten to itself in the end; remove a rule',
    ],
    [
      'rewrite: [{ from: modicum/auto, to: gpt-4o }]',
      '2:19 rewrite.0.from: is already decided by Modicum; rewrite only names of real models',
    ],
    [
      'rewrite: [{ from: a, to: modicum/tier-4 }]',
      '2:26 rewrite.0.to: is not a name Modicum answers to; write modicum/auto, modicum/auto:task=<type> or modicum/tier-0 to -3',
    ],
    [
      'rewrite: [{ from: a, to: modicum/auto:task=nothing }]',
      '2:26 rewrite.0.to: is not a name Modicum answers to; write modicum/auto, modicum/auto:task=<type> or modicum/tier-0 to -3',
    ],
    [
      'rewrite: [{ from: a, to: gpt-4oo }]',
      '2:26 rewrite.0.to: gpt-4oo is not a model the catalog knows (did you mean "gpt-4o"?); add it under models',
    ],
    [
      'rewrite: [{ from: a, to: claude-3-opus }]',
      '2:26 rewrite.0.to: claude-3-opus was retired on 2026-01-05; write claude-opus-5-5 in its place',
    ],
    [
      'models: { new-model: { kind: ollama } }',
      '2:11 models.new-model: is new to the catalog, so it needs context_tokens, output_tokens',
    ],
    [
      'models: { gpt-4o: { price: [{ input: 1, output: 1, up_to_prompt_tokens: 5 }] } }',
      '2:28 models.gpt-4o.price: the bands must rise by up_to_prompt_tokens, and the last one must have none',
    ],
  ])('%s', (line, expected) => {
    const gateway = { host: '127.0.0.1', port: 4141 };
    expect(problemsIn(`version: 1\n${line}`, { gateway })).toEqual([expected]);
  });

  test('word rules that cannot be read, where they stand', () => {
    const text = 'version: 1\nrules: [{ words: "refund ..99 x", task: summarize }]';
    const patternProblem = (words: string) =>
      words.includes('..99') ? 'has too wide a gap' : null;
    expect(problemsOf(() => loadText(text, { patternProblem }))).toEqual([
      '2:18 rules.0.words: has too wide a gap',
    ]);
    expect(loadText(text).policy.rules).toEqual([{ words: 'refund ..99 x', task: 'summarize' }]);
  });

  test('rewrites that lead back over several rules', () => {
    const rules = '[{ from: a, to: gpt-4o }, { from: gpt-4o, to: b }, { from: b, to: a }]';
    expect(problemsIn(`version: 1\nrewrite: ${rules}`)).toHaveLength(3);
  });

  test('every good rewrite is taken', () => {
    const targets = [
      'modicum/auto',
      'modicum/auto:task=classify',
      'modicum/tier-3',
      'claude-modicum-auto',
      'claude-opus-5-5',
      'my/own',
    ];
    const rules = targets.map((to, index) => `  - { from: m${index}, to: "${to}" }`).join('\n');
    const providers = 'providers: { openai: { models: [my/own] } }';
    expect(loadText(`version: 1\n${providers}\nrewrite:\n${rules}`).policy.rewrite).toHaveLength(6);
  });

  test('any validator is taken when none are given to choose from', () => {
    writeFileSync(file, 'version: 1\ntasks: { translate: { validate: [mine] } }');
    const options = { path: file, environment: { HOME: home }, catalog };
    expect(loadPolicy(options).policy.tasks.translate.validate).toEqual(['mine']);
  });

  test("allow_http lets a provider be on a network of one's own", () => {
    const text =
      'version: 1\nproviders: { openai: { url: http://10.1.2.3:8000, allow_http: true } }';
    expect(loadText(text).policy.providers[1]?.baseUrl).toBe('http://10.1.2.3:8000');
  });
});

describe('warnings', () => {
  test.each([
    [
      'routing: { cap: 2 }',
      [
        '2:17 routing.cap: calls that declare a task type with a floor above 2 are refused, and what is merely recognised as one is done on tier 2: production_deploy, irreversible_action, credential_change',
        '2:17 routing.cap: tier 3, for what cannot be undone, is above the cap 2: such tool calls are refused',
      ],
    ],
    [
      'tiers: { 2: { models: [] } }',
      [
        '2:23 tiers.2.models: tier 2 has no models: savings cannot be told',
        '2:23 tiers.2.models: tier 2 has no models: what nothing recognises is refused',
      ],
    ],
    [
      'tiers: { 1: { max_prompt_tokens: 200000 } }',
      [
        '2:34 tiers.1.max_prompt_tokens: claude-haiku-5-5 costs more above 100000 prompt tokens; set max_prompt_tokens: 100000',
      ],
    ],
    [
      'tiers: { 2: { models: [anthropic/claude-haiku-5-5] } }',
      [expect.stringMatching(/2:24 tiers.2.models.0: claude-haiku-5-5 costs more above 100000/)],
    ],
    [
      'tiers: { 0: { models: [local/llama9:8b] } }',
      [
        '2:24 tiers.0.models.0: llama9:8b is not in the catalog: taken as free, its window is taken as 32768 tokens; say more under models',
      ],
    ],
    [
      'tiers: { 2: { models: [openai/gpt-9] } }',
      [
        '2:24 tiers.2.models.0: gpt-9 is not in the catalog: its cost will be unknown, its window is taken as 128000 tokens; say more under models',
      ],
    ],
    [
      'tiers: { 2: { models: [openai/gpt-5.5] } }',
      [
        '2:24 tiers.2.models.0: the price of gpt-5.5 is not known, so its cost will be unknown; see models',
      ],
    ],
    [
      'providers: { open: { kind: openai-compatible, url: https://a.test } }',
      [
        expect.stringMatching(
          /providers.open.key: no key for a provider on the internet; write key: env:NAME$/,
        ),
      ],
    ],
    [
      'providers: { local: { key: env:X } }',
      ['2:28 providers.local.key: is never sent: Ollama takes no key'],
    ],
    [
      'rewrite: [{ from: a, to: gpt-4o }, { from: a, to: gpt-4.1 }]',
      ['2:44 rewrite.1.from: never counts: a is already rewritten by the rule above'],
    ],
  ])('%s', (line, expected) => {
    expect(warningsIn(`version: 1\n${line}`).toSorted()).toEqual(expected);
  });

  test('a model that will be retired is warned of until then, and refused afterwards', () => {
    const models = catalog.models.map((model) =>
      model.id === 'claude-opus-5-5'
        ? { ...model, retired: { on: '2027-01-01', replacedBy: 'claude-opus-6' } }
        : model,
    );
    const soon = { catalog: { ...catalog, models }, today: '2026-12-31' };
    expect(warningsIn('version: 1', soon)).toEqual([
      expect.stringMatching(
        /claude-opus-5-5 will be retired on 2027-01-01; claude-opus-6 replaces it/,
      ),
    ]);
    expect(problemsIn('version: 1', { ...soon, today: '2027-01-01' })).toEqual([
      expect.stringMatching(/claude-opus-5-5 was retired on 2027-01-01; write claude-opus-6/),
    ]);
  });
});

describe('models of the policy', () => {
  test('are added to the catalog, whose version says so', () => {
    const { catalog: merged } = loadText(
      'version: 1\nmodels:\n  big:\n    kind: anthropic\n    context_tokens: 500000\n' +
        '    output_tokens: 64000\n    price: { input: 0.1, output: "2.5" }\n' +
        'tiers: { 2: { models: [anthropic/big] } }',
    );
    expect(merged.version).toMatch(/^2026-\d\d-\d\d\+[0-9a-f]{8}$/);
    expect(merged.models.at(-1)).toMatchObject({
      id: 'big',
      kind: 'anthropic',
      limits: { contextTokens: 500_000, outputTokens: 64_000 },
      prices: [{ bands: [{ input: 100_000_000, cacheRead: 100_000_000, output: 2_500_000_000 }] }],
    });
  });

  test('an id the provider lists itself needs no catalog', () => {
    const { policy, catalog: merged } = loadText(
      'version: 1\nproviders: { anthropic: { models: [claude-next] } }\n' +
        'tiers: { 2: { models: [anthropic/claude-next] } }',
    );
    expect(policy.tiers[2].bindings[0]?.id).toBe('claude-next');
    expect(merged.models.at(-1)).toMatchObject({ id: 'claude-next', prices: [] });
  });

  test('the newest price counts also for a retired model one still has', () => {
    const text =
      'version: 1\nmodels: { claude-3-opus: { price: { input: 1, output: 1 } } }\n' +
      'tiers: { 2: { models: [anthropic/claude-3-opus] } }';
    expect(loadText(text).warnings).toEqual([]);
  });
});

describe('where a value came from', () => {
  test('names the file and the line', () => {
    const { source } = loadText(
      'version: 1\ntiers:\n  0: { timeout: 5s }\ntasks: { classify_text: 1 }\n' +
        'models: { "qwen2.5:7b": { label: Small } }',
    );
    expect(source.explain('tiers.0.timeout')).toEqual({ value: '5s', from: 'file', line: 3 });
    expect(source.explain('tiers.0.retries')).toMatchObject({ value: 1, from: 'default' });
    expect(source.explain('tasks.classify_text.tier')).toEqual({ value: 1, from: 'file', line: 4 });
    expect(source.explain('tasks.write_code.floor')).toEqual({ value: 1, from: 'default' });
    expect(source.explain('tasks.write_code.colour')).toBeNull();
    expect(source.explain('tiers.0.models.0.model')).toMatchObject({ value: 'local/qwen2.5:7b' });
    expect(source.explain('models.qwen2.5:7b.label')).toMatchObject({ value: 'Small', line: 5 });
    expect(source.explain('tiers')).toMatchObject({ from: 'file', line: 3 });
    expect(source.explain('')).toMatchObject({ from: 'file', line: 1 });
    expect(source.explain('no.such.key')).toBeNull();
  });
});

describe('reloading', () => {
  test('a good file replaces the policy, a bad one never does', () => {
    const current = loadText('version: 1\nlimits: { attempts: 2 }');
    const options = { path: file, environment: { HOME: home }, catalog };
    writeFileSync(file, 'version: 1\nlimits: { attempts: 3 }');
    const better = reloadPolicy(current, options);
    expect([better.loaded.policy.limits.attempts, better.problem]).toEqual([3, null]);
    for (const bad of ['', 'version: 1\nlimits: { attempts: 0 }', 'version: 1\nlimits: {']) {
      writeFileSync(file, bad);
      const kept = reloadPolicy(better.loaded, options);
      expect(kept.loaded).toBe(better.loaded);
      expect(kept.problem?.code).toBe('config_invalid');
    }
    rmSync(file);
    expect(reloadPolicy(better.loaded, options).problem?.code).toBe('config_unreadable');
  });

  test('a file that is gone from its usual place replaces nothing', () => {
    const usual = join(home, '.config', 'modicum', 'modicum.yaml');
    const options = { path: null, environment: { HOME: home }, catalog, platform: 'linux' };
    const builtIn = load();
    expect(reloadPolicy(builtIn, options).problem).toBeNull();
    mkdirSync(dirname(usual), { recursive: true });
    writeFileSync(usual, 'version: 1\nlimits: { attempts: 3 }');
    const taken = reloadPolicy(builtIn, options).loaded;
    expect(taken.policy.limits.attempts).toBe(3);
    rmSync(usual);
    const kept = reloadPolicy(taken, options);
    expect(kept.loaded).toBe(taken);
    expect(kept.problem).toMatchObject({ code: 'config_gone' });
    expect(kept.problem?.message).toContain(`${usual}: the policy file is gone`);
    writeFileSync(usual, 'version: 1\nlimits: { attempts: 4 }');
    expect(reloadPolicy(taken, options).loaded.policy.limits.attempts).toBe(4);
  });

  test('a defect of ours is not taken for a bad file', () => {
    const current = load();
    // A catalog without models is no configuration mistake; the type forbids it, so it is forced.
    const options = { path: null, environment: { HOME: home }, catalog: null as never };
    expect(() => reloadPolicy(current, options)).toThrow(TypeError);
  });
});

describe('whatever is written', () => {
  const builtIn = readFileSync(new URL('../../catalog/modicum.yaml', import.meta.url), 'utf8');

  test('a file cut or changed anywhere is taken, or refused with its place in every line', () => {
    const cut = fc.record({
      start: fc.nat(builtIn.length),
      length: fc.integer({ min: 0, max: 40 }),
      put: fc.oneof(
        fc.string({ maxLength: 12 }),
        fc.constantFrom('\t', ': ', '[', '&a ', '*a', '"'),
      ),
    });
    fc.assert(
      fc.property(cut, ({ start, length, put }) => {
        const text = builtIn.slice(0, start) + put + builtIn.slice(start + length);
        for (const line of problemsIn(text)) expect(line).toMatch(/^\d+:\d+(:| [^ ].*:) ./);
      }),
      { numRuns: 60 },
    );
  });

  test('any text is taken or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        problemsIn(`version: 1\n${text}`);
      }),
    );
  });

  test('any value in any place is taken or refused, and nothing else', () => {
    const keys = [
      'providers',
      'tiers',
      'routing',
      'tasks',
      'tools',
      'rules',
      'rewrite',
      'limits',
      'models',
    ];
    const sections = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(sections, (value) => {
        problemsIn(JSON.stringify({ version: 1, ...value }));
      }),
    );
  });
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
