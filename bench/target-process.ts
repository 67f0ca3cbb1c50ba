import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProcessUsage } from './targets/report-usage.ts';

/** One process that answers requests, started for this run alone. */
export interface TargetProcess {
  readonly name: string;
  readonly port: number;
  /** From starting it to its first answer. */
  readonly readyMs: number;
  usage(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly name: string;
  /** The program and its arguments. */
  readonly script: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node itself, before the program: `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
}

const REPORT_USAGE = fileURLToPath(new URL('targets/report-usage.ts', import.meta.url));

export async function startTarget(options: TargetOptions): Promise<TargetProcess> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), '--import', REPORT_USAGE, ...options.script],
    {
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const url = await addressOf(child, options.name);
  await (await fetch(`${url}/healthz`)).arrayBuffer();
  return {
    name: options.name,
    port: Number(new URL(url).port),
    readyMs: performance.now() - startedAt,
    async usage() {
      const answer = once(child, 'message');
      child.send('usage');
      const [usage] = (await answer) as [ProcessUsage];
      return usage;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function addressOf(child: ChildProcess, name: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  const listen = (text: string) => {
    said += text;
    const address = /listens on \S*?(http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
    if (address !== undefined) resolve(address);
  };
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', listen);
  child.once('exit', (code) =>
    reject(new Error(`${name} ended (${code}) before it listened:\n${said}`)),
  );
  return promise;
}
