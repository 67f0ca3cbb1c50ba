import { styleText } from 'node:util';
import { ModicumError } from '../core/error.ts';
import { EXIT, isUsageError } from './exit-code.ts';

/** Raised when a field of any `--json` output is renamed or removed; new fields may come at any time. */
export const JSON_VERSION = 1;

/** Data goes to standard output. */
export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** One document, marked with its version. */
export function printJson(value: object): void {
  printLine(JSON.stringify({ version: JSON_VERSION, ...value }, null, 2));
}

/** One document on one line, for output that goes on. */
export function printJsonLine(value: object): void {
  printLine(JSON.stringify({ version: JSON_VERSION, ...value }));
}

/** Progress and remarks go to standard error. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function note(text: string): void {
  remark(`${paint('yellow', 'note', process.stderr)} ${text}`);
}

export function fail(cause: unknown): void {
  if (cause instanceof ModicumError || (cause instanceof Error && isUsageError(cause))) {
    remark(`${paint('red', 'modicum:', process.stderr)} ${cause.message}`);
    return;
  }
  remark(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold' | 'inverse';

/** Colour where a person looks, plain text everywhere else; NO_COLOR and FORCE_COLOR are obeyed. */
export function paint(
  style: Style,
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(style, text, { stream });
}

/** How wide a line may be: the terminal's width, and no limit where no terminal is. */
export function screenWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

export const SIMULATED_LABEL = 'SIMULATED';

/** Said on every screen whose figures come from simulated upstreams. */
export function simulatedNotice(stream: NodeJS.WriteStream = process.stdout): string {
  const label = paint('inverse', ` ${SIMULATED_LABEL} `, stream);
  return `${label} ${paint('yellow', 'upstreams are simulated: no model was called, no money was spent', stream)}`;
}

/**
 * Ends quietly when the reader of standard output is gone, as `| head` is after ten lines, and with a word
 * when a disk is full. A gateway goes on: its calls matter more than its banner.
 */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      if (outlivesReader) return;
      if (code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      if (stream === process.stdout)
        remark(`modicum: the output cannot be written: ${whyNot(code)}`);
      process.exit(EXIT.failure);
    });
  }
}

function whyNot(code: string): string {
  return code === 'ENOSPC' ? 'no space is left where it goes' : code;
}

let outlivesReader = false;

export function outliveReader(): void {
  outlivesReader = true;
}
