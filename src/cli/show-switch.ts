import { loadCatalog } from '../config/load-catalog.ts';
import type { Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';
import { modelName } from '../core/model.ts';
import type { Policy } from '../core/policy.ts';
import type { Ledger, Receipt } from '../ledger/ledger.ts';
import { accountOfCall, supposedAccount, type SwitchFigures } from './explain-switch.ts';
import { openLedger, type LedgerArguments } from './open-ledger.ts';
import { note, printJson, printLine, screenWidth } from './output.ts';
import { loadOwnPolicy } from './policy-setup.ts';
import { cacheFields, cacheMiss, renderForesight } from './render/cache.ts';
import { renderFields, type Field } from './render/fields.ts';
import { renderSwitch } from './render/switch.ts';

export interface SwitchArguments extends LedgerArguments, SwitchFigures {
  readonly of?: string | undefined;
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

type Find = (ledger: Ledger | null, callId: string) => Receipt;

/** `modicum explain switch`: of figures that are given, or of a call and of all calls before. */
export function showSwitch(args: SwitchArguments, find: Find): void {
  const known = knownModels(args.config);
  if (args.from === undefined) showOfCall(args, known, find);
  else showSupposed(args, known.catalog);
}

function showSupposed(args: SwitchArguments, catalog: Catalog): void {
  const account = supposedAccount(args, catalog);
  if (args.json) {
    printJson({ callId: null, account, prediction: null, miss: null, foresight: [] });
  } else printLine(renderFields([['switch', renderSwitch(account)]], screenWidth()));
}

function showOfCall(args: SwitchArguments, known: KnownModels, find: Find): void {
  const ledger = openLedger(args);
  try {
    const receipt = find(ledger, args.of ?? 'last');
    const to = args.to ?? otherModel(receipt, known.policy);
    const account = accountOfCall(receipt, args, { catalog: known.catalog, to });
    const foresight = ledger?.cacheForesight({}) ?? [];
    const { callId, cachePrediction, simulated } = receipt.call;
    if (args.json) {
      const told = { callId, account, prediction: cachePrediction, miss: cacheMiss(receipt) };
      printJson({ simulated, ...told, foresight });
      return;
    }
    const fields: Field[] = [
      ['call', callId],
      ...cacheFields(receipt).filter(([name]) => name === 'cache'),
      ['switch', account === null ? NOTHING_TO_COMPARE : renderSwitch(account)],
      ['foreseen', renderForesight(foresight)],
    ];
    printLine(renderFields(fields, screenWidth()));
  } finally {
    ledger?.close();
  }
}

const NOTHING_TO_COMPARE =
  'nothing to compare: the call has no usage that was reported, or no other model is bound; name one with --to';

interface KnownModels {
  readonly catalog: Catalog;
  readonly policy: Policy | null;
}

/** The record is explained whatever state the policy is in. */
function knownModels(config: string | undefined): KnownModels {
  try {
    const { catalog, policy } = loadOwnPolicy(config);
    return { catalog, policy };
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    note('the policy cannot be read, so that prices are those of the catalog');
    return { catalog: loadCatalog(), policy: null };
  }
}

/** Where routing would have gone; else the tier below, else the tier above. */
function otherModel({ call }: Receipt, policy: Policy | null): string | null {
  if (call.shadow !== null) return call.shadow.model;
  if (policy === null || call.tier === null || call.tier === 'none') return null;
  const [near] = [call.tier - 1, call.tier + 1].flatMap((tier) =>
    tier === 0 || tier === 1 || tier === 2 || tier === 3
      ? policy.tiers[tier].bindings.slice(0, 1)
      : [],
  );
  return near === undefined ? null : modelName(near);
}
