import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { TASK_CONTRACTS } from '../../core/tasks/index.ts';
import { createTrainedClassifier } from '../../classify/trained.ts';
import { loadModel } from '../load-model.ts';
import { loadOwnModel, loadTypeModel } from '../own-model.ts';
import { createLoneDecider } from '../rows/predict-row.ts';
import { readRow } from '../rows/row-call.ts';
import { evalRows, type RowJudge } from './eval-rows.ts';
import { trainOwn } from './train-own.ts';

const folder = mkdtempSync(join(tmpdir(), 'modicum-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Words the shipped classifier takes for something else. */
const ROWS = ['refund', 'login', 'colour', 'parcel', 'size', 'invoice'].flatMap((about) => [
  { text: `Ticket: the ${about}`, label: 'classify', tier: 0 },
  { text: `Briefing for Monday, ${about}`, type: 'summarize' },
]);

const options = { ownLabels: false, start: () => loadModel() };
/** Learned once: it takes a second or two. */
const LEARNED = trainOwn([...ROWS, { text: 'no label' }], options);

describe('trainOwn on task types', () => {
  it('goes on from the shipped classifier and learns what the rows say', async () => {
    const trained = await LEARNED;
    expect(trained).toMatchObject({ kind: 'types', rows: 12, leftOutRows: 1, labels: 2 });
    expect(trained.leftOut).toMatchObject([{ id: 13 }]);
    expect(trained.heldOut.accuracy).toBeGreaterThan(trained.accuracyBefore ?? 1);
    const own = loadOwnModel(file('types.gz', trained.bytes));
    expect(own).toMatchObject({ kind: 'types', name: expect.stringMatching(/^own:[0-9a-f]{8}$/) });
    if (own.kind !== 'types') return;
    const classifier = createTrainedClassifier(own.model);
    const typeOf = (text: string) => {
      const read = readRow(text, 1);
      return read.ok ? classifier.classify(read.call).taskType : null;
    };
    expect(typeOf('Ticket: the delivery')).toBe('classify_text');
    expect(typeOf('Briefing for Monday, the audit')).toBe('summarize');
  });

  it('does not forget the types it has no rows of', async () => {
    const { bytes } = await LEARNED;
    const own = loadTypeModel(file('kept.gz', bytes));
    const hits = (model: typeof own) => {
      const classifier = createTrainedClassifier(model);
      return Object.values(TASK_CONTRACTS).flatMap(({ type, examples }) =>
        examples.filter((text) => {
          const read = readRow(text, 1);
          return read.ok && classifier.classify(read.call).taskType === type;
        }),
      ).length;
    };
    expect(hits(own)).toBeGreaterThanOrEqual(hits(loadModel()) - 2);
  });

  it('gives the same bytes for the same rows', async () => {
    const again = await trainOwn(ROWS, options);
    expect(Buffer.compare(again.bytes, (await LEARNED).bytes)).toBe(0);
  });
});

describe('trainOwn on other labels', () => {
  const rows = ROWS.map(({ text, label }) => ({ text, intent: label === undefined ? 'b' : 'a' }));

  it('makes a model that knows these alone, which no policy can decide by', async () => {
    const trained = await trainOwn(rows, options);
    expect(trained).toMatchObject({ kind: 'labels', accuracyBefore: null });
    const path = file('labels.gz', trained.bytes);
    expect(loadOwnModel(path)).toMatchObject({ kind: 'labels', model: { labels: ['a', 'b'] } });
    expect(() => loadTypeModel(path)).toThrow(/labels of your own/);
  });

  it('takes task types as labels when told so', async () => {
    expect(await trainOwn(ROWS, { ...options, ownLabels: true })).toMatchObject({ kind: 'labels' });
  });

  it.each([[[]], [[{ text: 'a', label: 'x' }]], [[{ text: 'a' }, 7]]])(
    'says what is missing in %j',
    async (few) => {
      await expect(trainOwn(few, options)).rejects.toThrow(/nothing to tell apart/);
    },
  );
});

describe('what rows say of right answers', () => {
  const translations = Array.from({ length: 20 }, (_, index) => ({
    text: `Translate word ${index}`,
    label: 'translate',
  }));
  const slips = [1, 2, 3].map((index) => ({ text: `Into Dutch: ${index}`, label: 'transalte' }));
  const rows = [...translations, ...slips];

  it('is refused where a task type is misspelt among others, unless labels are own', async () => {
    const told = /row 21: "transalte" \(did you mean translate\?\)/;
    await expect(trainOwn(rows, options)).rejects.toThrow(told);
    const judge: RowJudge = () => ({
      label: 'translate',
      confidence: 1,
      namesTypes: true,
      nameOf: (label) => label,
    });
    await expect(evalRows(rows, judge, { tick: () => 0 })).rejects.toThrow(told);
    const own = await trainOwn(rows, { ...options, ownLabels: true });
    expect(own).toMatchObject({ kind: 'labels', labels: 2 });
  });

  it.each([
    [{ tier: 9 }, 'its tier is 9, and a tier is 0, 1, 2 or 3'],
    [{ tier: -1 }, 'its tier is -1, and a tier is 0, 1, 2 or 3'],
    [{ tier: 'x' }, 'its tier is "x", and a tier is 0, 1, 2 or 3'],
    [{ tierHi: 1.5 }, 'its tierHi is 1.5, and a tier is 0, 1, 2 or 3'],
    [{ tierLo: 3, tierHi: 1 }, 'its tierLo, 3, is above its tierHi, 1'],
  ])('names the row with %j', async (wrong, error) => {
    const bad = { id: 'bad', text: 'hi', label: 'chat', ...wrong };
    const judge: RowJudge = () => ({
      label: null,
      confidence: 0,
      namesTypes: true,
      nameOf: (label) => label,
    });
    const leftOut = [{ id: 'bad', error }];
    const evaluated = await evalRows([bad, { text: 'a', tier: '2' }], judge, { tick: () => 0 });
    expect(evaluated).toMatchObject({ rows: 2, leftOutRows: 1, leftOut });
    const own = { ...options, ownLabels: true };
    expect(await trainOwn([bad, ...rows], own)).toMatchObject({ leftOutRows: 1, leftOut });
  });
});

describe('measuring on rows that were not seen', () => {
  it('does not count a text as unseen whose twin was learned from', async () => {
    const texts = ['red one', 'blue two', 'green three', 'grey four', 'pink five', 'white six'];
    const twins = texts.flatMap((text, index) =>
      [text, `${text}!`, text.toUpperCase()].map((twin) => ({
        text: twin,
        label: index % 2 === 0 ? 'a' : 'b',
      })),
    );
    const { heldOut } = await trainOwn(twins, { ...options, ownLabels: true });
    expect(heldOut.accuracy).toBeLessThan(0.9);
  });

  it('takes rows of which there is only one text a label', async () => {
    const same = Array.from({ length: 12 }, (_, index) => ({
      text: index % 2 === 0 ? 'yes' : 'no',
      label: index % 2 === 0 ? 'a' : 'b',
    }));
    const { heldOut } = await trainOwn(same, { ...options, ownLabels: true });
    expect(heldOut.accuracy).toBeGreaterThanOrEqual(0);
  });
});

describe('loadOwnModel', () => {
  it.each([
    ['is not packed', 'no model', /is no model of Modicum/],
    ['holds something else', gzipSync('no model'), /is no classifier of Modicum/],
    ['is empty', gzipSync(''), /is no classifier of Modicum/],
  ])('names the file that %s', (_name, bytes, why) => {
    const path = file('bad.gz', bytes);
    expect(() => loadOwnModel(path)).toThrow(why);
    expect(() => loadOwnModel(path)).toThrow(path);
  });

  it('refuses weights that are not as they were written, and bytes behind them', async () => {
    const texts = ['red', 'blue', 'green', 'grey'];
    const rows = texts.map((text, index) => ({ text, label: index % 2 === 0 ? 'a' : 'b' }));
    const { bytes } = await trainOwn(rows, options);
    const plain = gunzipSync(bytes);
    expect(loadOwnModel(file('whole.gz', bytes)).kind).toBe('labels');
    for (const at of [60, Math.floor(plain.length / 2), plain.length - 1]) {
      const changed = Buffer.from(plain);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const path = file('changed.gz', gzipSync(changed));
      expect(() => loadOwnModel(path)).toThrow(/changed\.gz: it is damaged/);
    }
    const longer = [gzipSync(Buffer.concat([plain, Buffer.from('x')])), [...bytes, 1, 2, 3, 4, 5]];
    for (const one of longer)
      expect(() => loadOwnModel(file('longer.gz', Buffer.from(one)))).toThrow(/longer\.gz/);
  });

  it('names a file that is not there', () => {
    expect(() => loadOwnModel(join(folder, 'none.gz'))).toThrow(/there is no such file/);
  });
});

describe('decisions by an own model', () => {
  it('carry its name', async () => {
    const { bytes } = await LEARNED;
    const model = loadTypeModel(file('named.gz', bytes));
    const { createModicum } = await import('../../modicum.ts');
    const modicum = createModicum({ environment: { HOME: folder }, log: () => {} });
    const decide = createLoneDecider({
      policy: modicum.policy,
      catalog: modicum.catalog,
      classifier: createTrainedClassifier(model),
      clock: { now: Date.now, tick: () => 0 },
    });
    await modicum.close();
    const read = readRow('Ticket: the parcel', 1);
    if (!read.ok) throw new Error(read.error);
    expect(decide(read).classification.classifier).toBe(model.name);
  });
});
