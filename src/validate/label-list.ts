/** The first list that follows an introduction and a colon or bracket. */
export function listedLabels(text: string): readonly string[] | null {
  const lower = text.toLowerCase();
  const chooses = CHOOSING.some((word) => lower.includes(word));
  const introductions = chooses ? [...INTRODUCTIONS, ...NOUNS] : INTRODUCTIONS;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark !== ':' && mark !== '[' && mark !== '{') continue;
    if (!introduced(lower.slice(Math.max(0, at - 40), at), introductions)) continue;
    const labels = usableLabels(listAt(text, at + 1));
    if (labels !== null) return labels;
  }
  return null;
}

/** What stands right before a list of labels, in lower case; a colon or a bracket must follow. */
const INTRODUCTIONS = (
  'one of, one of these, one of the following, one of the labels, one of these labels, ' +
  'one of the following labels, one of the categories, one of these categories, ' +
  'one of the following categories, one of the intents, one of the classes, one of the options, ' +
  'one word, a single word, one label, allowed values, allowed labels, valid labels, possible labels, ' +
  'classify as, classify into, classify it as, classify it into, classify this as, one intent, ' +
  'one category, one class, one topic, one department'
).split(', ');

/** These may also stand in mere material, so the text must ask for a choice besides. */
const NOUNS = ['labels', 'categories', 'classes', 'intents', 'into'];
const CHOOSING = (
  'classify, categorize, categorise, choose, pick, select, assign, label the, label this, which of, ' +
  'intent detection, detect, answer with'
).split(', ');

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

/** The labels, each once, if they can be meant as a choice: at least two, and short. */
export function usableLabels(labels: readonly string[]): readonly string[] | null {
  const distinct = [...new Set(labels)];
  if (distinct.length < 2 || distinct.length > MAX_LABELS) return null;
  return distinct.every(isLabel) ? distinct : null;
}

const MAX_LABELS = 60;
const MAX_LABEL_CHARACTERS = 60;
const MAX_LABEL_WORDS = 4;

function isLabel(label: string): boolean {
  return (
    label.length > 0 &&
    label.length <= MAX_LABEL_CHARACTERS &&
    label.split(' ').length <= MAX_LABEL_WORDS
  );
}
