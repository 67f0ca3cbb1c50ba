import { seededRandom } from '../../src/classify/learn/random.ts';
import { PERTURBATIONS } from '../perturb.ts';
import type { Row } from '../row.ts';
import type { Decided } from './decisions.ts';
import { share } from './figures.ts';

export interface Robustness {
  readonly said: string;
  readonly sameTier: number;
  readonly sameType: number;
}

/** How often a call said differently goes to the same tier, and keeps its type. */
export function robustness(
  rows: readonly Row[],
  decide: (row: Row) => Decided,
): readonly Robustness[] {
  const random = seededRandom(11);
  const before = rows.map(decide);
  return Object.entries(PERTURBATIONS).map(([said, perturb]) => {
    const pairs = before.map((one) => ({
      one,
      other: decide({ ...one.row, text: perturb(one.row.text, random) }),
    }));
    return {
      said,
      sameTier: share(pairs, ({ one, other }) => one.prediction.tier === other.prediction.tier),
      sameType: share(
        pairs,
        ({ one, other }) => one.prediction.taskType === other.prediction.taskType,
      ),
    };
  });
}
