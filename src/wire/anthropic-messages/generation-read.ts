import type { OutputFormat, Thinking } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { EFFORTS } from '../../core/model.ts';
import type { Effort } from '../../core/model.ts';
import {
  optionalList,
  optionalObject,
  optionalText,
  requiredObject,
  requiredText,
} from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** The most tokens of the answer. 0 is allowed: it warms the cache and answers nothing. */
export function readMaxTokens({ path, value }: NamedField, notes: ReadingNotes): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  notes.wrong(path, 'a whole number of 0 or more');
  return null;
}

export function readStopSequences(field: NamedField, notes: ReadingNotes): readonly string[] {
  return optionalList(field, notes).flatMap((value, index) => {
    if (typeof value === 'string') return [value];
    notes.wrong(`${field.path}[${index}]`, 'a string');
    return [];
  });
}

export function readThinking(field: NamedField, notes: ReadingNotes): Thinking | null {
  const thinking = optionalObject(field, notes);
  if (thinking === null) return null;
  const type = requiredText({ path: `${field.path}.type`, value: thinking['type'] }, notes);
  switch (type) {
    case 'disabled':
    case 'between_tools':
    case 'adaptive':
      return { kind: type, ...readDetails(thinking) };
    case 'enabled': {
      const budgetTokens = readBudget(field.path, thinking, notes);
      return { kind: 'budget', budgetTokens, ...readDetails(thinking) };
    }
    default:
      notes.onlyHere(`thinking \`${type}\``);
      return null;
  }
}

/** How thinking is shown and bound is about blocks that no other dialect gets. */
function readDetails({ display, block_binding: binding }: JsonObject): ThinkingDetails {
  return {
    ...(typeof display === 'string' ? { display } : {}),
    ...(binding === undefined || binding === null ? {} : { governsBinding: true }),
  };
}

type ThinkingDetails = Pick<Thinking, 'display' | 'governsBinding'>;

function readBudget(path: string, thinking: JsonObject, notes: ReadingNotes): number {
  const value = thinking['budget_tokens'];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  notes.wrong(`${path}.budget_tokens`, 'a whole number of at least 1');
  return 1;
}

export interface OutputRules {
  readonly effort: Effort | null;
  readonly outputFormat: OutputFormat | null;
}

/** `output_config`, and `output_format` as the format was called before. */
export function readOutput(body: JsonObject, notes: ReadingNotes): OutputRules {
  const config =
    optionalObject({ path: 'output_config', value: body['output_config'] }, notes) ?? {};
  for (const [name, value] of Object.entries(config)) {
    if (name === 'effort' || name === 'format' || value === null) continue;
    notes.onlyHere(`field \`output_config.${name}\``);
  }
  const early = readFormat({ path: 'output_format', value: body['output_format'] }, notes);
  const format = readFormat({ path: 'output_config.format', value: config['format'] }, notes);
  return { effort: readEffort(config['effort'], notes), outputFormat: format ?? early };
}

function readEffort(value: Json | undefined, notes: ReadingNotes): Effort | null {
  const word = optionalText({ path: 'output_config.effort', value }, notes);
  if (word === null) return null;
  const effort = EFFORTS.find((known) => known === word);
  if (effort === undefined) notes.onlyHere(`effort \`${word}\``);
  return effort ?? null;
}

function readFormat(field: NamedField, notes: ReadingNotes): OutputFormat | null {
  const format = optionalObject(field, notes);
  if (format === null) return null;
  const type = requiredText({ path: `${field.path}.type`, value: format['type'] }, notes);
  if (type !== 'json_schema') {
    notes.onlyHere(`output format \`${type}\``);
    return null;
  }
  const schema = requiredObject({ path: `${field.path}.schema`, value: format['schema'] }, notes);
  return { kind: 'json-schema', name: null, schema, strict: null };
}
