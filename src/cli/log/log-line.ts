import { isObject } from '../../core/json.ts';

export type LogLevel = 'info' | 'warning' | 'error';

/** One line of the gateway's log. Secrets are gone from its message before it is made. */
export interface LogEntry {
  readonly level: LogLevel;
  /** Stable: a code of docs/errors.md, or what the gateway did: `started`, `stopping`, `stopped`. */
  readonly code: string;
  readonly message: string;
}

/** A line as it was read; one that the gateway did not write itself, of a crash, has no time. */
export interface ReadEntry extends LogEntry {
  /** ISO 8601. */
  readonly time: string | null;
}

/** One JSON object a line, so that a message of several lines stays one entry. */
export function formatLogLine({ level, code, message }: LogEntry, now: Date): string {
  return `${JSON.stringify({ time: now.toISOString(), level, code, message })}\n`;
}

/** Never fails: what is not one of our lines is what Node or a library said on its own. */
export function readLogLine(line: string): ReadEntry {
  const entry = parsed(line);
  return entry ?? { time: null, level: 'error', code: 'output', message: line };
}

function parsed(line: string): ReadEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { time, level, code, message } = value;
  const isOurs = [time, code, message].every((part) => typeof part === 'string') && isLevel(level);
  return isOurs ? (value as unknown as ReadEntry) : null;
}

function isLevel(value: unknown): value is LogLevel {
  return value === 'info' || value === 'warning' || value === 'error';
}
