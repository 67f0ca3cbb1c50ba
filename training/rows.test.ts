import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TASK_TYPES } from '../src/core/task.ts';
import { ownRows } from './own-rows.ts';
import { readSet } from './permissive-rows.ts';
import { readingOfRow } from './row.ts';
import { JUDGING_VECTOR, judgingExample, TYPE_VECTOR, typeExample } from './vectors.ts';

const ROWS = ownRows();

describe('the rows written for this project', () => {
  it('are for every type, always the same, in the same order', () => {
    expect(new Set(ROWS.map(({ type }) => type))).toEqual(new Set(TASK_TYPES));
    expect(ownRows()).toEqual(ROWS);
  });

  it('have a text, types that exist, a tier and stakes each', () => {
    const faults = ROWS.filter(({ text, type, types, tier, stakes }) => {
      const areKnown = types.every((one) => TASK_TYPES.includes(one));
      return (
        text.trim() === '' ||
        !areKnown ||
        !types.includes(type) ||
        ![0, 1, 2, 3].includes(tier) ||
        !['low', 'high'].includes(stakes)
      );
    });
    expect(faults.slice(0, 5)).toEqual([]);
  });

  it('are from prompts, direct requests and traffic', () => {
    const sources = new Set(ROWS.map(({ source }) => source.split('/')[0]));
    expect(sources).toEqual(new Set(['prompts', 'direct', 'traffic']));
  });
});

describe('a row as the classifier sees it', () => {
  it('is freed of reminders, cut, and has its last turns', () => {
    const reading = readingOfRow({
      text: `<system-reminder>x</system-reminder>Fix ${'this '.repeat(3_000)}`,
      system: 'y'.repeat(5_000),
      tools: ['Read'],
      turns: [
        { role: 'user', text: 'first' },
        { role: 'assistant', text: 'one' },
        { role: 'user', text: 'second' },
        { role: 'assistant', text: 'two' },
      ],
    });
    expect(reading).toMatchObject({
      earlierAsk: 'second',
      earlierAnswer: 'two',
      turns: 2,
      tools: ['Read'],
    });
    expect(reading.ask.startsWith('Fix this')).toBe(true);
    expect([reading.ask.length <= 7_501, reading.system.length]).toEqual([true, 2_000]);
    expect(readingOfRow({ text: 'Fix' })).toMatchObject({ system: '', tools: [], turns: 0 });
  });
});

describe('what is learned from a row', () => {
  const [row] = ROWS;
  if (row === undefined) throw new Error('There are rows.');

  it('is mostly the type that was meant; others a reader would accept share the rest', () => {
    const types = ['translate', 'summarize', 'rewrite_text'] as const;
    const both = typeExample({ ...row, type: 'translate', types: [...types] }, 0.5);
    expect(both.weight).toBe(0.5);
    expect(both.target).toEqual([
      [TASK_TYPES.indexOf('translate'), 0.75],
      [TASK_TYPES.indexOf('summarize'), 0.125],
      [TASK_TYPES.indexOf('rewrite_text'), 0.125],
    ]);
    const one = typeExample({ ...row, type: 'translate', types: ['translate'] }, 1);
    expect(one.target).toEqual([[TASK_TYPES.indexOf('translate'), 1]]);
  });

  it('is, for the tier, also which types are likely; inside the vector', () => {
    const likely = TASK_TYPES.map((_, at) => (at === 3 ? 0.9 : 0));
    const [typed, judged] = [
      typeExample(row, 1),
      judgingExample(row, { likely, target: [[1, 1]], weight: 1 }),
    ];
    expect(judged.slots.length).toBe(typed.slots.length + 1);
    expect(Math.max(...typed.ideas)).toBeLessThan(TYPE_VECTOR);
    expect(Math.max(...judged.ideas)).toBeLessThan(JUDGING_VECTOR);
  });
});

describe('permissive sets', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'modicum-sets-'));
    writeFileSync(join(folder, 'tasktype.jsonl.gz'), 'another version');
    writeFileSync(join(folder, 'unheard.jsonl.gz'), 'of');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['cost', /cost\.jsonl\.gz is not in the folder/],
    ['tasktype', /another version than eeeb1f26/],
    ['unheard', /another version than any known/],
  ])('%s: another version would make other weights, and is refused', (name, why) => {
    expect(() => readSet(folder, name)).toThrow(why);
  });
});
