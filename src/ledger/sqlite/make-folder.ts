import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o700;

/**
 * Makes a folder and those above it that are missing, one by one. Node's own `recursive` never returns
 * where a system refuses a folder by saying that its parent is missing, as /proc does. The room config
 * has the same, because no adapter imports another.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: OWNER_ONLY });
  } catch (error) {
    // Another process made it in the meantime.
    if (!existsSync(path)) throw error;
  }
}
