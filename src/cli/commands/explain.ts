import type { ArgsDef } from 'citty';
import { ModicumError } from '../../core/error.ts';
import type { Ledger, Receipt } from '../../ledger/ledger.ts';
import { command } from '../command.ts';
import { LEDGER_OPTIONS, openLedger, type LedgerArguments } from '../open-ledger.ts';
import { JSON_OPTION } from '../options.ts';
import { printJson, printLine, screenWidth } from '../output.ts';
import { renderReceipt } from '../render/receipt.ts';

/** What `explain` and `ledger show` take. */
export const RECEIPT_OPTIONS = {
  call: {
    type: 'positional',
    required: false,
    default: 'last',
    description: 'a call id, or last, which is the default',
  },
  ...LEDGER_OPTIONS,
  ...JSON_OPTION,
} as const satisfies ArgsDef;

export const explain = command({
  meta: {
    name: 'explain',
    description: 'The receipt of one call: why, which attempts, what it cost',
  },
  args: RECEIPT_OPTIONS,
  examples: [
    'modicum explain last',
    'modicum explain call_01m7we5fm991tajm7w91en --json',
    'modicum explain --demo',
  ],
  about:
    'The decision and its evidence, every attempt, what it cost, and what it would have cost. Looking makes no ledger where there is none, and works whatever state the policy is in.',
  json: '`receipt`',
  exits: { 1: 'there is no such call' },
  run: ({ args }) => showReceipt(args),
});

export function showReceipt(
  args: LedgerArguments & { readonly call: string; readonly json?: boolean | undefined },
): void {
  const ledger = openLedger(args);
  try {
    const receipt = find(ledger, args.call);
    if (args.json) printJson({ simulated: receipt.call.simulated, receipt });
    else printLine(renderReceipt(receipt, screenWidth()));
  } finally {
    ledger?.close();
  }
}

function find(ledger: Ledger | null, callId: string): Receipt {
  const receipt = callId === 'last' ? ledger?.recent({ limit: 1 })[0] : ledger?.receipt(callId);
  if (receipt !== undefined && receipt !== null) return receipt;
  throw new ModicumError(
    'unknown_call',
    callId === 'last'
      ? 'The ledger has no calls yet. The demo has a ledger of its own: add --demo.'
      : `The ledger has no call ${callId}. modicum ledger tail lists the newest; the demo's are found with --demo.`,
  );
}
