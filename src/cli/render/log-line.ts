import { paint } from '../output.ts';
import type { LogLevel, ReadEntry } from '../log/log-line.ts';

/** `10:47:12  error  ledger_full  …`: the day stands on a line of its own, see `createLogLines`. */
export function renderLogEntry({ time, level, code, message }: ReadEntry): string {
  if (time === null) return `          ${message}`;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const indented = message.replaceAll('\n', '\n          ');
  return `${paint('dim', clock)}  ${paint(COLOURS[level], level.padEnd(7))}  ${code}  ${indented}`;
}

const COLOURS = { info: 'green', warning: 'yellow', error: 'red' } as const satisfies Record<
  LogLevel,
  string
>;

/** Entries as lines, with the day in front of the first of each. */
export function createLogLines(): (entry: ReadEntry) => readonly string[] {
  let day = '';
  return (entry) => {
    const date = entry.time === null ? day : localDay(new Date(entry.time));
    const line = renderLogEntry(entry);
    if (date === day) return [line];
    day = date;
    return [paint('bold', day), line];
  };
}

function localDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
