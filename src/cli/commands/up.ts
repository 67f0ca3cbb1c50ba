import { spawn } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { linesOf } from '../log/follow-log.ts';
import { beginLog, createLogWriter, logPath, openLog } from '../log/log-file.ts';
import { readLogLine } from '../log/log-line.ts';
import { isSimulated, openModicum, type SetupArguments } from '../open-modicum.ts';
import { note, paint, printLine, simulatedNotice } from '../output.ts';
import { askReadiness, isForClientsAlone, isReady, tiersLine } from '../readiness.ts';
import { answers, readRunning, type Running } from '../running.ts';
import { readPort, serveGateway, type ServeArguments } from '../serve-gateway.ts';
import { showCalls } from '../show-calls.ts';
import { bothVoices, logVoice, terminalVoice } from '../voice.ts';
import { SERVE_OPTIONS } from './serve.ts';

const START_LIMIT_MS = 10_000;

export const up = command({
  meta: { name: 'up', description: 'Start the gateway in the background, or say where it runs' },
  args: {
    detach: {
      type: 'boolean',
      default: true,
      description: 'in the background',
      negativeDescription: 'stay here: show calls as they end, stop the gateway with Ctrl-C',
    },
    ...SERVE_OPTIONS,
  },
  examples: ['modicum up', 'modicum up --no-detach', 'modicum up --port 8080 --config ~/team.yaml'],
  about:
    'One gateway per user and state folder. What it says is shown by `modicum logs`, its calls by `modicum ledger tail`. A gateway that was killed leaves nothing that stops the next one.',
  exits: { 1: 'it did not start; the end of its log says why' },
  async run({ args, rawArgs }) {
    readPort(args.port);
    const running = readRunning();
    if (running !== null && (await answers(running))) return sayItRuns(running, rawArgs);
    const logFile = logPath(process.env);
    if (args.detach) await startInBackground(args, logFile);
    else await stayHere(args, logFile);
  },
});

function sayItRuns(running: Running, rawArgs: readonly string[]): void {
  printLine(`Modicum already runs at ${paint('bold', running.url)} (process ${running.pid}).`);
  if (rawArgs.includes('--no-detach')) note('to see its calls: modicum ledger tail --follow');
  else if (rawArgs.length > 0)
    note('it goes on as it was started; for other options: modicum down, then up');
}

async function startInBackground(args: ServeArguments, logFile: string): Promise<void> {
  await checkSetup(args);
  const started = await start(args, logFile);
  printLine(`Modicum runs at ${paint('bold', started.url)} (process ${started.pid}).`);
  const ready = await askReadiness(started);
  if (ready !== null) printLine(`  tiers  ${tiersLine(ready)}`);
  printLine(`  log    ${logFile}`);
  printLine('  next   modicum status · modicum logs · modicum ledger tail · modicum down');
  if (ready !== null && !isReady(ready)) note(NO_TIER);
  else if (ready !== null && isForClientsAlone(ready)) note(FOR_CLIENTS_ALONE);
}

const NO_TIER =
  'no tier can serve yet: start Ollama, or set ANTHROPIC_API_KEY and then modicum down, modicum up';

const FOR_CLIENTS_ALONE =
  'only clients that show their own Anthropic credential can be served, as Claude Code does; for others start Ollama, or set ANTHROPIC_API_KEY and then modicum down, modicum up';

/** The log is written all the same: `modicum logs` in another window shows what this one does. */
async function stayHere(args: ServeArguments, logFile: string): Promise<void> {
  beginLog(logFile);
  const log = logVoice(createLogWriter(logFile, { now: () => new Date() }));
  await serveGateway(args, bothVoices(terminalVoice, log), showCalls);
}

/** Mistakes and warnings are for whoever types `up`, not for a log. */
async function checkSetup(args: SetupArguments): Promise<void> {
  const modicum = await openModicum(args);
  if (isSimulated(modicum)) printLine(simulatedNotice());
  for (const warning of modicum.warnings) note(warning);
  await modicum.close();
}

async function start(args: ServeArguments, logFile: string): Promise<Running> {
  beginLog(logFile);
  // The gateway writes its log itself; what Node says when it dies goes to the same file.
  const log = openLog(logFile);
  const bin = fileURLToPath(new URL('../../../bin/modicum.js', import.meta.url));
  const child = spawn(process.execPath, [bin, 'serve', '--log-file', logFile, ...optionsOf(args)], {
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
    `The gateway did not start. Its log, ${logFile}, says:\n${saidIn(logFile)}`,
  );
}

function optionsOf({ port, host, config, ledger }: ServeArguments): readonly string[] {
  return Object.entries({ port, host, config, ledger }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

function saidIn(logFile: string): string {
  return linesOf(readFileSync(logFile, 'utf8'))
    .map((line) => readLogLine(line).message)
    .join('\n');
}
