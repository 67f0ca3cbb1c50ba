import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleCatalog, samplePolicy, sampleProvider, sampleTier } from '../testing/policy.ts';
import { modelName } from './model.ts';
import { readModelName, type RequestedModel } from './model-name.ts';

const CATALOG = sampleCatalog();
const BASE = samplePolicy();
const POLICY = samplePolicy({
  providers: [
    ...BASE.providers,
    sampleProvider({
      name: 'mirror',
      kind: 'anthropic',
    }),
    sampleProvider({
      name: 'aggregator',
      kind: 'openai-compatible',
      models: ['vendor/big', 'anthropic/sample-best', 'sample-old'],
    }),
  ],
  tiers: { ...BASE.tiers, 0: sampleTier('local/homemade:3b') },
  rewrite: [
    { from: 'sample-best', to: 'sample-work' },
    { from: 'sample-best', to: 'modicum/tier-0' },
    { from: 'sample-old', to: 'modicum/auto:task=summarize' },
    { from: 'sample-work', to: 'sample-best' },
    { from: 'loop', to: 'nowhere' },
    { from: 'modicum/auto', to: 'sample-best' },
  ],
});

function read(name: string, policy = BASE): RequestedModel {
  return readModelName(name, CATALOG, policy);
}

function candidates(requested: RequestedModel): readonly string[] {
  return requested.kind === 'pin' ? requested.candidates.map(modelName) : [];
}

describe('Modicum’s own names', () => {
  test.each([
    ['modicum/auto', { kind: 'auto', task: null }],
    ['claude-modicum-auto', { kind: 'auto', task: null }],
    ['modicum/auto:task=summarize', { kind: 'auto', task: 'summarize' }],
    ['modicum/auto:task=classify', { kind: 'auto', task: 'classify_text' }],
    ['modicum/tier-0', { kind: 'tier', tier: 0 }],
    ['modicum/tier-1', { kind: 'tier', tier: 1 }],
    ['modicum/tier-2', { kind: 'tier', tier: 2 }],
    ['modicum/tier-3', { kind: 'tier', tier: 3 }],
    ['claude-modicum-tier-0', { kind: 'tier', tier: 0 }],
    ['claude-modicum-tier-3', { kind: 'tier', tier: 3 }],
  ])('%s', (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test.each([
    ['modicum/tier-4', 'modicum/tier-0'],
    ['claude-modicum-tier-4', 'claude-modicum-tier-0'],
    ['claude-modicum-auot', 'claude-modicum-auto'],
    ['modicum/atuo', 'modicum/auto'],
    ['modicum/', null],
    ['modicum/auto:task=sumarize', 'modicum/auto:task=summarize'],
    ['modicum/auto:task=make me rich', null],
    ['claude-modicum-auto[1m]', 'claude-modicum-auto'],
  ])('%s is unknown, near %s', (name, suggestion) => {
    expect(read(name)).toMatchObject({ kind: 'unknown', name, suggestion });
  });

  test('are never rewritten', () => {
    expect(read('modicum/auto', POLICY)).toEqual({ kind: 'auto', task: null });
  });

  test('an unknown task is told with a near one', () => {
    expect(read('modicum/auto:task=sumarize')).toMatchObject({
      message:
        'There is no task type "sumarize". Did you mean "summarize"? ' +
        'Leave ":task=…" away to let Modicum recognise the task.',
    });
    expect(read('modicum/auto:task=x')).toMatchObject({
      message: expect.stringContaining('task table lists them all'),
    });
  });
});

describe('real models', () => {
  test.each([
    ['a catalog id', 'sample-cheap', ['anthropic/sample-cheap', 'mirror/sample-cheap']],
    ['an id that only a tier names', 'homemade:3b', ['local/homemade:3b']],
    ['an id that a provider lists', 'vendor/big', ['aggregator/vendor/big']],
    ['one provider’s', 'mirror/sample-cheap', ['mirror/sample-cheap']],
    ['Modicum’s form before a listed id', 'anthropic/sample-best', ['anthropic/sample-best']],
    ['an id only its upstream knows', 'local/brand-new', ['local/brand-new']],
    ['an id with slashes', 'aggregator/a/b', ['aggregator/a/b']],
  ])('%s: %s', (_, name, expected) => {
    expect(candidates(read(name, POLICY))).toEqual(expected);
  });

  test('an alias is sent as written, and its entry is found', () => {
    expect(read('sample-work-20261101')).toEqual({
      kind: 'pin',
      name: 'sample-work-20261101',
      candidates: [{ provider: 'anthropic', id: 'sample-work-20261101', effort: null }],
      entry: CATALOG.models[2],
      tier: 2,
    });
  });

  test('a known model without a provider is a pin that nobody serves', () => {
    const policy = samplePolicy({ providers: [] });
    expect(read('sample-gpt', policy)).toMatchObject({ kind: 'pin', candidates: [] });
  });

  test('an unknown name is unknown, never another model', () => {
    expect(read('sample-wrok')).toEqual({
      kind: 'unknown',
      name: 'sample-wrok',
      suggestion: 'sample-work',
      message:
        'There is no model "sample-wrok" here. Did you mean "sample-work"? ' +
        'GET /v1/models lists what can be named; "modicum/auto" lets Modicum choose.',
    });
    expect(read('nobody/sample-work')).toMatchObject({ kind: 'unknown' });
    expect(read('local/')).toMatchObject({ kind: 'unknown' });
    expect(read('/small:7b')).toMatchObject({ kind: 'unknown', suggestion: 'small:7b' });
  });

  test('a huge name is told in part', () => {
    const requested = read('x'.repeat(1_000_000));
    expect(requested.kind === 'unknown' && requested.message.length).toBeLessThan(300);
  });

  test('a retired id says what replaced it', () => {
    const retired = { kind: 'retired', on: '2026-01-05', replacedBy: 'sample-work' };
    expect(read('sample-old')).toEqual({ ...retired, name: 'sample-old' });
    expect(read('anthropic/sample-old')).toEqual({ ...retired, name: 'anthropic/sample-old' });
  });

  test('a retired id lives on where a provider lists it', () => {
    const policy = samplePolicy({ providers: POLICY.providers });
    expect(candidates(read('sample-old', policy))).toEqual(['aggregator/sample-old']);
  });
});

describe('rewrite', () => {
  test.each([
    ['sample-best', { kind: 'pin', name: 'sample-work' }],
    ['sample-old', { kind: 'auto', task: 'summarize' }],
    ['sample-work', { kind: 'pin', name: 'sample-best' }],
    ['loop', { kind: 'unknown', name: 'nowhere' }],
  ])('%s goes where the first rule says, and no further', (from, to) => {
    expect(read(from, POLICY)).toMatchObject({ kind: 'rewritten', from, to });
  });
});

test('any name is read without throwing, and only listed names are pins', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), (name) => {
      const requested = read(name, POLICY);
      fc.pre(!name.includes('/'));
      expect(['unknown', 'pin', 'rewritten']).toContain(requested.kind);
      if (requested.kind === 'pin') expect(requested.candidates[0]?.id).toBe(name);
    }),
  );
});
