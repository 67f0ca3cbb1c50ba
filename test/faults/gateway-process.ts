import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/modicum.js', import.meta.url));

/** A home of its own for gateways that run as processes: configuration, ledger, working folder. */
export interface GatewayHome {
  readonly folder: string;
  readonly ledgerPath: string;
  /** Where the user's own policy lies. */
  readonly policyPath: string;
  start(options?: StartOptions): Promise<GatewayProcess>;
  /** Runs until the process ends by itself. */
  fail(options?: StartOptions): Promise<{ readonly code: number | null; readonly output: string }>;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  readonly arguments?: readonly string[];
  /** Default: a file in the home. */
  readonly ledgerPath?: string;
}

export interface GatewayProcess {
  readonly port: number;
  readonly output: () => string;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends it and goes on. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

export function createGatewayHome(policy: object): GatewayHome {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-home-'));
  const policyPath = join(folder, '.config', 'modicum', 'modicum.yaml');
  mkdirSync(dirname(policyPath), { recursive: true });
  writeFileSync(policyPath, JSON.stringify({ version: 1, ...policy }), { mode: 0o600 });
  const ledgerPath = join(folder, 'ledger.sqlite');
  const children = new Set<ChildProcess>();
  onTestFinished(async () => {
    const running = [...children].filter(
      (child) => child.exitCode === null && child.signalCode === null,
    );
    await Promise.all(running.map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
    rmSync(folder, { recursive: true, force: true });
  });

  const launch = (options: StartOptions) => {
    const child = spawn(
      process.execPath,
      [
        BIN,
        'serve',
        '--port',
        '0',
        '--ledger',
        options.ledgerPath ?? ledgerPath,
        ...(options.arguments ?? []),
      ],
      {
        cwd: options.workingFolder ?? folder,
        env: {
          HOME: folder,
          XDG_CONFIG_HOME: join(folder, '.config'),
          XDG_STATE_HOME: join(folder, '.state'),
          ANTHROPIC_API_KEY: 'planted-key-of-the-process',
          ...options.environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const ended = once(child, 'close').then(() => child.exitCode);
    return { child, ended, output: () => output };
  };

  return {
    folder,
    ledgerPath,
    policyPath,
    async start(options = {}) {
      const { child, ended, output } = launch(options);
      const port = await new Promise<number>((resolve, reject) => {
        child.stdout.on('data', () => {
          const found = /listens on http:\/\/[^\s]*:(\d+)/.exec(stripped(output()));
          if (found !== null) resolve(Number(found[1]));
        });
        void ended.then((code) => reject(new Error(`ended with ${code}: ${output()}`)));
      });
      const signal = (name: NodeJS.Signals) => void child.kill(name);
      return {
        port,
        output,
        ended,
        signal,
        end: (name) => {
          signal(name);
          return ended;
        },
      };
    },
    async fail(options = {}) {
      const { ended, output } = launch(options);
      return { code: await ended, output: stripped(output()) };
    },
  };
}

function stripped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/\u001b\[[0-9;]*m/g, '');
}
