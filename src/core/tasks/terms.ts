import type { TaskRule } from '../task.ts';

/** What contracts have in common; each states only where it differs. */
type Terms = Omit<TaskRule, 'expectedOutputTokens'>;

const MINUTE_MS = 60_000;

/** Any answer, JSON where the call asks for it, its schema, one of its labels. */
const LABEL_CHECKS = ['answered', 'json', 'json_schema', 'one_of'];
const TEXT_CHECKS = ['answered', 'json', 'json_schema'];

/** Nothing is capped: a caller that names tier 3 for a label pays for it knowingly. */
const UNCAPPED = 3;

/**
 * One of a few words. Judged before it is handed over, so that a bad one costs a repeat and not a wrong
 * result. The deadline leaves room for two attempts of a cold local model and one a tier up.
 */
export const LABEL: Terms = {
  tier: 0,
  floor: 0,
  cap: UNCAPPED,
  kind: 'processing',
  stakes: 'low',
  recoverable: true,
  delivery: 'buffered',
  validate: LABEL_CHECKS,
  retries: null,
  deadlineMs: 3 * MINUTE_MS,
  unavailable: null,
  repeatable: true,
  underCost: 1.25,
};

/** A text made from a text: longer, so it may take longer. */
export const TEXT: Terms = { ...LABEL, validate: TEXT_CHECKS, deadlineMs: 5 * MINUTE_MS };

/** Taken over by a program that does not look at it: nobody would notice a wrong one in time. */
export const EXACT: Terms = {
  ...TEXT,
  tier: 1,
  floor: 1,
  recoverable: false,
  underCost: 1.5,
};

/** A short text that somebody reads, and may ask for anew. */
export const SHORT_TEXT: Terms = { ...TEXT, tier: 1, repeatable: false };

/**
 * Thought, not processing. It starts at tier 2; what is easy of its type may be predicted onto tier 1,
 * and goes back up when tier 1 is down. Streamed: nothing here can tell a good answer from a bad one.
 */
export const JUDGMENT: Terms = {
  tier: 2,
  floor: 1,
  cap: UNCAPPED,
  kind: 'judgment',
  stakes: 'low',
  recoverable: true,
  delivery: 'streamed',
  validate: [],
  retries: null,
  deadlineMs: null,
  unavailable: { action: 'escalate' },
  repeatable: false,
  underCost: 1.5,
};

/** Wrong answers of these do harm that is found late: never below the workhorse. */
export const HIGH_STAKES: Terms = {
  ...JUDGMENT,
  tier: 3,
  floor: 2,
  stakes: 'high',
  recoverable: false,
  unavailable: { action: 'refuse' },
  underCost: 8,
};

/** Acts that nothing brings back: tier 3 and nowhere else. While it is down, the call is refused. */
export const NO_WAY_BACK: Terms = { ...HIGH_STAKES, floor: 3, underCost: 12 };
