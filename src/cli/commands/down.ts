import { setTimeout as sleep } from 'node:timers/promises';
import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { printLine } from '../output.ts';
import { readRunning } from '../running.ts';

/** Longer than a gateway gives the calls it still has under way. */
const STOP_LIMIT_MS = 12_000;

export const down = command({
  meta: { name: 'down', description: 'Stop the gateway that runs in the background' },
  args: {},
  examples: ['modicum down'],
  about:
    'Calls under way have ten seconds to finish. Without a gateway it says so, and ends with 0.',
  exits: { 1: 'it did not stop in time' },
  async run() {
    const running = readRunning();
    if (running === null) {
      printLine('No gateway runs.');
      return;
    }
    process.kill(running.pid, 'SIGTERM');
    const deadline = performance.now() + STOP_LIMIT_MS;
    while (performance.now() < deadline) {
      await sleep(50);
      if (readRunning()?.pid !== running.pid) {
        printLine(`Stopped ${running.url}.`);
        return;
      }
    }
    throw new ModicumError(
      'cannot_stop',
      `Process ${running.pid} did not stop. Calls may still be running; try again.`,
    );
  },
});
