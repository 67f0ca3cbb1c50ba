import { existsSync } from 'node:fs';
import { configPaths } from '../../../config/config-paths.ts';
import { modelName } from '../../../core/model.ts';
import { createSpeedMemory } from '../../../gateway/speed-memory.ts';
import { openSqliteLedger } from '../../../ledger/sqlite-ledger.ts';
import type { Rules, SetUp } from '../set-up.ts';
import type { SpeedFacts } from '../verdicts/speeds.ts';

/** How fast the local models have been, by what is booked of their answers. */
export function probeSpeeds({ policy }: Rules, { args, place }: SetUp): SpeedFacts {
  const path = args.ledger ?? configPaths(place.environment, place.platform).ledger;
  const speeds = speedsIn(path);
  const { bindings, tokensPerSecond } = policy.tiers[0];
  return {
    assumed: tokensPerSecond,
    models: bindings.map(modelName).map((model) => ({ model, speed: speeds[model] ?? null })),
  };
}

/** A ledger that cannot be read is the finding of another check. */
function speedsIn(path: string) {
  if (!existsSync(path)) return {};
  try {
    const ledger = openSqliteLedger({ path, now: Date.now });
    try {
      return createSpeedMemory({ earlier: () => ledger }).speeds();
    } finally {
      ledger.close();
    }
  } catch {
    return {};
  }
}
