import type { ArgsDef } from 'citty';
import { isTier, type Tier } from '../core/tier.ts';
import { usage } from './check-arguments.ts';

/** Options of every command that needs a policy. */
export const SETUP_OPTIONS = {
  config: { type: 'string', description: 'path of a modicum.yaml', valueHint: 'file' },
  ledger: { type: 'string', description: 'path of the ledger', valueHint: 'file' },
} as const satisfies ArgsDef;

export const JSON_OPTION = {
  json: { type: 'boolean', alias: 'j', description: 'JSON for programs' },
} as const satisfies ArgsDef;

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
