import type { Call } from '../core/call.ts';
import { lastUserText } from '../core/call.ts';
import { isObject } from '../core/json.ts';
import { listedLabels, usableLabels } from './label-list.ts';

/** Instructions stand at the edges of a text; what lies between is material, and is not read. */
const HEAD = 3_000;
const TAIL = 1_000;

/**
 * The labels a request asks to choose from, as it writes them, or `null` when it names none.
 *
 * Read from a schema with one enum, else from the system text, else from what the user said:
 * "one of: a, b, c", "labels: a | b", "answer with yes or no". A request that wants more than the bare label
 * (JSON, a reason, several labels) names none, for then the answer cannot be compared with the list.
 */
export function inferLabels(call: Call): readonly string[] | null {
  if (call.labels !== undefined) return call.labels;
  // Who may call tools is holding a conversation, and says what it likes in between.
  if (call.tools.length > 0) return null;
  if (call.outputFormat !== null) {
    return call.outputFormat.kind === 'json-schema'
      ? labelsOfSchema(call.outputFormat.schema)
      : null;
  }
  const system = edges(textOf(call.system));
  const user = edges(lastUserText(call));
  if (wantsMore(system)) return null;
  return labelsOfText(system) ?? (wantsMore(user) ? null : labelsOfText(user));
}

function textOf(blocks: Call['system']): string {
  return blocks.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}

function edges(text: string): string {
  if (text.length <= HEAD + TAIL) return text;
  return `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

/** The one enum of a schema: its own, or that of exactly one of its properties. */
function labelsOfSchema(schema: unknown): readonly string[] | null {
  if (!isObject(schema)) return null;
  if (Array.isArray(schema['enum'])) return usableLabels(schema['enum'].filter(isText));
  const properties = isObject(schema['properties']) ? Object.values(schema['properties']) : [];
  const enums = properties
    .map((property) => (isObject(property) ? property['enum'] : undefined))
    .filter((labels) => Array.isArray(labels));
  const [only] = enums;
  return enums.length === 1 && only !== undefined ? usableLabels(only.filter(isText)) : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const MORE_THAN_A_LABEL = (
  'json, yaml, xml, csv, explain, explanation, the reason, a reason, your reason, reasoning, rationale, ' +
  'justif, confidence, evidence, one or more, all that apply, multiple, every label, for each, ' +
  'for every, each line, each of, followed by, per line, say why, and why, step by step'
).split(', ');

function wantsMore(text: string): boolean {
  const lower = text.toLowerCase();
  return MORE_THAN_A_LABEL.some((word) => lower.includes(word));
}

function labelsOfText(text: string): readonly string[] | null {
  return listedLabels(text) ?? pairOfLabels(text);
}

/** Two answers named without a list. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['yes', 'no'],
  ['true', 'false'],
];
const ASKING = ['answer', 'respond', 'reply', 'return', 'output', 'only', 'just', 'say', 'either'];

/** "answer with yes or no", "reply YES/NO only". The pair alone is not enough: a text may just contain it. */
function pairOfLabels(text: string): readonly string[] | null {
  const lower = text.toLowerCase().replaceAll('"', '').replaceAll("'", '').replaceAll('`', '');
  for (const [yes, no] of PAIRS) {
    const at = [`${yes} or ${no}`, `${yes}/${no}`, `${yes} / ${no}`]
      .map((pair) => lower.indexOf(pair))
      .find((found) => found >= 0);
    if (at === undefined) continue;
    const around = lower.slice(Math.max(0, at - 40), at + 40);
    if (ASKING.some((word) => around.includes(word))) return [yes, no];
  }
  return null;
}
