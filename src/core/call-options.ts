import type { TaskType } from './task.ts';
import type { Tier } from './tier.ts';

/** What the caller says about a call besides its body: headers, or options of the library. */
export interface CallOptions {
  readonly task: TaskType | null;
  /** The tool whose work the call does; its input is the last user text, as JSON. */
  readonly tool: string | null;
  /** The answer must be one of these; `null` when it need not, or when only its text says so. */
  readonly labels: readonly string[] | null;
  /** The answer is held to the labels or schema that are asked for, whatever the task. */
  readonly judge: boolean;
  readonly tier: Tier | null;
  readonly minTier: Tier | null;
  readonly maxTier: Tier | null;
  readonly background: boolean;
  /** 1 to 10. */
  readonly complexity: number | null;
  /** From the moment the call was received. */
  readonly deadlineMs: number | null;
  readonly session: string | null;
  readonly agent: string | null;
  readonly tags: readonly string[];
  /** Features the client switched on in `anthropic-beta`, in its order. */
  readonly betas: readonly string[];
  /** The answer to an earlier call that is the same may be given again, and this one's be kept. */
  readonly repeat: boolean;
  /** Decide and answer with the decision; call no model. */
  readonly dryRun: boolean;
}

export const NO_OPTIONS: CallOptions = {
  task: null,
  tool: null,
  labels: null,
  judge: false,
  tier: null,
  minTier: null,
  maxTier: null,
  background: false,
  complexity: null,
  deadlineMs: null,
  session: null,
  agent: null,
  tags: [],
  betas: [],
  repeat: true,
  dryRun: false,
};
