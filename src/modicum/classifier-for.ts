import { createTrainedClassifier } from '../classify/trained.ts';
import type { Classifier } from '../core/classification.ts';
import type { Policy } from '../core/policy.ts';
import { loadTypeModel } from './own-model.ts';
import { shippedClassifier } from './shipped-classifier.ts';

/** What a policy decides by. Throws `model_unreadable`; a checked policy names a model that can be read. */
export function classifierFor({ classifier }: Pick<Policy, 'classifier'>): Classifier {
  const { model } = classifier;
  return model === undefined ? shippedClassifier() : createTrainedClassifier(loadTypeModel(model));
}
