import type { ArgsDef } from 'citty';
import { createModicum, type Modicum } from '../modicum.ts';
import { isTier, type Tier } from '../core/tier.ts';
import { usage } from './check-arguments.ts';
import { demoPaths } from './demo/demo-paths.ts';
import { remark } from './output.ts';

/** Options that every command which needs a set-up has. */
export const SETUP_OPTIONS = {
  config: { type: 'string', description: 'path of a modicum.yaml', valueHint: 'file' },
  ledger: { type: 'string', description: 'path of the ledger', valueHint: 'file' },
  demo: { type: 'boolean', description: 'the ledger of the last demo' },
} as const satisfies ArgsDef;

export const JSON_OPTION = {
  json: { type: 'boolean', alias: 'j', description: 'JSON for programs' },
} as const satisfies ArgsDef;

export interface SetupArguments {
  readonly config?: string | undefined;
  readonly ledger?: string | undefined;
  readonly demo?: boolean | undefined;
}

/** A Modicum as these options describe it. Whoever opens it closes it. */
export function openModicum(args: SetupArguments): Modicum {
  const ledger = args.demo === true ? demoPaths(process.env).ledger : args.ledger;
  return createModicum({
    ...(args.config !== undefined && { policy: args.config }),
    ...(ledger !== undefined && { ledger }),
    log: remark,
  });
}

export function readTierOption(name: string, text: string | undefined): Tier | undefined {
  if (text === undefined) return undefined;
  const tier = Number(text);
  if (text.trim() !== '' && isTier(tier)) return tier;
  throw usage(`--${name} must be 0, 1, 2 or 3.`);
}

export function readWholeNumber(
  name: string,
  text: string | undefined,
  { least, most }: { least: number; most: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(`--${name} must be a whole number from ${least} to ${most}.`);
}
