import type { Modicum, ModicumOptions } from '../modicum.ts';
import { remark } from './output.ts';

export interface SetupArguments {
  readonly config?: string | undefined;
  readonly ledger?: string | undefined;
}

/**
 * A Modicum as these options describe it. Whoever opens it closes it. Its rooms are loaded only here:
 * help and a mistyped option need none of them, and answer four times as fast.
 */
export async function openModicum(
  { config, ledger }: SetupArguments,
  log: ModicumOptions['log'] & {} = remark,
): Promise<Modicum> {
  const { createModicum } = await import('../modicum.ts');
  return createModicum({
    ...(config !== undefined && { policy: config }),
    ...(ledger !== undefined && { ledger }),
    log,
  });
}

export function isSimulated(modicum: Modicum): boolean {
  return modicum.policy.providers.some((provider) => provider.simulated);
}
