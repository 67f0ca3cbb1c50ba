import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { ToolChoice, ToolDefinition } from '../../core/call.ts';
import {
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalText,
  requiredObject,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** The functions a client offers. Tools of any other type stay with this dialect. */
export function readTools(field: NamedField, notes: ReadingNotes): readonly ToolDefinition[] {
  return optionalList(field, notes).flatMap((value, index) =>
    readTool({ path: `${field.path}[${index}]`, value }, notes),
  );
}

function readTool(field: NamedField, notes: ReadingNotes): readonly ToolDefinition[] {
  const tool = requiredObject(field, notes);
  const type = requiredText({ path: `${field.path}.type`, value: tool['type'] }, notes);
  if (type === 'function') {
    return [readFunction({ path: `${field.path}.function`, value: tool['function'] }, notes)];
  }
  notes.onlyHere(`tool of type \`${type}\``);
  return [];
}

export function readFunction(field: NamedField, notes: ReadingNotes): ToolDefinition {
  const definition = requiredObject(field, notes);
  const inside = (name: string): NamedField => ({
    path: `${field.path}.${name}`,
    value: definition[name],
  });
  return {
    name: requiredText(inside('name'), notes),
    description: optionalText(inside('description'), notes),
    inputSchema: optionalObject(inside('parameters'), notes) ?? NO_PARAMETERS,
    strict: optionalBoolean(inside('strict'), notes),
  };
}

/** OpenAI lets a function without parameters leave them out; other dialects want the empty schema. */
const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} };

export function readToolChoice(
  { path, value }: NamedField,
  notes: ReadingNotes,
): ToolChoice | null {
  if (value === undefined || value === null) return null;
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value };
  if (isObject(value)) return readNamedChoice(value, notes);
  notes.wrong(path, '`auto`, `none`, `required` or an object that names a function');
  return null;
}

function readNamedChoice(choice: JsonObject, notes: ReadingNotes): ToolChoice | null {
  if (choice['type'] !== 'function') {
    notes.onlyHere(`tool choice of type \`${describe(choice['type'])}\``);
    return null;
  }
  const path = 'tool_choice.function';
  const named = requiredObject({ path, value: choice['function'] }, notes);
  return {
    kind: 'tool',
    name: requiredText({ path: `${path}.name`, value: named['name'] }, notes),
  };
}

function describe(type: Json | undefined): string {
  return typeof type === 'string' ? type : 'unknown';
}
