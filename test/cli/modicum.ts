import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/modicum.js', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A person with folders of their own, no key and no Ollama. */
export interface User {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  run(args: readonly string[], options?: RunOptions): Promise<Result>;
  /** Starts a command that does not end by itself. */
  start(args: readonly string[], options?: RunOptions): Started;
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves once standard output or error has this text. */
  says(text: string): Promise<string>;
  ended(): Promise<Result>;
}

/** Nothing listens there. */
export const NOWHERE = 'http://127.0.0.1:9';

/** Starting processes takes its time on a machine that is busy with other tests. */
export const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 } as const;

/**
 * Removed when the test is over, with whatever gateway or other command still runs in it. A user that
 * several tests share is made with `afterAll`.
 */
export function newUser(whenOver: (clean: () => Promise<void>) => void = onTestFinished): User {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-cli-'));
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    MODICUM_OLLAMA_BASE_URL: NOWHERE,
  };
  mkdirSync(environment.HOME);
  chmodSync(folder, 0o700);
  const started: Started[] = [];
  const start: User['start'] = (args, options) => {
    const one = launch(environment, args, options);
    started.push(one);
    return one;
  };
  const user: User = {
    folder,
    environment,
    run: (args, options) => start(args, options).ended(),
    start,
  };
  whenOver(async () => {
    if (existsSync(join(environment.XDG_STATE_HOME, 'modicum', 'modicum.pid'))) {
      await user.run(['down']);
    }
    for (const { child } of started) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return user;
}

function launch(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  { input = '', environment: more = {} }: RunOptions = {},
): Started {
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...environment, ...more } });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = new Promise<Result>((resolve) => {
    child.on('close', (code) => resolve({ code, ...said }));
  });
  return {
    child,
    ended: () => closed,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = said.stdout + said.stderr;
          if (all.includes(text)) resolve(all);
        };
        listeners.add(look);
        look();
        child.on('close', () => {
          look();
          reject(new Error(`ended without saying "${text}": ${said.stdout}${said.stderr}`));
        });
      }),
  };
}

/** A line for a shell, for pipes. */
export function inShell(user: User, line: string): Promise<Result> {
  const env = { ...user.environment, NODE: process.execPath, BIN };
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', line], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Whether a text holds any escape sequence of a terminal. */
export function isPlain(text: string): boolean {
  return !text.includes('\u001b');
}
