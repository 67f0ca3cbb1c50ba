import { createLabelPredictor } from '../../classify/labels/label-predictor.ts';
import type { LabelModel } from '../../classify/labels/label-model.ts';
import { withPolicyRules } from '../../classify/policy-rules.ts';
import { createTrainedClassifier } from '../../classify/trained.ts';
import { loadOwnModel } from '../own-model.ts';
import {
  createRowPredictor,
  rounded,
  type Deciding,
  type LabelNamer,
  type RowPredictor,
} from './predict-row.ts';

export interface ClassifyManyOptions {
  /** Everything that is known, not only what most want. */
  readonly all?: boolean;
  /** Path of a model made by `modicum tasks train`, instead of the classifier in force. */
  readonly model?: string;
}

/** Throws `model_unreadable` where the model that is named cannot be used. */
export function predictorOf(
  deciding: Deciding,
  { all = false, model }: ClassifyManyOptions = {},
): RowPredictor {
  if (model === undefined) return createRowPredictor(deciding, { all });
  const own = loadOwnModel(model);
  if (own.kind === 'labels') {
    return createRowPredictor(deciding, { all, labels: namerOf(own.model, own.name) });
  }
  const trained = createTrainedClassifier(own.model);
  const classifier = withPolicyRules(deciding.policy.rules, trained);
  return createRowPredictor({ ...deciding, classifier }, { all });
}

const MOST_ALTERNATIVES = 3;
const LEAST_ALTERNATIVE = 0.03;

function namerOf(model: LabelModel, classifier: string): LabelNamer {
  const { labels } = model;
  const predictor = createLabelPredictor(model);
  return (reading) => {
    const { label, likely, outOfDistribution } = predictor.predict(reading);
    const alternatives = [...likely.keys()]
      .filter((one) => one !== label && (likely[one] ?? 0) >= LEAST_ALTERNATIVE)
      .toSorted((a, b) => (likely[b] ?? 0) - (likely[a] ?? 0))
      .slice(0, MOST_ALTERNATIVES)
      .map((one) => ({ taskType: labels[one] ?? '', confidence: rounded(likely[one] ?? 0) }));
    return {
      taskType: labels[label] ?? null,
      confidence: rounded(likely[label] ?? 0),
      alternatives,
      classifier,
      outOfDistribution: rounded(outOfDistribution),
    };
  };
}
