import type { CommandRule } from './command.ts';

/** A rule for tools whose first word says it all: one of `verbs` (parted by spaces) cannot be undone. */
export function startsWith(verbs: string, what: string): CommandRule {
  const list = verbs.split(' ');
  return ({ plain }) => (list.includes(plain[0] ?? '') ? what : null);
}

/** The same for tools whose first two words say it: by the first, the second words that count. */
export function startsWithPair(verbs: Readonly<Record<string, string>>, what: string): CommandRule {
  const lists = new Map(
    Object.entries(verbs).map(([first, seconds]) => [first, seconds.split(' ')]),
  );
  return ({ plain: [first = '', second = ''] }) =>
    lists.get(first)?.includes(second) === true ? what : null;
}
