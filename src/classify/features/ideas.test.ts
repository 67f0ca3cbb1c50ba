import { describe, expect, it } from 'vitest';
import { lexicon } from '../lexicon/lexicon.ts';
import { createIdeaSink, IDEA_PARTS, ideaSpan, putIdeas, type IdeaPart } from './ideas.ts';
import { createFeatureSink } from './sink.ts';
import { createTokens, readTokens } from './tokens.ts';

function put(text: string, part: IdeaPart = 'idea') {
  const tokens = createTokens(200);
  readTokens(text, tokens);
  const [features, ideas] = [createFeatureSink(), createIdeaSink()];
  features.openText(tokens, 'idea');
  putIdeas(tokens, { first: 0, last: tokens.count }, part, { features, ideas });
  return { features, ideas };
}

type Put = ReturnType<typeof put>;

function slotsOf({ features }: Put): readonly number[] {
  return Array.from(features.slots.slice(0, features.count));
}

/** `part/idea value` of the short vector. */
function ideasOf({ ideas }: Put): readonly string[] {
  const names = lexicon().ideas;
  return Array.from({ length: ideas.count }, (_, at) => {
    const id = ideas.ids[at] ?? 0;
    const part = IDEA_PARTS[Math.floor(id / names.length)];
    return `${part}/${names[id % names.length]} ${ideas.values[at]}`;
  });
}

describe('ideas of a text', () => {
  it('are those of its words, and the first is one of its own', () => {
    expect(ideasOf(put('shorten the sentence'))).toEqual([
      'idea/shorten 0.5',
      'first-idea/shorten 1',
      'idea/limit 0.5',
    ]);
  });

  it('are told apart by part, and only what is asked has a first', () => {
    expect(ideasOf(put('shorten', 'job-idea'))).toEqual(['job-idea/shorten 0.5']);
    const [asked, job] = [put('shorten'), put('shorten', 'job-idea')];
    expect(slotsOf(asked).filter((slot) => slotsOf(job).includes(slot))).toEqual([]);
  });

  it('are the same for words that ask for the same', () => {
    expect(slotsOf(put('raccourcis this sentence'))).toEqual(slotsOf(put('shorten this sentence')));
  });

  it('go in pairs that follow one another, whatever stands between', () => {
    const names = ({ features }: Put) =>
      Array.from({ length: features.count }, (_, at) => features.nameOf(at));
    expect(names(put('shorten zyx wvu sentence'))).toContain('idea:shorten zyx wvu sentence');
    const slots = (text: string) => new Set(slotsOf(put(text)));
    expect(slots('shorten sentence')).not.toEqual(slots('sentence shorten'));
  });

  it('share one weight', () => {
    const { features } = put('shorten sentence');
    const squares = Array.from(features.values.slice(0, features.count)).map((value) => value ** 2);
    expect(squares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0.49, 4);
  });

  it('of words without any are none', () => {
    const { features, ideas } = put('zyx wvu ?');
    expect([features.count, ideas.count]).toEqual([0, 0]);
  });

  it('fit their vector, and what is too much is dropped', () => {
    const { ideas } = put('shorten sentence '.repeat(40));
    for (const id of ideas.ids.slice(0, ideas.count)) expect(id).toBeLessThan(ideaSpan());
    const sink = createIdeaSink();
    for (let at = 0; at < 5_000; at += 1) sink.put(at, 1);
    expect(sink.count).toBe(sink.ids.length);
    sink.clear();
    expect(sink.count).toBe(0);
  });
});
