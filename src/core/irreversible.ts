import type { Call } from './call.ts';
import { irreversibleTool } from './irreversible/tools.ts';
import { isObject } from './json.ts';
import { toolInput } from './tool-input.ts';

export interface IrreversibleUse {
  readonly tool: string;
  readonly what: string;
}

/**
 * The tool call of the last assistant message that would do what cannot be undone, and what that is;
 * `null` when there is none. Irreversible means: run as written it destroys what no build or commit brings
 * back; changes shared, remote or live state; publishes, sends or pays; changes keys or permissions; or
 * runs unreadable code. Only `tool-use` blocks are read: prose and tool results are text, whatever they say.
 */
export function readIrreversible(call: Call): IrreversibleUse | null {
  const last = call.messages.findLast((message) => message.role === 'assistant');
  for (const block of last?.content ?? []) {
    if (block.type !== 'tool-use') continue;
    const what = irreversibleTool(block.name, isObject(block.input) ? block.input : {}, call);
    if (what !== null) return { tool: block.name, what };
  }
  return null;
}

/** The same of a call that does the work of one tool: its input is the JSON of the last user text. */
export function readIrreversibleTool(tool: string, call: Call): IrreversibleUse | null {
  const what = irreversibleTool(tool, toolInput(call), call);
  return what === null ? null : { tool, what };
}
