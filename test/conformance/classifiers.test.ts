import { expect, test } from 'vitest';
import * as index from '../../src/classify/index.ts';
import type { Classifier } from '../../src/core/classification.ts';
import { loadModel } from '../../src/modicum/load-model.ts';
import { createShippedClassifier } from '../../src/modicum/shipped-classifier.ts';
import { classifierConformance } from './classifiers.ts';

const RULES = [
  { words: 'summary ..3 email', task: 'translate' },
  { words: 'drop', task: 'irreversible_action' },
] as const;

/** What makes classifiers, each with what it is given. */
const MADE: Readonly<Record<keyof typeof index, () => Classifier>> = {
  createTrainedClassifier: () => index.createTrainedClassifier(loadModel()),
  withPolicyRules: () => index.withPolicyRules(RULES, index.createTrainedClassifier(loadModel())),
};

test('every maker of classifiers of the index is here', () => {
  expect(Object.keys(MADE).toSorted()).toEqual(Object.keys(index).toSorted());
});

for (const [name, create] of Object.entries(MADE)) classifierConformance(name, create);

classifierConformance('without readable weights', () =>
  createShippedClassifier(() => {
    throw new Error('there are none');
  }),
);
