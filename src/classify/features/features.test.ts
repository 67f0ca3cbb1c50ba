import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../reading.ts';
import { createFeatureReader, ideaVectorSize } from './features.ts';

const reader = createFeatureReader();

function read(changes: Partial<Reading>, by = reader) {
  const { features, ideas } = by.read({
    ask: '',
    system: '',
    earlierAsk: '',
    earlierAnswer: '',
    turns: 0,
    tools: [],
    shape: null,
    purpose: 'call',
    hasAttachments: false,
    ...changes,
  });
  return {
    slots: Array.from(features.slots.slice(0, features.count)),
    values: Array.from(features.values.slice(0, features.count)),
    ids: Array.from(ideas.ids.slice(0, ideas.count)),
    names: Array.from({ length: features.count }, (_, at) => features.nameOf(at)),
  };
}

/** Names of the words a call is read from: no circumstances, no ideas. */
function wordsIn(changes: Partial<Reading>): ReadonlySet<string> {
  return new Set(read(changes).names.filter((name) => /^(?:word|job|before|answered):/.test(name)));
}

const LONG = Array.from({ length: 400 }, (_, at) => `w${'abcdefghij'[at % 10]}`).join(' ');

describe('a call as features', () => {
  it('reads every part of it under its own name', () => {
    const words = wordsIn({
      ask: 'fix it',
      system: 'you review',
      earlierAsk: 'look around',
      earlierAnswer: 'found nothing',
    });
    expect([...words]).toEqual(
      expect.arrayContaining(['word:fix', 'job:review', 'before:look', 'answered:nothing']),
    );
  });

  it.each([
    ['Hi! Could you please fix the login page?', 'fix the login page?'],
    ['fix the login page. Thanks a lot!', 'fix the login page.'],
    ['FIX THE LOGIN PAGE', 'fix the login page'],
    ['fix  the   login page', 'fix the login page'],
  ])('%j has the words of %j', (said, plain) => {
    const words = (ask: string) => wordsIn({ ask });
    expect(words(said)).toEqual(words(plain));
  });

  it('reads a long text at both its ends and nowhere between', () => {
    const words = wordsIn({ ask: `begin ${LONG} middle ${LONG} finish` });
    expect([...words]).toEqual(expect.arrayContaining(['word:begin', 'word:finish']));
    expect(words.has('word:middle')).toBe(false);
  });

  it('finds more of the same in the middle to change nothing but the length', () => {
    const ask = (times: number) => `begin ${LONG.concat(' ').repeat(times)}finish`;
    expect(read({ ask: ask(8) }).slots).toEqual(read({ ask: ask(9) }).slots);
  });

  it('takes the job for what is asked where a program sends its material', () => {
    const program = read({ ask: 'the food was cold', system: 'Classify the sentiment' });
    const alone = read({ ask: 'Classify the sentiment' });
    const shared = alone.slots.filter((slot) => program.slots.includes(slot));
    expect(shared.length).toBeGreaterThan(alone.slots.length / 2);
  });

  it('hears the end of the last answer, not its beginning', () => {
    const words = wordsIn({ earlierAnswer: `early ${'something '.repeat(80)} late` });
    expect([words.has('answered:late'), words.has('answered:early')]).toEqual([true, false]);
  });

  it('is the same each time, whoever reads it and whatever was read before', () => {
    const changes = { ask: 'translate this to German: hello', system: 'be brief', tools: ['Read'] };
    const first = read(changes);
    read({ ask: LONG, system: LONG });
    expect(read(changes)).toEqual(first);
    expect(read(changes, createFeatureReader())).toEqual(first);
  });

  it('leaves out a group of features where that is measured', () => {
    const ask = 'zyx wvu shorten email';
    const namesBy = (groups: Parameters<typeof createFeatureReader>[0]) =>
      read({ ask }, createFeatureReader(groups)).names;
    expect(namesBy({ pairs: false, ideas: true })).not.toContain('word:zyx wvu');
    expect(read({ ask }).names).toContain('word:zyx wvu');
    const { ids } = read({ ask }, createFeatureReader({ pairs: true, ideas: false }));
    expect(ids.length).toBeLessThan(read({ ask }).ids.length);
  });

  it('is bounded, whatever the call', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.constantFrom(LONG, 'test '.repeat(1_500), '?'.repeat(7_500), '漢'.repeat(7_500), '\0'),
    );
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (ask, system, earlierAsk, earlierAnswer) => {
        const { slots, values, ids } = read({ ask, system, earlierAsk, earlierAnswer });
        expect(slots.length).toBeLessThanOrEqual(2_048);
        expect(ids.length).toBeLessThanOrEqual(1_024);
        expect(ids.every((id) => id < ideaVectorSize())).toBe(true);
        expect(values.every((value) => value > 0 && value <= 1)).toBe(true);
      }),
    );
  });
});
