import type { Catalog } from '../core/catalog.ts';
import { BINDABLE_PURPOSES, type ClaudeCodeLane } from '../core/purpose.ts';
import { checkTarget } from './check-rewrites.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, type Problem } from './problem.ts';

/** Whether what Claude Code's calls are bound to exists, and whether its lane is routed at all. */
export function checkClaudeCode(
  policy: CompletePolicy,
  context: { readonly catalog: Catalog; readonly today: string },
): readonly Problem[] {
  const { bind, ...lanes } = policy.claude_code;
  return BINDABLE_PURPOSES.flatMap((purpose) => {
    const to = bind[purpose];
    if (to === undefined) return [];
    const path = ['claude_code', 'bind', purpose];
    const lane = LANE_OF[purpose];
    const idle =
      lanes[lane] === 'route'
        ? []
        : [
            warningAt(
              path,
              `has no effect while claude_code.${lane} is ${lanes[lane]}; write route`,
            ),
          ];
    return [...checkTarget({ policy, to, path, ...context }), ...idle];
  });
}

const LANE_OF: Readonly<Record<(typeof BINDABLE_PURPOSES)[number], ClaudeCodeLane>> = {
  main: 'main',
  sub_agent: 'subagents',
  title: 'background',
  web_summary: 'background',
  prompt_hook: 'background',
};
