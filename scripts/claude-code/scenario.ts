import type { Performance } from './stage.ts';
import type { ScriptedModel } from './scripted-model.ts';

/** One thing people do with Claude Code, or one fault, and what must come of it. */
export interface Scenario {
  readonly name: string;
  /** Arguments of `claude` after `--settings`. */
  readonly args: readonly string[];
  /** Runs in the same folder before it, for what goes on in a session. */
  readonly before?: readonly (readonly string[])[];
  readonly model: ScriptedModel;
  /** Throws when something is not as it must be; answers what was seen, in a few words. */
  readonly check: (performance: Performance) => string;
  /** It uses what only Modicum has, so there is nothing to compare it with. */
  readonly needsModicum?: true;
  /** Default: `claude` itself, with the gateway's address in its settings. */
  readonly startedBy?: 'modicum code';
  /** Further sections of the policy, as YAML. */
  readonly policy?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Puts files into the folder Claude Code works in. */
  readonly prepare?: (folder: string) => void;
  /** Starts what the scenario needs besides; closed afterwards. */
  readonly open?: () => Promise<{ close(): void }>;
  readonly limitMs?: number;
}
