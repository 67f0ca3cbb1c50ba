import { withPolicyRules } from '../classify/policy-rules.ts';
import { createTrainedClassifier } from '../classify/trained.ts';
import type { Classifier } from '../core/classification.ts';
import { loadOwnModel, type OwnModel } from '../modicum/own-model.ts';
import { readRows } from '../modicum/rows/read-rows.ts';
import { classifierFor } from '../modicum/classifier-for.ts';
import {
  evalRows,
  judgeByLabels,
  judgeByPolicy,
  type Evaluated,
  type RowJudge,
} from '../modicum/train/eval-rows.ts';
import { loadOwnPolicy } from './policy-setup.ts';

export interface FileToEval {
  readonly path: string;
  readonly model: string | null;
  readonly config: string | undefined;
}

/** Measures on a file what a model says, or without one what is in force. */
export async function evalFile({
  path,
  model,
  config,
}: FileToEval): Promise<{ readonly classifier: string; readonly evaluated: Evaluated }> {
  const own = model === null ? null : loadOwnModel(model);
  const { name, judge } =
    own?.kind === 'labels' ? { name: own.name, judge: judgeByLabels(own) } : byPolicy(config, own);
  const evaluated = await evalRows(readRows(path), judge, { tick: () => performance.now() });
  return { classifier: name, evaluated };
}

function byPolicy(
  config: string | undefined,
  own: Extract<OwnModel, { kind: 'types' }> | null,
): { readonly name: string; readonly judge: RowJudge } {
  const { policy, catalog } = loadOwnPolicy(config);
  const trained: Classifier =
    own === null ? classifierFor(policy) : createTrainedClassifier(own.model);
  const classifier = withPolicyRules(policy.rules, trained);
  const clock = { now: Date.now, tick: () => performance.now() };
  const judge = judgeByPolicy({ policy, catalog, classifier, clock });
  return { name: classifier.name, judge };
}
