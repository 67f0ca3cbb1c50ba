const LEFT_OUT = '\n[…]\n';

/** The beginning of a text, and its end where `tail` asks for it; what was left out is marked. */
export function cut(text: string, head: number, tail = 0): string {
  if (text.length <= head + tail) return text;
  const end = tail === 0 ? '' : text.slice(-tail);
  return `${text.slice(0, head)}${LEFT_OUT}${end}`;
}

/** The end of a text. */
export function cutEnd(text: string, tail: number): string {
  return text.length <= tail ? text : `${LEFT_OUT}${text.slice(-tail)}`;
}
