/** What a whole event says, its framing taken off. */
export interface EventFields {
  readonly event: string;
  readonly data: string;
}

/** Fields of one server-sent event. Comments, `id`, `retry` and unknown fields mean nothing to us. */
export function readSseFields(text: string): EventFields {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  let event = '';
  let data: string | null = null;
  for (let at = 0, end = 0; at < lines.length; at = end + 1) {
    end = lines.indexOf('\n', at);
    if (end === -1) end = lines.length;
    const value = fieldValue(lines, 'data', { at, end });
    if (value !== null) data = data === null ? value : `${data}\n${value}`;
    else event = fieldValue(lines, 'event', { at, end }) ?? event;
  }
  return { event, data: data ?? '' };
}

/** An NDJSON line without its line end. */
export function readLineFields(text: string): EventFields {
  let end = text.length;
  if (text[end - 1] === '\n') end--;
  if (text[end - 1] === '\r') end--;
  return { event: '', data: text.slice(0, end) };
}

/** The line's value if it is this field: behind the colon and one space; `''` without a colon. */
function fieldValue(
  text: string,
  name: string,
  line: { readonly at: number; readonly end: number },
): string | null {
  if (!text.startsWith(name, line.at)) return null;
  let at = line.at + name.length;
  if (at === line.end) return '';
  if (text[at] !== ':') return null;
  at++;
  if (text[at] === ' ') at++;
  return text.slice(at, line.end);
}
