// What all examples share: a Modicum to try, and a way to check what an example claims.
// With MODICUM_EXAMPLES=real the calls go to your own keys and models, and cost about a cent.
// Without it the upstreams are simulated: no key, no network, no money, and it says so.
// In your program there is none of this: `const modicum = createModicum()`.
// The examples import from '../src'; you import from 'modicum' and 'modicum/testing'.
import { createModicum, formatUsd, type Modicum, type Receipt } from '../src/index.ts';
import { startSimulatedSetUp } from '../src/testing/index.ts';

export interface Example {
  readonly modicum: Modicum;
  readonly simulated: boolean;
  /** Says a claim and holds the example to it: one that is false ends it loudly. */
  claim(text: string, holds: boolean): void;
  close(): Promise<void>;
}

/** `failures`: whether the simulation now and then fails, or answers wrongly, as the real ones do. */
export async function openExample({ failures = false } = {}): Promise<Example> {
  const simulated = process.env['MODICUM_EXAMPLES'] !== 'real';
  const simulation = simulated ? await startSimulatedSetUp({ failures }) : null;
  if (simulated) console.log('SIMULATED: answers and money are made up.');
  const modicum = createModicum(simulation?.options);
  return {
    modicum,
    simulated,
    claim(text, holds) {
      if (!holds) throw new Error(`FALSE: ${text}`);
      console.log(`  true: ${text}`);
    },
    async close() {
      await modicum.close();
      await simulation?.close();
    },
  };
}

/** One line of account per call. */
export function tell(what: string, receipt: Receipt | null): void {
  const closed = receipt?.closed;
  const cost = closed?.cost.state === 'final' ? formatUsd(closed.cost.nanoUsd) : 'unknown';
  console.log(`${what}: tier ${closed?.servedTier}, ${closed?.servedModel}, ${cost}`);
}

/** What calls cost and what the model they are compared with would have, in nano-dollars. */
export function account(receipts: readonly (Receipt | null)[]) {
  let cost = 0;
  let attempts = 0;
  let baseline = 0;
  for (const receipt of receipts) {
    cost += amount(receipt?.closed?.cost);
    baseline += amount(receipt?.closed?.baseline);
    for (const attempt of receipt?.attempts ?? []) attempts += amount(attempt.closed?.cost);
  }
  return { cost, attempts, baseline, saved: baseline - cost };
}

/** Unknown is not zero: a sum with it would be a guess. */
function amount(cost: { state: string; nanoUsd?: number } | undefined): number {
  if (cost?.nanoUsd === undefined) throw new Error('FALSE: every cost is known');
  return cost.nanoUsd;
}
