import { defineCommand } from 'citty';
import { ModicumError } from '../../core/error.ts';
import type { Receipt } from '../../ledger/ledger.ts';
import type { Modicum } from '../../modicum.ts';
import { JSON_OPTION, openModicum, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine } from '../output.ts';
import { renderReceipt } from '../render/receipt.ts';

export const explain = defineCommand({
  meta: { name: 'explain', description: 'The receipt of one call: why, which attempts, what it cost' },
  args: {
    call: { type: 'positional', required: false, default: 'last', description: 'a call id, or last' },
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

export function find({ ledger }: Modicum, callId: string): Receipt {
  const receipt = callId === 'last' ? ledger.recent({ limit: 1 })[0] : ledger.receipt(callId);
  if (receipt !== undefined && receipt !== null) return receipt;
  throw new ModicumError(
    'unknown_call',
    callId === 'last'
      ? 'The ledger has no calls yet. The demo has a ledger of its own: add --demo.'
      : `The ledger has no call ${callId}. modicum ledger tail lists the newest; the demo's are found with --demo.`,
  );
}
