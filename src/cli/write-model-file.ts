import { renameSync, writeFileSync } from 'node:fs';
import { ModicumError } from '../core/error.ts';

/** Written beside its place and then put there: a gateway that reads it never sees half a model. */
export function writeModelFile(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`;
  try {
    writeFileSync(beside, bytes, { mode: 0o600 });
    renameSync(beside, path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it failed';
    throw new ModicumError('usage', `The model cannot be written to ${path}: ${why}.`, { cause });
  }
}
