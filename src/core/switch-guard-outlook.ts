import type { Outlook } from './switch-guard.ts';
import { MOST_TURNS } from './switch-guard.ts';
import { calibrated, type WarmthRecord } from './warmth-record.ts';

/**
 * What is expected of the rest of a conversation, from what it has been so far: conversations that have
 * lasted go on for longer, as waiting times with a heavy tail do. With a Lomax tail of shape 3 the turns
 * still to come are half of those so far, and half of the prior.
 */
export function outlookOf(record: WarmthRecord): Outlook {
  const growthTokens = growthOf(record);
  return {
    turns: Math.min(MOST_TURNS, Math.ceil((PRIOR_TURNS + record.turns) / 2)),
    newTokens: growthTokens,
    growthTokens,
    outputTokens:
      record.turns === 0 ? PRIOR_OUTPUT : Math.round(record.outputTokens / record.turns),
  };
}

/** Before anything is known a conversation is given half of this many turns. Published in docs/conversations.md. */
export const PRIOR_TURNS = 16;
/** New tokens and answered tokens of a turn of Claude Code, as the published table takes them. */
export const PRIOR_GROWTH = 700;
export const PRIOR_OUTPUT = 220;

/** One turn's worth of the prior beside what was seen, so that one long paste is not taken for a habit. */
function growthOf(record: WarmthRecord): number {
  const { grownTokens, grownTurns } = record;
  const mean = (grownTokens + PRIOR_GROWTH) / (grownTurns + 1);
  return calibrated(record, Math.round(mean));
}
