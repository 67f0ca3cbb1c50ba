import { createKeyring } from '../../config/keyring.ts';
import type { Catalog } from '../../core/catalog.ts';
import { ModicumError } from '../../core/error.ts';
import type { Policy } from '../../core/policy.ts';
import type { Place } from '../../integrate/target.ts';
import { openModicum, type SetupArguments } from '../open-modicum.ts';

/** What all checks look at. */
export interface SetUp {
  readonly args: SetupArguments;
  readonly place: Place;
  /** Ask nobody outside this machine. */
  readonly offline: boolean;
  /** `null`: the policy has mistakes. */
  readonly rules: Rules | null;
  readonly rulesProblem: string | null;
}

export interface Rules {
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly path: string | null;
  readonly warnings: readonly string[];
}

/** Reads the policy once for all checks; one that cannot be read is a finding, not a failure. */
export async function readSetUp(
  args: SetupArguments,
  { place, offline }: Pick<SetUp, 'place' | 'offline'>,
): Promise<SetUp> {
  const base = { args, place, offline };
  try {
    return { ...base, rules: await readRules(args, place), rulesProblem: null };
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    return { ...base, rules: null, rulesProblem: cause.message };
  }
}

async function readRules(args: SetupArguments, place: Place): Promise<Rules> {
  const modicum = await openModicum(args);
  const { policy, catalog, policyPath, warnings } = modicum;
  await modicum.close();
  // Keys have a check of their own.
  const ofKeys = createKeyring(policy.providers, place.environment).problems;
  const others = warnings.filter((warning) => !ofKeys.includes(warning));
  return { policy, catalog, path: policyPath, warnings: others };
}

export function isBound(policy: Policy, provider: string): boolean {
  return Object.values(policy.tiers).some(({ bindings }) =>
    bindings.some((model) => model.provider === provider),
  );
}
