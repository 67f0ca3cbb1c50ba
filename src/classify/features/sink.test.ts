import { describe, expect, it } from 'vitest';
import { createFeatureSink, SLOT_BITS } from './sink.ts';
import { createTokens, readTokens } from './tokens.ts';

function tokensOf(text: string) {
  const tokens = createTokens(20);
  readTokens(text, tokens);
  return tokens;
}

describe('a sink of features', () => {
  it('names each by its words, its circumstance, or not at all', () => {
    const sink = createFeatureSink();
    sink.openText(tokensOf('Fix  the\n bug'), 'word');
    sink.putSpan(1, 0, 3);
    sink.putSpan(2, 0, 8);
    sink.openText(tokensOf('You are a bot'), 'job');
    sink.putSpan(3, 10, 13);
    sink.putNamed('tool:Read', 0.1);
    sink.putSlot(4, 0.5);
    const names = Array.from({ length: sink.count }, (_, at) => sink.nameOf(at));
    expect(names).toEqual(['word:fix', 'word:fix the', 'job:bot', 'tool:Read', '']);
  });

  it('gives a name the same slot each time, inside the table', () => {
    const [one, other] = [createFeatureSink(), createFeatureSink()];
    for (const name of ['always', 'kind:bare', 'tool:Edit']) one.putNamed(name, 1);
    other.putSlot(-5, 1);
    for (const name of ['always', 'kind:bare', 'tool:Edit']) other.putNamed(name, 1);
    expect(Array.from(one.slots.slice(0, 3))).toEqual(Array.from(other.slots.slice(1, 4)));
    for (const slot of other.slots.slice(0, 4)) {
      expect(slot >= 0 && slot < 1 << SLOT_BITS).toBe(true);
    }
  });

  it('shares one weight among what was put since, so that length does not count', () => {
    const sink = createFeatureSink();
    sink.putNamed('before', 0.25);
    const began = sink.count;
    for (let at = 0; at < 4; at += 1) sink.putSpan(at, 0, 1);
    sink.share(began, 2);
    expect(Array.from(sink.values.slice(0, sink.count))).toEqual([0.25, 1, 1, 1, 1]);
    sink.share(sink.count, 1);
    expect(sink.count).toBe(5);
  });

  it('drops what is too much, of every kind, and goes on', () => {
    const sink = createFeatureSink();
    sink.openText(tokensOf('a'), 'word');
    for (let at = 0; at < 5_000; at += 1) sink.putSpan(at, 0, 1);
    const most = sink.count;
    expect(most).toBe(sink.slots.length);
    sink.putNamed('late', 1);
    sink.putSlot(1, 1);
    sink.share(0, 1);
    expect([sink.count, sink.nameOf(most - 1)]).toEqual([most, 'word:a']);
  });

  it('is empty again once cleared', () => {
    const sink = createFeatureSink();
    sink.putNamed('first', 1);
    sink.clear();
    expect(sink.count).toBe(0);
    sink.putNamed('second', 1);
    expect(sink.nameOf(0)).toBe('second');
  });
});
