import { describe, expect, it } from 'vitest';
import { sampleCall, sampleCatalog } from '../testing/policy.ts';
import type { Call } from './call.ts';
import type { CacheMark, ConversationState } from './conversation-state.ts';
import type { Model } from './model.ts';
import { cachingOf, effortAt, promptEstimate, sideOf } from './warmth-of-candidate.ts';
import { NO_WARMTH, withAnswer } from './warmth-record.ts';

const NOW = 1_795_000_000_000;
const catalog = sampleCatalog();

const WORK: Model = { provider: 'anthropic', id: 'sample-work', effort: null };
const MARK: CacheMark = { ttl: '1h', isHeadOnly: false };

const state = (change: Partial<ConversationState> = {}): ConversationState => ({
  boundary: null,
  before: null,
  hasClimbed: false,
  warmth: NO_WARMTH,
  request: { mark: MARK, tools: 'one' },
  ...change,
});

const tool = (name: string, deferred: boolean) => ({
  name,
  description: 'd'.repeat(4_000),
  inputSchema: {},
  strict: null,
  ...(deferred && { deferred: true as const }),
});

const CALL: Call = sampleCall({
  system: [
    { type: 'text', text: 's'.repeat(8_000) },
    { type: 'opaque', name: 'other' },
  ],
  tools: [tool('one', false), tool('two', true)],
  size: { characters: 40_000, images: 0, documents: 0 },
});

const side = (
  conversation: ConversationState,
  model = WORK,
  lane: 'untouched' | 'translated' = 'untouched',
) => sideOf({ call: CALL, catalog, conversation, candidate: { model, lane }, now: NOW });

describe('how a candidate would cache', () => {
  it.each<[string, Model, CacheMark | null, 'untouched' | 'translated', object]>([
    ['as the client marks it', WORK, MARK, 'untouched', { kind: 'marked', ...MARK }],
    ['not without a mark', WORK, null, 'untouched', { kind: 'none' }],
    ['not where marks stay behind', WORK, MARK, 'translated', { kind: 'none' }],
    ['by itself', { ...WORK, id: 'sample-gpt' }, null, 'translated', { kind: 'automatic' }],
    [
      'for nothing where it runs here',
      { ...WORK, id: 'small:7b' },
      MARK,
      'translated',
      { kind: 'none' },
    ],
    [
      'unknown where nobody described it',
      { ...WORK, id: 'other' },
      MARK,
      'untouched',
      { kind: 'none' },
    ],
  ])('%s', (_name, model, mark, lane, expected) => {
    const conversation = state({ request: { mark, tools: 'one' } });
    expect(cachingOf({ catalog, conversation, candidate: { model, lane } })).toEqual(expected);
  });

  it('under the effort of its binding, else that of the call', () => {
    expect(effortAt({ effort: 'low' }, WORK)).toBe('low');
    expect(effortAt({ effort: 'low' }, { ...WORK, effort: 'high' })).toBe('high');
  });
});

describe('a candidate before the next call', () => {
  const known = state({
    warmth: withAnswer(NO_WARMTH, {
      model: 'anthropic/sample-work',
      entry: null,
      usage: {
        freshInputTokens: 0,
        cacheReadTokens: 0,
        cacheWrite5mTokens: 0,
        cacheWrite1hTokens: 9_000,
        outputTokens: 100,
        thinkingTokens: null,
      },
      at: NOW - 1_000,
      caching: { kind: 'marked', ...MARK },
      effort: null,
      tools: 'one',
      estimatedTokens: 9_000,
      isTurn: true,
    }),
  });

  it('reads what its last answer left', () => {
    expect(side(known)).toMatchObject({
      model: 'anthropic/sample-work',
      cache: { state: 'warm', readTokens: 9_000, writeTokens: 1_500, ttl: '1h' },
    });
  });

  it('reads no more than system and loaded tools after compaction', () => {
    const { cache } = side({ ...known, boundary: 'after_compaction' });
    // 8,000 characters of system, 4,005 of the loaded tool, and what is added for tools.
    expect(cache).toMatchObject({ state: 'warm', readTokens: 3_502, writeTokens: 6_998 });
  });

  it('writes no more than system and tools where only they are marked', () => {
    const request = { mark: { ...MARK, isHeadOnly: true }, tools: 'one' };
    expect(side(state({ request })).cache).toMatchObject({
      writeTokens: 3_502,
      freshTokens: 6_998,
    });
  });

  it('is a first visit at another model', () => {
    const other = side(known, { ...WORK, id: 'sample-best' });
    expect(other.cache).toMatchObject({ coldBecause: 'first_visit', writeTokens: 10_500 });
  });

  it('is estimated in the light of what the conversation took', () => {
    const question = {
      call: CALL,
      catalog,
      candidate: { model: WORK, lane: 'untouched' as const },
    };
    expect(promptEstimate({ ...question, conversation: known })).toBe(10_500);
    const denser = { ...known, warmth: { ...known.warmth, countedTokens: 18_000 } };
    expect(promptEstimate({ ...question, conversation: denser })).toBe(21_000);
  });
});
