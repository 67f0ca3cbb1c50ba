import { describe, expect, it } from 'vitest';
import { META_FREE, META_PROBLEMS, type MetaFinding, type MetaProblem } from '../core/meta.ts';
import { createMetaMemory } from './meta-memory.ts';

const SOURCE = { model: 'a/b', from: 'asked', cost: META_FREE } as const;
const ANSWERED: MetaFinding = {
  ...SOURCE,
  kind: 'answered',
  answer: { taskType: 'summarize', tier: 0, confidence: 0.9 },
};

describe('what models said', () => {
  it('is known afterwards, for so many questions', async () => {
    const memory = createMetaMemory(2);
    for (const key of ['one', 'two', 'three']) {
      await memory.ask(key, () => Promise.resolve(ANSWERED));
    }
    expect(['one', 'two', 'three'].map((key) => memory.known(key) === ANSWERED)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each(Object.keys(META_PROBLEMS) as MetaProblem[])(
    'may be asked again when %s',
    async (problem) => {
      const memory = createMetaMemory();
      const finding: MetaFinding = { ...SOURCE, kind: 'failed', problem, detail: '' };
      await memory.ask('one', () => Promise.resolve(finding));
      const isKept = memory.known('one') !== undefined;
      expect(isKept).toBe(['refused', 'not_an_answer', 'unsure'].includes(problem));
    },
  );

  it('is under way until it is there, or has failed', async () => {
    const memory = createMetaMemory();
    const asked = Promise.withResolvers<MetaFinding | null>();
    const asking = memory.ask('one', () => asked.promise);
    expect(memory.underWay('one')).toBeInstanceOf(Promise);
    asked.resolve(null);
    await asking;
    expect(memory.underWay('one')).toBeUndefined();
    expect(memory.known('one')).toBeUndefined();
    const broken = memory.ask('two', () => Promise.reject(new Error('the ledger is full')));
    await expect(broken).rejects.toThrow('full');
    expect(memory.underWay('two')).toBeUndefined();
  });
});
