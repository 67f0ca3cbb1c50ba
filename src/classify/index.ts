import type { Classifier } from '../core/classification.ts';
import { createWordRuleClassifier } from './word-rules.ts';

export { createWordRuleClassifier } from './word-rules.ts';

/** Every classifier there is. A new one is a file and a line here. */
export const CLASSIFIERS: readonly Classifier[] = [createWordRuleClassifier()];
