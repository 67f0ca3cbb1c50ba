import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { createLogFollower, linesOf } from '../log/follow-log.ts';
import { logPath, previousLog } from '../log/log-file.ts';
import { readLogLine, type ReadEntry } from '../log/log-line.ts';
import { nextSignal } from '../next-signal.ts';
import { JSON_OPTION, readWholeNumber } from '../options.ts';
import { printJson, printJsonLine, printLine } from '../output.ts';
import { createLogLines } from '../render/log-line.ts';

const FOLLOW_EVERY_MS = 250;

export const logs = command({
  meta: { name: 'logs', description: 'What the gateway said: its start, its warnings, its errors' },
  args: {
    lines: { type: 'string', alias: 'n', description: 'how many, default 50', valueHint: 'number' },
    follow: {
      type: 'boolean',
      alias: 'f',
      description: 'keep showing lines as they come, also of the next gateway, until Ctrl-C',
    },
    previous: { type: 'boolean', description: 'the log before this one' },
    ...JSON_OPTION,
  },
  examples: ['modicum logs', 'modicum logs -n5 --json', 'modicum logs --follow'],
  about:
    'Calls are not in it: they are in the ledger (`modicum ledger tail --follow`). Keys are never in it. A log begins with each start, is kept to 5 MB, and the one before it stays as modicum.log.1.',
  json: '`path` and `entries`, oldest first: `time`, `level` (info, warning, error), `code`, `message`; with `--follow` an `entry` a line',
  exits: { 1: 'there is no log yet', 130: '`--follow` was ended with Ctrl-C' },
  async run({ args }) {
    const limit = readWholeNumber('lines', args.lines, { least: 0, most: 100_000 }) ?? 50;
    const current = logPath(process.env);
    const path = args.previous === true ? previousLog(current) : current;
    const show = args.json === true ? printEntry : lineByLine();
    if (args.follow === true) return follow({ path, limit, show });
    const entries = limit === 0 ? [] : readAll(path).slice(-limit);
    if (args.json === true) printJson({ path, entries });
    else for (const entry of entries) show(entry);
  },
});

function readAll(path: string): readonly ReadEntry[] {
  if (existsSync(path)) return linesOf(readFileSync(path, 'utf8')).map(readLogLine);
  throw new ModicumError(
    'no_log',
    `There is no log at ${path}. A gateway in the background writes one: modicum up`,
  );
}

interface Follow {
  readonly path: string;
  readonly limit: number;
  readonly show: (entry: ReadEntry) => void;
}

/** Where there is no log yet, the first one is waited for. */
async function follow({ path, limit, show }: Follow): Promise<void> {
  const stop = new AbortController();
  void nextSignal().then(() => stop.abort());
  const follower = createLogFollower(path);
  const before = follower.next();
  for (const line of before.slice(before.length - Math.min(limit, before.length))) {
    show(readLogLine(line));
  }
  while (!stop.signal.aborted) {
    await sleep(FOLLOW_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    for (const line of follower.next()) show(readLogLine(line));
  }
  process.exitCode = EXIT.interrupted;
}

function printEntry(entry: ReadEntry): void {
  printJsonLine({ entry });
}

function lineByLine(): (entry: ReadEntry) => void {
  const linesFor = createLogLines();
  return (entry) => {
    for (const line of linesFor(entry)) printLine(line);
  };
}
