import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../ledger/ledger.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { createFollower } from '../follow-calls.ts';
import { nextSignal } from '../next-signal.ts';
import { LEDGER_OPTIONS, openLedger, type LedgerArguments } from '../open-ledger.ts';
import { JSON_OPTION, readWholeNumber } from '../options.ts';
import { printJson, printJsonLine, printLine, remark } from '../output.ts';
import { createCallLines } from '../render/call-lines.ts';
import { RECEIPT_OPTIONS, showReceipt } from './explain.ts';

const FOLLOW_EVERY_MS = 500;

const tail = command({
  meta: { name: 'tail', description: 'The newest calls, a line each' },
  args: {
    lines: { type: 'string', alias: 'n', description: 'how many, default 20', valueHint: 'number' },
    follow: {
      type: 'boolean',
      alias: 'f',
      description: 'keep showing calls as they end, until Ctrl-C; with --json a line each',
    },
    ...LEDGER_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    'modicum ledger tail',
    'modicum ledger tail -n 100 --json',
    'modicum ledger tail --follow',
  ],
  about:
    '`~` marks an estimate, `2→3` a call that climbed. With `--follow`, calls are shown as they end, across a gateway that starts again.',
  json: '`calls`, receipts oldest first; with `--follow` a `receipt` a line',
  exits: { 130: '`--follow` was ended with Ctrl-C' },
  async run({ args }) {
    const limit = readWholeNumber('lines', args.lines, { least: 1, most: 10_000 }) ?? 20;
    if (args.follow) await follow(args, limit);
    else showNewest(args, limit);
  },
});

const show = command({
  meta: { name: 'show', description: 'One call; the same as modicum explain' },
  args: RECEIPT_OPTIONS,
  examples: ['modicum ledger show last --demo'],
  json: '`receipt`',
  exits: { 1: 'there is no such call' },
  run: ({ args }) => showReceipt(args),
});

const forgetPrompts = command({
  meta: { name: 'forget-prompts', description: 'Wipe the prompts that were kept to learn from' },
  args: { ledger: LEDGER_OPTIONS.ledger, ...JSON_OPTION },
  examples: ['modicum ledger forget-prompts'],
  about:
    'They are kept only where the policy says `record: { prompts: true }`. Calls and their costs stay. To keep none from now on: `modicum policy unset record.prompts`.',
  json: '`forgotten`, how many',
  run({ args }) {
    const opened = openLedger(args);
    const forgotten = opened?.prompts?.forget() ?? 0;
    opened?.close();
    if (args.json) printJson({ forgotten });
    else
      printLine(forgotten === 1 ? '1 prompt is forgotten.' : `${forgotten} prompts are forgotten.`);
  },
});

export const ledger = command({
  meta: { name: 'ledger', description: 'Look into the record of calls and attempts' },
  subCommands: { tail, show, 'forget-prompts': forgetPrompts },
  examples: ['modicum ledger tail --demo', 'modicum ledger show last'],
});

interface TailArguments extends LedgerArguments {
  readonly json?: boolean | undefined;
}

function showNewest(args: TailArguments, limit: number): void {
  const opened = openLedger(args);
  const calls = opened === null ? [] : opened.recent({ limit }).toReversed();
  opened?.close();
  if (args.json) printJson({ simulated: calls.some(({ call }) => call.simulated), calls });
  else if (calls.length === 0) remark(EMPTY);
  else printAll(createCallLines().add(calls));
}

const EMPTY = 'No calls yet. The demo has a ledger of its own: modicum ledger tail --demo';

async function follow(args: TailArguments, limit: number): Promise<void> {
  const stop = new AbortController();
  void nextSignal().then(() => stop.abort());
  const follower = createFollower(limit);
  const lines = createCallLines();
  let opened: Ledger | null = null;
  try {
    while (!stop.signal.aborted) {
      opened ??= openLedger(args);
      const calls = opened === null ? [] : follower.next(opened);
      if (args.json)
        for (const receipt of calls) printJsonLine({ simulated: receipt.call.simulated, receipt });
      else printAll(lines.add(calls));
      await sleep(FOLLOW_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  } finally {
    opened?.close();
  }
  process.exitCode = EXIT.interrupted;
}

function printAll(lines: readonly string[]): void {
  for (const line of lines) printLine(line);
}
