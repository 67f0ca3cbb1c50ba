import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import { ModicumError } from '../../core/error.ts';
import { printLine } from '../output.ts';
import { answers, readRunning } from '../running.ts';

const STOP_LIMIT_MS = 12_000;

export const down = defineCommand({
  meta: { name: 'down', description: 'Stop the gateway that runs in the background' },
  async run() {
    const running = readRunning();
    if (running === null || !(await answers(running))) {
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
    throw new ModicumError('cannot_stop', `Process ${running.pid} did not stop. Calls may still be running; try again.`);
  },
});
