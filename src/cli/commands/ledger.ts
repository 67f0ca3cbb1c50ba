import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import type { Receipt } from '../../ledger/ledger.ts';
import { JSON_OPTION, openModicum, readWholeNumber, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, simulatedNotice } from '../output.ts';
import { renderCost, renderMs, savedBy } from '../render/cost.ts';
import { renderReceipt } from '../render/receipt.ts';
import { renderTable } from '../render/table.ts';
import { find } from './explain.ts';

const FOLLOW_EVERY_MS = 500;

const tail = defineCommand({
  meta: { name: 'tail', description: 'The newest calls, a line each' },
  args: {
    lines: { type: 'string', alias: 'n', description: 'how many, default 20' },
    follow: { type: 'boolean', alias: 'f', description: 'keep showing new ones until Ctrl-C' },
    ...SETUP_OPTIONS,
    ...JSON_OPTION,
  },
  async run({ args }) {
    const limit = readWholeNumber('lines', args.lines, { least: 1, most: 10_000 }) ?? 20;
    const modicum = openModicum(args);
    try {
      const receipts = modicum.ledger.recent({ limit }).toReversed();
      if (args.json) printJson(receipts);
      else if (receipts.length === 0) printLine('The ledger has no calls yet.');
      else {
        if (receipts.some((receipt) => receipt.call.simulated)) printLine(simulatedNotice());
        printLine(renderTable(COLUMNS, receipts.map(row)));
      }
      let last = receipts.at(-1)?.call.callId;
      while (args.follow) {
        await sleep(FOLLOW_EVERY_MS);
        const next = modicum.ledger.recent({ limit: 1_000, ...(last !== undefined && { afterCallId: last }) });
        for (const receipt of next.toReversed()) printLine(row(receipt).join('  '));
        last = next[0]?.call.callId ?? last;
      }
    } finally {
      await modicum.close();
    }
  },
});

const show = defineCommand({
  meta: { name: 'show', description: 'One call, the same as: modicum explain <id>' },
  args: {
    call: { type: 'positional', required: true, description: 'a call id, or last' },
    ...SETUP_OPTIONS,
    ...JSON_OPTION,
  },
  async run({ args }) {
    const modicum = openModicum(args);
    try {
      const receipt = find(modicum, args.call);
      if (args.json) printJson(receipt);
      else printLine(renderReceipt(receipt));
    } finally {
      await modicum.close();
    }
  },
});

export const ledger = defineCommand({
  meta: { name: 'ledger', description: 'Look into the record of calls and attempts' },
  subCommands: { tail, show },
});

const COLUMNS = [
  { title: 'time' },
  { title: 'call' },
  { title: 'task' },
  { title: 'decided by' },
  { title: 'tier' },
  { title: 'answered by' },
  { title: 'outcome' },
  { title: 'took', align: 'right' },
  { title: 'cost', align: 'right' },
  { title: 'saved', align: 'right' },
] as const;

function row({ call, closed }: Receipt): string[] {
  const tier = closed?.escalatedFrom == null ? `${call.tier ?? '–'}` : `${closed.escalatedFrom} → ${closed.servedTier}`;
  const outcome = closed?.outcome ?? 'open';
  return [
    new Date(call.startedAt).toISOString().slice(11, 19),
    call.callId,
    call.taskType ?? '–',
    call.decidedBy,
    tier,
    closed?.servedModel ?? '–',
    outcome === 'answered' ? paint('green', outcome) : paint('yellow', outcome),
    closed === null ? '' : renderMs(closed.totalMs),
    closed === null ? '' : renderCost(closed.cost),
    closed === null ? '' : renderCost(savedBy(closed.cost, closed.baseline)),
  ];
}
