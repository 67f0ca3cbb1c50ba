import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../config/load-catalog.ts';
import { isOtherModel, isVariant, modifiersOf, servedEntry } from './costing.ts';

const CATALOG = loadCatalog();
const HAIKU = { provider: 'anthropic', id: 'claude-haiku-5-5', effort: null } as const;
const UNLISTED = { provider: 'openai', id: 'unlisted', effort: null } as const;

describe('servedEntry', () => {
  it.each([
    ['claude-haiku-5-5', 'claude-haiku-5-5'],
    ['claude-haiku-5-5-20261007', 'claude-haiku-5-5'],
    ['claude-opus-5-5', 'claude-opus-5-5'],
    [null, 'claude-haiku-5-5'],
  ])('an answer of %s is priced as %s', (served, id) => {
    expect(servedEntry(CATALOG, HAIKU, served)?.id).toBe(id);
  });

  it('has no price for a model nobody knows', () => {
    expect(servedEntry(CATALOG, HAIKU, 'never-heard-of')).toBeNull();
    expect(servedEntry(CATALOG, UNLISTED, 'unlisted')).toBeNull();
  });
});

describe('isOtherModel', () => {
  it.each([
    [HAIKU, null, false],
    [HAIKU, 'claude-haiku-5-5', false],
    [HAIKU, 'claude-haiku-5-5-20261007', false],
    [HAIKU, 'claude-haiku-5-5:latest', false],
    [HAIKU, 'claude-haiku-5', true],
    [HAIKU, 'claude-opus-5-5', true],
    [HAIKU, 'never-heard-of', true],
    [UNLISTED, 'unlisted-2026-01-31', false],
    [UNLISTED, 'other', true],
    [{ ...HAIKU, id: 'claude-haiku-4-5-20251001' }, 'claude-haiku-4-5', false],
    [{ ...HAIKU, id: 'qwen2.5' }, 'qwen2.5:7b', false],
  ] as const)('%j answered as %s: %s', (asked, served, expected) => {
    expect(isOtherModel(CATALOG, asked, served)).toBe(expected);
  });
});

it('isVariant wants the whole name in front', () => {
  expect(isVariant('gpt-5', 'gpt-5-2026-01-01')).toBe(true);
  expect(isVariant('gpt-5', 'gpt-5.4')).toBe(false);
});

it.each([
  [{}, []],
  [{ speed: 'fast' }, ['fast']],
  [{ speed: 'slow', inference_geo: 'eu' }, []],
  [{ speed: 'fast', inference_geo: 'us' }, ['fast', 'usInference']],
])('modifiersOf %j is %j', (body, expected) => {
  expect(modifiersOf(body)).toEqual(expected);
});
