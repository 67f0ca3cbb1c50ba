import { join, resolve } from 'node:path';

/** Stands for the model that comes with Modicum. */
const SHIPPED = 'shipped';

/** Where a model is that a policy names, from the folder of its file; `null`: the one that comes with Modicum. */
export function modelPath(
  written: string,
  { folder, home }: { readonly folder: string; readonly home: string },
): string | null {
  if (written === SHIPPED) return null;
  return written.startsWith('~/') ? join(home, written.slice(2)) : resolve(folder, written);
}
