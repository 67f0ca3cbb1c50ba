import type { Tier } from '../../core/tier.ts';

/** A tier that was decided on, and those that would have been right. */
export interface TierJudgement {
  readonly right: readonly [lowest: Tier, highest: Tier];
  /** `null`: it was refused. */
  readonly said: Tier | null;
  readonly stakes: 'low' | 'high' | null;
}

export interface TierMeasures {
  readonly rows: number;
  readonly accuracy: number;
  readonly tooLow: number;
  readonly tooHigh: number;
  /** Of the rows that need tier 3, those that went lower; `null` without such rows. */
  readonly tier3SentLower: number | null;
  /** Of the rows of high stakes, those that went too low; `null` without such rows. */
  readonly highStakesTooLow: number | null;
}

export function measureTiers(judgements: readonly TierJudgement[]): TierMeasures {
  const shareOf = (holds: (one: TierJudgement) => boolean, among = judgements): number =>
    among.length === 0 ? 0 : among.filter(holds).length / among.length;
  const tier3 = judgements.filter(({ right: [lowest] }) => lowest === 3);
  const high = judgements.filter(({ stakes }) => stakes === 'high');
  return {
    rows: judgements.length,
    accuracy: shareOf((one) => !isTooLow(one) && !isTooHigh(one) && one.said !== null),
    tooLow: shareOf(isTooLow),
    tooHigh: shareOf(isTooHigh),
    tier3SentLower: tier3.length === 0 ? null : shareOf(isTooLow, tier3),
    highStakesTooLow: high.length === 0 ? null : shareOf(isTooLow, high),
  };
}

function isTooLow({ said, right: [lowest] }: TierJudgement): boolean {
  return said !== null && said < lowest;
}

function isTooHigh({ said, right: [, highest] }: TierJudgement): boolean {
  return said !== null && said > highest;
}
