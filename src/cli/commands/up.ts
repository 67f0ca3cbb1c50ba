import { spawn } from 'node:child_process';
import { closeSync, fchmodSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { configPaths } from '../../config/config-paths.ts';
import { ensureOwnerOnlyFolder } from '../../config/owner-only.ts';
import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { isSimulated, openModicum, type SetupArguments } from '../open-modicum.ts';
import { note, paint, printLine, simulatedNotice } from '../output.ts';
import { askReadiness, isReady, tiersLine } from '../readiness.ts';
import { answers, readRunning, type Running } from '../running.ts';
import { readPort, SERVE_OPTIONS } from './serve.ts';

const START_LIMIT_MS = 10_000;

export const up = command({
  meta: { name: 'up', description: 'Start the gateway in the background, or say where it runs' },
  args: SERVE_OPTIONS,
  examples: ['modicum up', 'modicum up --port 8080 --config ~/team/modicum.yaml'],
  async run({ args, rawArgs }) {
    readPort(args.port);
    const running = readRunning();
    if (running !== null && (await answers(running))) {
      printLine(`Modicum already runs at ${paint('bold', running.url)} (process ${running.pid}).`);
      if (rawArgs.length > 0)
        note('it goes on as it was started; for other options: modicum down, then up');
      return;
    }
    await checkSetup(args);
    const logFile = join(configPaths(process.env, process.platform).stateFolder, 'modicum.log');
    const started = await start(rawArgs, logFile);
    printLine(`Modicum runs at ${paint('bold', started.url)} (process ${started.pid}).`);
    const ready = await askReadiness(started);
    if (ready !== null) printLine(`  tiers  ${tiersLine(ready)}`);
    printLine(`  log    ${logFile}`);
    printLine('  next   modicum status · modicum ledger tail · modicum down');
    if (ready !== null && !isReady(ready)) note(NO_TIER);
  },
});

const NO_TIER =
  'no tier can serve yet: start Ollama, or set ANTHROPIC_API_KEY and then modicum down, modicum up';

/** Mistakes and warnings are for whoever types `up`, not for a log. */
async function checkSetup(args: SetupArguments): Promise<void> {
  const modicum = await openModicum(args);
  if (isSimulated(modicum)) printLine(simulatedNotice());
  for (const warning of modicum.warnings) note(warning);
  await modicum.close();
}

async function start(serveArgs: readonly string[], logFile: string): Promise<Running> {
  ensureOwnerOnlyFolder(dirname(logFile));
  const log = openLog(logFile);
  const bin = fileURLToPath(new URL('../../../bin/modicum.js', import.meta.url));
  const child = spawn(process.execPath, [bin, 'serve', ...serveArgs], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const deadline = performance.now() + START_LIMIT_MS;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (performance.now() < deadline && !hasEnded()) {
    await sleep(50);
    const running = readRunning();
    if (running !== null && running.pid === child.pid && (await answers(running))) return running;
  }
  if (!hasEnded()) child.kill();
  throw new ModicumError(
    'cannot_start',
    `The gateway did not start. Its log, ${logFile}, says:\n${readFileSync(logFile, 'utf8').trim()}`,
  );
}

/** Begun anew at each start, and the owner's alone even if an older one was not. */
function openLog(path: string): number {
  const log = openSync(path, 'w', 0o600);
  fchmodSync(log, 0o600);
  return log;
}
