import type { Call } from '../../core/call.ts';
import { hasFailedTool } from '../failed-tool.ts';
import { isStrictSchema } from './strict-schema.ts';

/**
 * A failed tool is told by its text, and only effort says how much to think (`request-write.ts`).
 */
export function reworded(call: Call): readonly string[] {
  return [
    ...(hasFailedTool(call) ? ['is_error moved into text'] : []),
    ...(isPromiseWeaker(call) ? ['schema told, not enforced: strict mode refuses it'] : []),
    ...(call.thinking === null ? [] : ['thinking left to effort']),
  ];
}

/** Elsewhere a schema always binds; here only one without optional properties does (`request-write.ts`). */
function isPromiseWeaker({ dialect, outputFormat }: Call): boolean {
  if (outputFormat?.kind !== 'json-schema' || dialect !== 'anthropic-messages') return false;
  return !(outputFormat.strict ?? isStrictSchema(outputFormat.schema));
}
