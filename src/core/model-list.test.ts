import { expect, test } from 'vitest';
import { sampleCatalog, samplePolicy, sampleProvider, sampleTier } from '../testing/policy.ts';
import { listedModels } from './model-list.ts';
import { readModelName } from './model-name.ts';

const BASE = samplePolicy();

test('lists Modicum’s names, then what the configured providers serve, each once', () => {
  const policy = samplePolicy({
    providers: [
      ...BASE.providers,
      sampleProvider({ name: 'mirror', models: ['sample-work', 'only-here'] }),
    ],
    tiers: { ...BASE.tiers, 0: sampleTier('local/small:7b local/homemade') },
  });
  expect(listedModels(sampleCatalog(), policy).map(({ id }) => id)).toEqual([
    'modicum/auto',
    'claude-modicum-auto',
    'modicum/tier-0',
    'modicum/tier-1',
    'modicum/tier-2',
    'modicum/tier-3',
    'claude-modicum-tier-0',
    'claude-modicum-tier-1',
    'claude-modicum-tier-2',
    'claude-modicum-tier-3',
    'small:7b',
    'homemade',
    'sample-cheap',
    'sample-work',
    'sample-best',
    'sample-gpt',
    'only-here',
  ]);
});

test('gives label and first day where the catalog knows them', () => {
  const policy = samplePolicy({ providers: [sampleProvider({ models: ['only-here'] })] });
  const listed = listedModels(sampleCatalog(), policy);
  expect(listed).toContainEqual({
    id: 'sample-work',
    label: 'sample-work',
    createdDay: '2026-11-01',
  });
  expect(listed).toContainEqual({ id: 'only-here', label: 'only-here', createdDay: null });
});

test('names a tier by the model that answers there', () => {
  const policy = samplePolicy({ tiers: { ...BASE.tiers, 0: sampleTier('') } });
  const labels = new Map(listedModels(sampleCatalog(), policy).map(({ id, label }) => [id, label]));
  expect(labels.get('claude-modicum-tier-2')).toBe('Modicum: tier 2 (sample-work)');
  expect(labels.get('modicum/tier-2')).toBe('Modicum: tier 2 (sample-work)');
  expect(labels.get('claude-modicum-tier-0')).toBe('Modicum: tier 0 (no model)');
});

test('every listed name can be asked for', () => {
  const names = listedModels(sampleCatalog(), BASE).map(({ id }) => id);
  const kinds = names.map((name) => readModelName(name, sampleCatalog(), BASE).kind);
  expect(new Set(kinds)).toEqual(new Set(['auto', 'tier', 'pin']));
});
