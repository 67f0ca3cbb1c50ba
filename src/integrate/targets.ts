import type { TargetName } from './change-journal.ts';
import { claudeCodeTarget } from './claude-code-target.ts';
import { sdkTarget } from './sdk-target.ts';
import type { Target } from './target.ts';

/** What Modicum can be put in front of. A new one is a line here and a file beside this one. */
export const TARGETS: Readonly<Record<TargetName, Target>> = {
  'claude-code': claudeCodeTarget,
  sdk: sdkTarget,
};
