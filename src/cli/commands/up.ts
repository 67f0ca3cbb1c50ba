import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import { configPaths } from '../../config/config-paths.ts';
import { ModicumError } from '../../core/error.ts';
import { paint, printLine } from '../output.ts';
import { answers, readRunning, type Running } from '../running.ts';
import { SERVE_OPTIONS } from './serve.ts';

const START_LIMIT_MS = 10_000;

export const up = defineCommand({
  meta: { name: 'up', description: 'Start the gateway in the background, or say where it runs' },
  args: SERVE_OPTIONS,
  async run({ rawArgs }) {
    const running = readRunning();
    if (running !== null && (await answers(running))) {
      printLine(`Modicum already runs at ${paint('bold', running.url)} (process ${running.pid}).`);
      return;
    }
    const logFile = join(configPaths(process.env, process.platform).stateFolder, 'modicum.log');
    const started = await start(rawArgs, logFile);
    printLine(`Modicum runs at ${paint('bold', started.url)} (process ${started.pid}).`);
    printLine(`  log    ${logFile}`);
    printLine('  next   modicum status · modicum ledger tail · modicum down');
  },
});

async function start(serveArgs: readonly string[], logFile: string): Promise<Running> {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, 'w', 0o600);
  const bin = fileURLToPath(new URL('../../../bin/modicum.js', import.meta.url));
  const child = spawn(process.execPath, [bin, 'serve', ...serveArgs], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    await sleep(50);
    const running = readRunning();
    if (running !== null && running.pid === child.pid && (await answers(running))) return running;
  }
  if (child.exitCode === null) child.kill();
  throw new ModicumError('cannot_start', `The gateway did not start:\n${readFileSync(logFile, 'utf8').trim()}`);
}
