import type { ArgsDef } from 'citty';
import { ModicumError } from '../../core/error.ts';
import type { Ledger, Receipt } from '../../ledger/ledger.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { LEDGER_OPTIONS, openLedger, type LedgerArguments } from '../open-ledger.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine, screenWidth } from '../output.ts';
import { renderReceipt } from '../render/receipt.ts';

const OF_WORD = {
  type: 'positional',
  required: false,
  description: 'after switch: a call id, or last',
} as const;

/** The figures of a conversation, for `explain switch`. */
const SWITCH_OPTIONS = {
  from: { type: 'string', description: 'with switch: the model it is on', valueHint: 'model' },
  to: { type: 'string', description: 'with switch: the model it might go to', valueHint: 'model' },
  tokens: {
    type: 'string',
    description: 'with switch: tokens of its next prompt',
    valueHint: 'number',
  },
  turns: {
    type: 'string',
    description: 'with switch: turns to come, default 8',
    valueHint: 'number',
  },
  new: {
    type: 'string',
    description: 'with switch: new tokens of each turn, default 700',
    valueHint: 'number',
  },
  growth: {
    type: 'string',
    description: 'with switch: by how much each prompt grows, default as --new',
    valueHint: 'number',
  },
  output: {
    type: 'string',
    description: 'with switch: tokens of each answer, default 220',
    valueHint: 'number',
  },
  ttl: {
    type: 'string',
    description: 'with switch: how long a cache lives, 5m or 1h',
    valueHint: 'time',
  },
  config: SETUP_OPTIONS.config,
} as const satisfies ArgsDef;

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
  args: { ...RECEIPT_OPTIONS, of: OF_WORD, ...SWITCH_OPTIONS },
  examples: [
    'modicum explain last',
    'modicum explain call_01m7we5fm991tajm7w91en --json',
    'modicum explain --demo',
    'modicum explain switch last',
    'modicum explain switch --from opus-5-5 --to haiku-5-5 --tokens 78000 --turns 20',
  ],
  about:
    '`explain switch` is about the model of a conversation: what the cache was expected to hold and did hold, what staying and moving cost over the turns that are expected, after how many turns a move breaks even, and what would change it; of a call, or of the figures you give. Everything else is the receipt of a call. The decision and its evidence, every attempt, what it cost, and what it would have cost. Looking makes no ledger where there is none, and works whatever state the policy is in.',
  json: '`receipt`; with `switch` `callId` (null for figures of your own), `account` (both sums, or null where nothing can be compared), `prediction` and `miss` (the cache of that call, expected and reported), `foresight` (the same over the ledger)',
  exits: { 1: 'there is no such call' },
  async run({ args }) {
    if (args.call === 'switch') {
      const { showSwitch } = await import('../show-switch.ts');
      showSwitch(args, find);
      return;
    }
    const given = Object.keys(SWITCH_OPTIONS).find((name) => name in args);
    if (given !== undefined) throw usage(`--${given} belongs to: modicum explain switch`);
    if (args.of !== undefined) throw usage('One call at a time: modicum explain <call>');
    showReceipt(args);
  },
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
