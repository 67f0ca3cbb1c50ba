import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';

/** A check of an answer. Pure; one file per validator, listed in `index.ts`. */
export interface Validator {
  readonly name: string;
  /** Whether it has anything to say about answers to this call. */
  applies(call: Call): boolean;
  /** What is wrong with the answer, without quoting it; `null` when nothing is. */
  check(answer: Answer, call: Call): string | null;
}
