import { describe, expect, it } from 'vitest';
import { hashOf } from '../features/tokens.ts';
import { lexicon, readLexicon, type Lexicon } from './lexicon.ts';

function ideasOf({ ideas, ideasOf: of }: Lexicon, word: string): readonly string[] {
  return (of(hashOf(word)) ?? []).map((idea) => ideas[idea] ?? '');
}

describe('a lexicon', () => {
  const made = readLexicon([
    `
fix: fix corrigé resolve box
wording: rephrase rewrite écris
tone: simpler
`,
    'simplify: simpler simpler c++ x\nno line of words\n',
  ]);

  it('has one idea a line, in their order, from all pages', () => {
    expect(made.ideas).toEqual(['fix', 'wording', 'tone', 'simplify']);
  });

  it.each<[word: string, ideas: readonly string[]]>([
    ['fix', ['fix']],
    ['fixes', ['fix']],
    ['fixed', ['fix']],
    ['fixing', ['fix']],
    ['boxes', ['fix']],
    ['resolves', ['fix']],
    ['resolved', ['fix']],
    ['resolving', ['fix']],
    ['rephrasing', ['wording']],
    // Only words of plain letters are English enough to have endings made for them, and no short ones.
    ['corrigé', ['fix']],
    ['corrigés', []],
    ['xs', []],
    // Of several ideas all count, each once.
    ['simpler', ['tone', 'simplify']],
    // More than one token, and what is on no line.
    ['c++', []],
    ['c', []],
    ['', []],
    ['words', []],
    ['other', []],
  ])('%s: %j', (word, ideas) => {
    expect(ideasOf(made, word)).toEqual(ideas);
  });

  it('leaves a word that is listed its own ideas, whatever another one inflects to', () => {
    const two = readLexicon(['one: test\ntwo: testing']);
    expect(ideasOf(two, 'testing')).toEqual(['two']);
    expect(ideasOf(two, 'tested')).toEqual(['one']);
  });
});

describe('the one lexicon', () => {
  it('is made once, of ideas with names of their own', () => {
    expect(lexicon()).toBe(lexicon());
    const { ideas } = lexicon();
    expect(new Set(ideas).size).toBe(ideas.length);
    expect(ideas.length).toBeGreaterThan(80);
    for (const name of ideas) expect(name).toMatch(/^[a-z][a-z-]+$/);
  });

  it.each([
    ['shorten', 'raccourcis'],
    ['translate', 'übersetze'],
    ['translate', 'переведи'],
    ['deploys', 'despliega'],
    ['summarising', 'podsumuj'],
  ])('%s and %s ask for the same', (one, other) => {
    const shared = ideasOf(lexicon(), one).filter((idea) =>
      ideasOf(lexicon(), other).includes(idea),
    );
    expect(shared).not.toEqual([]);
  });
});
