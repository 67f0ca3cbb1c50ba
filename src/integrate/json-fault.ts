/** Where a text stops being JSON, both counted from 1; `null`: it is JSON. Says nothing of its content. */
export function jsonFault(text: string): { readonly line: number; readonly column: number } | null {
  const at = faultAt(text);
  if (at === null) return null;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end' | 'nothing';

const TOKEN =
  /[{}[\]:,]|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

function faultAt(text: string): number | null {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = skipSpace(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(text) ?? [];
    const next: Wanted | null = token === undefined ? null : after(token, wanted, open);
    if (token === undefined || next === null) return at;
    wanted = next;
    at = skipSpace(text, at + token.length);
  }
  return wanted === 'nothing' ? null : text.length;
}

function skipSpace(text: string, from: number): number {
  const space = /[ \t\r\n]*/y;
  space.lastIndex = from;
  space.exec(text);
  return space.lastIndex;
}

/** What may come behind this token; `null` when it may not stand here. */
function after(token: string, wanted: Wanted, open: string[]): Wanted | null {
  if (token === '}' || token === ']') return closes(token, wanted, open) ? ended(open) : null;
  if (token === ':') return wanted === ':' ? 'value' : null;
  if (token === ',') return wanted === ', or end' ? (open.at(-1) === '{' ? 'name' : 'value') : null;
  if (wanted === 'name' || wanted === 'name or }') return token.startsWith('"') ? ':' : null;
  if (wanted !== 'value' && wanted !== 'value or ]') return null;
  if (token !== '{' && token !== '[') return ended(open, false);
  open.push(token);
  return token === '{' ? 'name or }' : 'value or ]';
}

function closes(token: string, wanted: Wanted, open: readonly string[]): boolean {
  const isOpen = open.at(-1) === (token === '}' ? '{' : '[');
  return isOpen && [', or end', token === '}' ? 'name or }' : 'value or ]'].includes(wanted);
}

/** A value is whole; one in braces takes its opening brace along. */
function ended(open: string[], closing = true): Wanted {
  if (closing) open.pop();
  return open.length === 0 ? 'nothing' : ', or end';
}
