import type { Call } from '../core/call.ts';
import { lastUserText } from '../core/call.ts';
import { isObject } from '../core/json.ts';

/** Instructions stand at the edges of a text; what lies between is material, and is not read. */
const HEAD = 3_000;
const TAIL = 1_000;
const MAX_LABELS = 60;
const MAX_LABEL_CHARACTERS = 60;
const MAX_LABEL_WORDS = 4;

/**
 * The labels a request asks to choose from, as it writes them, or `null` when it names none.
 *
 * Read from a schema with one enum, else from the system text, else from what the user said:
 * "one of: a, b, c", "labels: a | b", "answer with yes or no". A request that wants more than the bare label
 * (JSON, a reason, several labels) names none, for then the answer cannot be compared with the list.
 */
export function inferLabels(call: Call): readonly string[] | null {
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
  if (Array.isArray(schema['enum'])) return usable(schema['enum'].filter(isText));
  const properties = isObject(schema['properties']) ? Object.values(schema['properties']) : [];
  const enums = properties
    .map((property) => (isObject(property) ? property['enum'] : undefined))
    .filter((labels) => Array.isArray(labels));
  const [only] = enums;
  return enums.length === 1 && only !== undefined ? usable(only.filter(isText)) : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const MORE_THAN_A_LABEL = [
  'json',
  'yaml',
  'xml',
  'csv',
  'explain',
  'explanation',
  'the reason',
  'a reason',
  'your reason',
  'reasoning',
  'rationale',
  'justif',
  'confidence',
  'evidence',
  'one or more',
  'all that apply',
  'multiple',
  'every label',
  'for each',
  'for every',
  'each line',
  'each of',
  'followed by',
  'per line',
  'say why',
  'and why',
  'step by step',
];

function wantsMore(text: string): boolean {
  const lower = text.toLowerCase();
  return MORE_THAN_A_LABEL.some((word) => lower.includes(word));
}

/** What stands right before a list of labels, in lower case; a colon or a bracket must follow. */
const INTRODUCTIONS = [
  'one of',
  'one of these',
  'one of the following',
  'one of the labels',
  'one of these labels',
  'one of the following labels',
  'one of the categories',
  'one of these categories',
  'one of the following categories',
  'one of the intents',
  'one of the classes',
  'one of the options',
  'one word',
  'a single word',
  'one label',
  'allowed values',
  'allowed labels',
  'valid labels',
  'possible labels',
  'classify as',
  'classify into',
  'classify it as',
  'classify it into',
  'classify this as',
];

/** These may also stand in mere material, so the text must ask for a choice besides. */
const NOUNS = ['labels', 'categories', 'classes', 'intents', 'into'];
const CHOOSING = [
  'classify',
  'categorize',
  'categorise',
  'choose',
  'pick ',
  'select',
  'assign',
  'label the',
  'label this',
  'which of',
  'intent detection',
  'detect',
  'answer with',
];

function labelsOfText(text: string): readonly string[] | null {
  return listedLabels(text) ?? pairOfLabels(text);
}

/** The first list that follows an introduction and a colon or bracket. */
function listedLabels(text: string): readonly string[] | null {
  const lower = text.toLowerCase();
  const chooses = CHOOSING.some((word) => lower.includes(word));
  const introductions = chooses ? [...INTRODUCTIONS, ...NOUNS] : INTRODUCTIONS;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark !== ':' && mark !== '[' && mark !== '(' && mark !== '{') continue;
    if (!introduced(lower.slice(Math.max(0, at - 40), at), introductions)) continue;
    const labels = usable(listAt(text, at + 1));
    if (labels !== null) return labels;
  }
  return null;
}

function introduced(before: string, introductions: readonly string[]): boolean {
  const words = before.trimEnd();
  return introductions.some((introduction) => {
    if (!words.endsWith(introduction)) return false;
    const previous = words[words.length - introduction.length - 1];
    return previous === undefined || !isLetter(previous);
  });
}

function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase();
}

/** The items from here to the end of the line, or of the bullet list that starts on the next one. */
function listAt(text: string, from: number): readonly string[] {
  const rest = text
    .slice(from, from + 2_000)
    .replaceAll('[', ' ')
    .replaceAll('{', ' ');
  const lines = rest.split('\n');
  const first = lines[0] ?? '';
  if (first.trim() !== '') return splitItems(untilEnd(first));
  return bullets(lines.slice(1));
}

/** A list ends with its bracket, or where the next sentence starts. */
function untilEnd(line: string): string {
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === ']' || character === '}' || character === ')' || character === ';') {
      return line.slice(0, at);
    }
    const next = line[at + 1];
    if (character === '.' && (next === undefined || next === ' ')) return line.slice(0, at);
  }
  return line;
}

function splitItems(line: string): readonly string[] {
  return line
    .replaceAll('|', ',')
    .replaceAll('/', ',')
    .replaceAll(' or ', ',')
    .replaceAll(' and ', ',')
    .split(',')
    .map((item) => withoutConjunction(item.trim()))
    .map(withoutQuotes)
    .filter((item) => item !== '');
}

function bullets(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    const item = line.trim();
    if (item === '' && items.length === 0) continue;
    const bullet = item.startsWith('- ') || item.startsWith('* ') || item.startsWith('• ');
    if (!bullet) break;
    items.push(withoutQuotes(beforeDefinition(item.slice(2).trim())));
  }
  return items;
}

/** `- billing: questions about invoices` names `billing`. */
function beforeDefinition(item: string): string {
  const ends = [item.indexOf(':'), item.indexOf(' - '), item.indexOf(' – '), item.indexOf(' (')];
  const found = ends.filter((at) => at > 0);
  return found.length === 0 ? item : item.slice(0, Math.min(...found)).trim();
}

function withoutConjunction(item: string): string {
  const lower = item.toLowerCase();
  if (lower.startsWith('or ')) return item.slice(3).trim();
  return lower.startsWith('and ') ? item.slice(4).trim() : item;
}

function withoutQuotes(item: string): string {
  let from = 0;
  let to = item.length;
  while (from < to && '"\'`*“”'.includes(item[from] ?? ' ')) from += 1;
  while (to > from && '"\'`*“”.'.includes(item[to - 1] ?? ' ')) to -= 1;
  return item.slice(from, to).trim();
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

function usable(labels: readonly string[]): readonly string[] | null {
  const distinct = [...new Set(labels)];
  if (distinct.length < 2 || distinct.length > MAX_LABELS) return null;
  return distinct.every(isLabel) ? distinct : null;
}

function isLabel(label: string): boolean {
  return (
    label.length > 0 &&
    label.length <= MAX_LABEL_CHARACTERS &&
    label.split(' ').length <= MAX_LABEL_WORDS
  );
}
