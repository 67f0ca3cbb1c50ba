import { openSqliteLedger } from '../../src/ledger/sqlite-ledger.ts';
import { closedAttemptWith, closedCallWith, openAttemptWith, openCallWith } from './ledger-rows.ts';

/**
 * Writes calls to the ledger named by its argument, several at once, and prints each row once it is
 * acknowledged, until it is killed.
 */
const [path = ''] = process.argv.slice(2);
const ledger = openSqliteLedger({ path, now: Date.now });

async function writeCalls(lane: number): Promise<never> {
  for (let count = 0; ; count++) {
    const callId = `call_${lane}_${count}`;
    await Promise.all([
      ledger.openCall(openCallWith({ callId })),
      ledger.openAttempt(openAttemptWith({ callId })),
    ]);
    say('opened', callId);
    await ledger.closeAttempt(closedAttemptWith({ callId }));
    say('attempt-closed', callId);
    await ledger.closeCall(closedCallWith({ callId }));
    say('call-closed', callId);
  }
}

function say(what: string, callId: string): void {
  process.stdout.write(`${what} ${callId}\n`);
}

await Promise.all([writeCalls(1), writeCalls(2), writeCalls(3)]);
