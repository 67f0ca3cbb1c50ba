import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModicumError } from '../core/error.ts';
import { sampleCall } from '../testing/policy.ts';
import { loadModel } from './load-model.ts';
import { createShippedClassifier, shippedClassifier } from './shipped-classifier.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modicum-weights-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): URL {
  writeFileSync(join(folder, name), bytes);
  return pathToFileURL(join(folder, name));
}

/** Files that hold no weights, and what is said of each. */
const UNREADABLE: readonly (readonly [what: string, at: () => URL, why: RegExp])[] = [
  ['no file', () => pathToFileURL(join(folder, 'nothing')), /nothing cannot be read/],
  ['a folder', () => pathToFileURL(folder), /cannot be read/],
  ['an empty file', () => file('empty', new Uint8Array(0)), /empty cannot be read/],
  ['no gzip', () => file('plain', new TextEncoder().encode('{}')), /plain cannot be read/],
  ['another program’s', () => file('other', gzipSync('weights')), /no classifier of Modicum/],
];

describe('weights', () => {
  it('that came with Modicum name all its task types', () => {
    const { labels, name, judging } = loadModel();
    expect(name).toMatch(/^[a-z]+@\d+$/);
    expect(labels).toHaveLength(60);
    expect(judging).not.toBeNull();
  });

  it.each(UNREADABLE)('that are %s are refused with a code', (_what, at, why) => {
    try {
      loadModel(at());
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ModicumError)) throw error;
      expect(error.code).toBe('model_unreadable');
      expect(error.message).toMatch(why);
    }
  });
});

describe('the classifier that comes with Modicum', () => {
  it.each(UNREADABLE)(
    'with weights that are %s says so and recognises nothing',
    (_what, at, why) => {
      const classifier = createShippedClassifier(() => loadModel(at()));
      expect(classifier.name).toBe('none');
      const found = classifier.classify(sampleCall());
      expect(found).toMatchObject({
        taskType: null,
        confidence: 0,
        alternatives: [],
        classifier: 'none',
        judged: null,
      });
      expect(found.signals).toHaveLength(1);
      expect(found.signals[0]).toMatch(/^no weights: /);
      expect(found.signals[0]).toMatch(why);
    },
  );

  it('says so too where loading throws what is no error', () => {
    const classifier = createShippedClassifier(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- whatever is thrown.
      throw 'a word';
    });
    expect(classifier.classify(sampleCall()).signals).toEqual(['no weights: they cannot be read']);
  });

  it('reads its weights once, and not before it is asked', () => {
    let reads = 0;
    const classifier = createShippedClassifier(() => {
      reads += 1;
      return loadModel();
    });
    expect(reads).toBe(0);
    const [first, second] = [classifier.classify(sampleCall()), classifier.classify(sampleCall())];
    expect(first).toEqual(second);
    expect([reads, classifier.name]).toEqual([1, first.classifier]);
  });

  it('is one for the whole process', () => {
    expect(shippedClassifier()).toBe(shippedClassifier());
    expect(shippedClassifier().name).not.toBe('none');
  });
});
