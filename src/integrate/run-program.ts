import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { ModicumError } from '../core/error.ts';

export interface ProgramToRun {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Runs a program in the place of this one: same terminal, same streams. Gives what a shell would show of
 * its end: its exit code, or 128 and the number of the signal that ended it.
 */
export async function runProgram({ path, args, environment }: ProgramToRun): Promise<number> {
  const child = spawn(path, args, { stdio: 'inherit', env: environment });
  const stopRelaying = relaySignals(child);
  try {
    return await exitCodeOf(child, path);
  } finally {
    stopRelaying();
  }
}

/**
 * Ctrl-C at a terminal reaches the program by itself, and what it means there is the program's to say.
 * A signal that someone sent to this process alone is handed on.
 */
function relaySignals(child: ChildProcess): () => void {
  const atTerminal = process.stdin.isTTY;
  const listeners = SIGNALS.map((signal) => {
    const isOwnByTerminal = atTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    const listener = () => {
      if (!isOwnByTerminal) child.kill(signal);
    };
    process.on(signal, listener);
    return [signal, listener] as const;
  });
  return () => {
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}

const SIGNALS =
  process.platform === 'win32'
    ? (['SIGINT', 'SIGTERM'] as const)
    : (['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const);

function exitCodeOf(child: ChildProcess, path: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', (cause: NodeJS.ErrnoException) => {
    const why = cause.code ?? cause.message;
    reject(new ModicumError('program_missing', `${path} cannot be started (${why}).`, { cause }));
  });
  child.once('exit', (code, signal) => {
    resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
  return promise;
}
