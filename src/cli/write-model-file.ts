import { writeFileSync } from 'node:fs';
import { ModicumError } from '../core/error.ts';
import { replaceFile, type Replacement } from './replace-file.ts';

/** Written beside its place and then put there: a gateway that reads it never sees half a model. */
export function writeModelFile(path: string, bytes: Uint8Array): void {
  let file: Replacement | null = null;
  try {
    file = replaceFile(path);
    writeFileSync(file.beside, bytes, { mode: 0o600 });
    file.put();
  } catch (cause) {
    file?.drop();
    const why = cause instanceof Error ? cause.message : 'it failed';
    throw new ModicumError('usage', `The model cannot be written to ${path}: ${why}.`, { cause });
  }
}
