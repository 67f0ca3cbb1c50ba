// A headless agent with a heartbeat: it wakes, looks without a model, and works in the background.
// Run: npx node examples/agent-heartbeat.ts
// It claims: idle heartbeats call nobody; background work starts on tier 0 and climbs only after an
// output was wrong; wrong outputs are paid for, counted, and the day still saves. Nothing is slept:
// a heartbeat is a value, and how many there may be is a budget. No key needed; see example.ts.
import { formatUsd, type Receipt } from '../src/index.ts';
import { account, openExample } from './example.ts';

const { modicum, simulated, claim, close } = await openExample({ failures: true });
const FLAIRS = ['question', 'release', 'complaint', 'praise'];

/** Every ten minutes from 07:00 to 23:00. For real, a few are enough. */
const BUDGET = simulated ? 96 : 6;

/** What lies in the inbox at a heartbeat: looked up, no model asked. */
function inbox(tick: number): readonly string[] {
  if (tick % 3 === 0) return [];
  return Array.from({ length: (tick % 4) + 1 }, (_, index) => post(tick, index));
}

function post(tick: number, index: number): string {
  const flair = FLAIRS[(tick + index) % FLAIRS.length] ?? '';
  return `Post ${tick}.${index} of the forum, which reads like a ${flair} about the build.`;
}

async function heartbeat(tick: number): Promise<readonly Receipt[]> {
  const done: Receipt[] = [];
  for (const text of inbox(tick)) {
    const { receipt, output, accepted } = await modicum.run({
      input: text,
      system: 'Choose the flair of a forum post.',
      labels: FLAIRS,
      background: true,
      session: 'heartbeat',
      tags: [`tick-${tick}`],
    });
    if (!accepted || !FLAIRS.includes(output.toLowerCase().replace(/\.$/, ''))) {
      throw new Error(`FALSE: what was handed over is a flair, not ${output}`);
    }
    done.push(receipt);
  }
  return done;
}

let idle = 0;
const receipts: Receipt[] = [];
for (let tick = 0; tick < BUDGET; tick++) {
  const done = await heartbeat(tick);
  if (done.length === 0) idle++;
  receipts.push(...done);
}

const climbed = receipts.filter(({ closed }) => closed?.escalatedFrom === 0);
const triedAt = ({ attempts }: Receipt) => attempts.map(({ opened }) => opened.tier);
const wentWrong = ({ attempts }: Receipt) =>
  attempts.some(({ closed }) => closed?.outcome !== 'answered');
const { cost, attempts, baseline, saved } = account(receipts);
console.log(
  `${BUDGET} heartbeats, ${idle} idle, ${receipts.length} posts, ${climbed.length} climbed`,
);
console.log(
  `cost ${formatUsd(cost)}, on one model ${formatUsd(baseline)}, saved ${formatUsd(saved)}`,
);

claim(
  'idle heartbeats call nobody',
  modicum.ledger.recent({ limit: 1_000 }).length === receipts.length,
);
claim(
  'all of it started on tier 0',
  receipts.every((receipt) => triedAt(receipt)[0] === 0),
);
claim('it climbs only when an output was wrong', climbed.every(wentWrong));
claim(
  'what went right at once stayed',
  receipts.every((one) => wentWrong(one) || one.attempts.length === 1),
);
claim(
  'no climb skips a tier',
  climbed.every((one) => one.closed?.servedTier === 1),
);
if (simulated) claim('some outputs were wrong, or this shows nothing', climbed.length > 0);
claim('wrong outputs are paid for: calls cost the sum of their attempts', cost === attempts);
claim('net of all that, the day saves', saved > 0 && saved === baseline - cost);
await close();
