import { createModicum, type Modicum } from '../modicum.ts';
import { remark } from './output.ts';

export interface SetupArguments {
  readonly config?: string | undefined;
  readonly ledger?: string | undefined;
}

/** A Modicum as these options describe it. Whoever opens it closes it. */
export function openModicum({ config, ledger }: SetupArguments): Modicum {
  return createModicum({
    ...(config !== undefined && { policy: config }),
    ...(ledger !== undefined && { ledger }),
    log: remark,
  });
}

export function isSimulated(modicum: Modicum): boolean {
  return modicum.policy.providers.some((provider) => provider.simulated);
}
