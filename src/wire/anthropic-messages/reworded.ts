import type { Call } from '../../core/call.ts';
import { canBeHeld, heldOtherwise, strictSchema } from './held-schema.ts';

/** What only this API says otherwise: where system text stands, and which schemas it holds a model to. */
export function reworded(call: Call): readonly string[] {
  const { strict, unheld } = strictSchemas(call);
  const format = call.outputFormat?.kind === 'json-schema' ? [call.outputFormat.schema] : [];
  return [
    ...(hasLateSystem(call) ? ['system message moved into user text'] : []),
    ...new Set([...format, ...strict].flatMap(heldOtherwise)),
    ...(unheld.length > 0 ? ['strict tool schema told, not enforced'] : []),
  ];
}

/** Only what stands before the first turn is a system prompt here (`messages-write.ts`). */
function hasLateSystem({ messages }: Call): boolean {
  const first = messages.findIndex(({ role }) => role !== 'system');
  return first !== -1 && messages.slice(first).some(({ role }) => role === 'system');
}

function strictSchemas({ tools }: Call) {
  const schemas = tools
    .filter(({ strict }) => strict === true)
    .map(({ inputSchema }) => strictSchema(inputSchema));
  return { strict: schemas.filter(canBeHeld), unheld: schemas.filter((one) => !canBeHeld(one)) };
}
