import type { ToolChoice, ToolDefinition } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import {
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalText,
  requiredObject,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { noteLeftBehind } from '../left-behind.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** Tools the client runs by itself. Those of Anthropic's servers, and its own client tools, are noted. */
export function readTools(field: NamedField, notes: ReadingNotes): readonly ToolDefinition[] {
  return optionalList(field, notes).flatMap((value, index) => {
    const path = `${field.path}[${index}]`;
    const tool = requiredObject({ path, value }, notes);
    const type = optionalText({ path: `${path}.type`, value: tool['type'] }, notes) ?? 'custom';
    if (type === 'custom') return [readTool(path, tool, notes)];
    notes.onlyHere(`tool \`${type}\``);
    return [];
  });
}

function readTool(path: string, tool: JsonObject, notes: ReadingNotes): ToolDefinition {
  const inside = (name: string): NamedField => ({ path: `${path}.${name}`, value: tool[name] });
  for (const [name, value] of Object.entries(tool)) {
    if (!isCarried(name, value)) notes.onlyHere(`field \`${name}\` of a tool`);
  }
  noteLeftBehind(tool, ['cache_control', 'eager_input_streaming'], notes);
  return {
    name: requiredText(inside('name'), notes),
    description: optionalText(inside('description'), notes),
    inputSchema: optionalObject(inside('input_schema'), notes) ?? { type: 'object' },
    strict: optionalBoolean(inside('strict'), notes),
    ...(tool['defer_loading'] === true ? { deferred: true } : {}),
  };
}

function isCarried(name: string, value: Json | undefined): boolean {
  return (
    CARRIED.has(name) ||
    value === null ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** What `ToolDefinition` holds; marks for the cache, and how the input is streamed, change no answer. */
const CARRIED: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
  'eager_input_streaming',
  'defer_loading',
]);

export interface ToolUseRules {
  readonly toolChoice: ToolChoice | null;
  readonly parallelToolCalls: boolean | null;
}

export function readToolChoice(field: NamedField, notes: ReadingNotes): ToolUseRules {
  const choice = optionalObject(field, notes);
  if (choice === null) return { toolChoice: null, parallelToolCalls: null };
  const inside = (name: string): NamedField => ({
    path: `${field.path}.${name}`,
    value: choice[name],
  });
  const disabled = optionalBoolean(inside('disable_parallel_tool_use'), notes);
  return {
    toolChoice: readKind(inside, notes),
    parallelToolCalls: disabled === null ? null : !disabled,
  };
}

function readKind(inside: (name: string) => NamedField, notes: ReadingNotes): ToolChoice | null {
  const type = requiredText(inside('type'), notes);
  switch (type) {
    case 'auto':
    case 'none':
      return { kind: type };
    case 'any':
      return { kind: 'required' };
    case 'tool':
      return { kind: 'tool', name: requiredText(inside('name'), notes) };
    default:
      notes.onlyHere(`tool choice \`${type}\``);
      return null;
  }
}
