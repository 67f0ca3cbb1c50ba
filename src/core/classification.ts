import type { Call } from './call.ts';
import type { TaskType } from './task.ts';

/** What kind of work a call is, as far as can be told from looking at it. */
export interface Classification {
  /** `null`: nothing recognised it. */
  readonly taskType: TaskType | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly alternatives: readonly { readonly taskType: TaskType; readonly confidence: number }[];
  /** Name and version of what decided, e.g. `word-rules@1`. Written into the row. */
  readonly classifier: string;
  /** The evidence, as short names a person can read: `word:classify`, `schema:enum`. */
  readonly signals: readonly string[];
}

/** Pure, linear in the text it looks at, bounded, and never throws. */
export interface Classifier {
  readonly name: string;
  classify(call: Call): Classification;
}
