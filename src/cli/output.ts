import { styleText } from 'node:util';
import { ModicumError } from '../core/error.ts';

/** Exit codes: a script can tell what went wrong from the code alone. */
export const EXIT = { ok: 0, failure: 1, usage: 2, gate: 3, upstream: 4, interrupted: 130 } as const;

/** Data goes to standard output. */
export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** Progress and remarks go to standard error. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function fail(cause: unknown): void {
  if (cause instanceof ModicumError || (cause instanceof Error && cause.name === 'CLIError')) {
    remark(`${paint('red', 'modicum:')} ${cause.message}`);
    return;
  }
  remark(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold' | 'inverse';

/** Colour where a person looks, plain text everywhere else; NO_COLOR and FORCE_COLOR are obeyed. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

export const SIMULATED_LABEL = 'SIMULATED';

/** Said on every screen whose figures come from simulated upstreams. */
export function simulatedNotice(): string {
  return `${paint('inverse', ` ${SIMULATED_LABEL} `)} ${paint('yellow', 'upstreams are simulated: no model was called, no money was spent')}`;
}
