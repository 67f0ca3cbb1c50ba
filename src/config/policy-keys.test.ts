import { describe, expect, test } from 'vitest';
import { readKeyName } from './policy-keys.ts';

const NAMES = [
  ['providers', 'anthropic', 'url'],
  ['providers', 'my.own', 'url'],
  ['tiers', '0', 'timeout'],
  ['tiers', '1', 'timeout'],
  ['tasks', 'summarize', 'tier'],
  ['tasks', 'summarize', 'floor'],
  ['routing', 'floor'],
  ['tools', 'summarize_document'],
];

const GOOD: readonly (readonly [string, string])[] = [
  ['tiers.0.timeout', 'tiers|0|timeout'],
  ['tiers.0', 'tiers|0'],
  ['tiers.0.models.1.effort', 'tiers|0|models|1|effort'],
  ['0.timeout', 'tiers|0|timeout'],
  ['subagents', 'claude_code|subagents'],
  ['title', 'claude_code|bind|title'],
  ['main', 'claude_code|main'],
  ['bind.main', 'claude_code|bind|main'],
  ['floor', 'routing|floor'],
  ['summarize', 'tasks|summarize'],
  ['models.qwen2.5:7b.price.input', 'models|qwen2.5:7b|price|input'],
  ['models.qwen2.5:7b', 'models|qwen2.5:7b'],
  ['providers.my.own.url', 'providers|my.own|url'],
  ['providers.new.key', 'providers|new|key'],
  ['tools.a.b', 'tools|a.b'],
  ['my.own.url', 'providers|my.own|url'],
];

describe('the name of a key', () => {
  test.each(GOOD)('%s is %s', (text, expected) => {
    const reading = readKeyName(text, NAMES);
    expect(reading.ok ? reading.path.join('|') : reading).toBe(expected);
  });

  test('that is the end of several names them all', () => {
    expect(readKeyName('timeout', NAMES)).toEqual({
      ok: false,
      candidates: ['tiers.0.timeout', 'tiers.1.timeout', 'tiers.2.timeout', 'tiers.3.timeout'],
      nearest: expect.anything(),
    });
  });

  test.each([
    ['subagnts', 'claude_code.subagents'],
    ['claude_code.subagnts', 'claude_code.subagents'],
    ['routing.flor', 'routing.floor'],
  ])('%s was probably meant as %s', (text, nearest) => {
    expect(readKeyName(text, NAMES)).toEqual({ ok: false, candidates: [], nearest });
  });

  test.each(['', '.', 'x.y.z.q', 'version.1', 'tiers.9', 'tiers.0.timeout.x'])(
    '%j is none',
    (text) => {
      expect(readKeyName(text, NAMES)).toMatchObject({ ok: false, candidates: [] });
    },
  );
});
