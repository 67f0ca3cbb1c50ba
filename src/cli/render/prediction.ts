import type { Prediction } from '../../modicum/rows/predict-row.ts';
import { paint } from '../output.ts';
import { renderFields, type Field } from './fields.ts';

/** One prediction for people. */
export function renderPrediction(prediction: Prediction, width: number): string {
  const { taskType, tier, confidence, pStrong, complexity, reasons } = prediction;
  const type = taskType === null ? 'not recognised' : `${taskType}  p ${confidence.toFixed(2)}`;
  const fields: readonly Field[] = [
    ['type', type],
    [
      'or',
      (prediction.alternatives ?? []).map(
        (one) => `${one.taskType}  p ${one.confidence.toFixed(2)}`,
      ),
    ],
    ['enough', (prediction.tiers ?? []).map((p, index) => `tier ${index}  p ${p.toFixed(2)}`)],
    ['work', workText(prediction)],
    ['complexity', complexity === null ? [] : `${complexity} of 10`],
    ['strong', pStrong === null ? [] : `p ${pStrong.toFixed(2)} that a strong model does better`],
    ['model', prediction.model ?? []],
    ['because', reasons],
  ];
  const head = tier === null ? paint('red', 'refused') : paint('bold', `tier ${tier}`);
  return [head, renderFields(fields, width), paint('dim', ' no call was made')].join('\n');
}

function workText({ kind, recoverable, stakes }: Prediction): string | readonly string[] {
  if (kind === undefined || kind === null) return [];
  const mended =
    recoverable === true ? 'a mistake can be made good' : 'a mistake cannot be made good';
  const risk = typeof stakes === 'number' ? `, high stakes p ${stakes.toFixed(2)}` : '';
  return `${kind}, ${mended}${risk}`;
}
