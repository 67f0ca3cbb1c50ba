import { join } from 'node:path';
import { configPaths } from '../../config/config-paths.ts';

/** The demo has a folder of its own, so that its simulated calls never mix with real ones. */
export function demoPaths(environment: Readonly<Record<string, string | undefined>>) {
  const folder = join(configPaths(environment, process.platform).stateFolder, 'demo');
  return { folder, ledger: join(folder, 'ledger.sqlite'), policy: join(folder, 'modicum.yaml') };
}
