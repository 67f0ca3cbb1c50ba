import type { Call } from '../../core/call.ts';
import { hasFailedTool } from '../failed-tool.ts';

/** A failed tool is told by its text (`messages-write.ts`), and nothing holds arguments to a schema. */
export function reworded(call: Call): readonly string[] {
  const isStrict = call.tools.some(({ strict }) => strict === true);
  return [
    ...(hasFailedTool(call) ? ['is_error moved into text'] : []),
    ...(isStrict ? ['strict tool schema told, not enforced'] : []),
  ];
}
