import { setTimeout as wait } from 'node:timers/promises';

/** Looks again until there is something to see; the test's own time limit ends a vain wait. */
export async function eventually<Value>(what: string, look: () => Value | null): Promise<Value> {
  const turns = 2_000;
  for (let turn = 0; turn < turns; turn++) {
    const value = look();
    if (value !== null) return value;
    await wait(5);
  }
  throw new Error(`In vain: ${what}.`);
}

/** The same for a condition. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  await eventually(what, () => (holds() ? true : null));
}
