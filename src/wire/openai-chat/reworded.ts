import type { Call } from '../../core/call.ts';
import { hasFailedTool } from '../failed-tool.ts';

/** A failed tool is told by its text, and only effort says how much to think (`request-write.ts`). */
export function reworded(call: Call): readonly string[] {
  return [
    ...(hasFailedTool(call) ? ['is_error moved into text'] : []),
    ...(call.thinking === null ? [] : ['thinking left to effort']),
  ];
}
