import type { ToolChoice, ToolDefinition } from '../../core/call.ts';
import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { optionalList, requiredObject, requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { readFunction } from '../openai-chat/tools-read.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/**
 * The functions a client offers. Hosted tools (`web_search`, `mcp`, …) and custom ones stay with this
 * dialect. Unsaid, a function is strict here wherever its schema allows it; elsewhere it is not.
 */
export function readTools(field: NamedField, notes: ReadingNotes): readonly ToolDefinition[] {
  return optionalList(field, notes).flatMap((value, index) =>
    readTool({ path: `${field.path}[${index}]`, value }, notes),
  );
}

function readTool(field: NamedField, notes: ReadingNotes): readonly ToolDefinition[] {
  const tool = requiredObject(field, notes);
  const type = requiredText({ path: `${field.path}.type`, value: tool['type'] }, notes);
  if (type !== 'function') {
    notes.onlyHere(`tool of type \`${type}\``);
    return [];
  }
  noteOwnFields(tool, notes);
  return [readFunction(field, notes)];
}

const CARRIED: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'parameters',
  'strict',
]);

/** Programs that call it, an output schema, loading later: other dialects have no word for these. */
function noteOwnFields(tool: JsonObject, notes: ReadingNotes): void {
  for (const [name, value] of Object.entries(tool)) {
    if (CARRIED.has(name) || value === null || value === false) continue;
    notes.onlyHere(`field \`${name}\` of a tool`);
  }
}

export function readToolChoice(
  { path, value }: NamedField,
  notes: ReadingNotes,
): ToolChoice | null {
  if (value === undefined || value === null) return null;
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value };
  if (!isObject(value)) {
    notes.wrong(path, '`auto`, `none`, `required` or an object that names a function');
    return null;
  }
  if (value['type'] !== 'function') {
    notes.onlyHere(`tool choice of type \`${describe(value['type'])}\``);
    return null;
  }
  return {
    kind: 'tool',
    name: requiredText({ path: `${path}.name`, value: value['name'] }, notes),
  };
}

function describe(type: Json | undefined): string {
  return typeof type === 'string' ? type : 'unknown';
}
