import { setTimeout as sleep } from 'node:timers/promises';
import type { Modicum } from '../modicum.ts';
import { createFollower } from './follow-calls.ts';
import { printLine } from './output.ts';
import { createCallLines } from './render/call-lines.ts';

const LOOK_EVERY_MS = 500;

/** In a ledger that was empty, whatever comes between two looks is new. */
const MANY = 1_000;

/** Shows the calls of this gateway as they end, a line each, until `stop`; those before it are not shown. */
export async function showCalls({ ledger }: Modicum, stop: AbortSignal): Promise<void> {
  const follower = createFollower(ledger.recent({ limit: 1 }).length > 0 ? 1 : MANY);
  follower.next(ledger);
  const lines = createCallLines();
  const show = () => {
    for (const line of lines.add(follower.next(ledger))) printLine(line);
  };
  while (!stop.aborted) {
    show();
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => {});
  }
  show();
}
