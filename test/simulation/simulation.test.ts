import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { LEDGER_STORES } from '../../src/ledger/index.ts';
import { FAKE_NOW } from '../../src/testing/index.ts';
import { describeRun } from './describe-run.ts';
import { violations } from './invariants.ts';
import { simulate } from './simulate.ts';

/** `SIMULATION_SEEDS=5000 npx vitest run test/simulation` for more; `replay.ts <seed>` tells one. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 3_000);
const SQLITE_SEEDS = Math.ceil(SEEDS / 6);

const folder = mkdtempSync(join(tmpdir(), 'modicum-simulation-'));
const sqlite = LEDGER_STORES.sqlite({ path: join(folder, 'ledger.sqlite'), now: () => FAKE_NOW });
afterAll(() => {
  sqlite.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Each seed from `first` on; the first that breaks something is told with its whole story. */
async function expectSound(first: number, count: number, store?: Ledger): Promise<void> {
  for (let seed = first; seed < first + count; seed++) {
    const run = await simulate(seed, store);
    const broken = violations(run);
    if (broken.length > 0) expect.fail(`${broken.join('\n')}\n\n${describeRun(run)}`);
  }
}

describe('whatever upstreams, clients and the ledger do, in any order', () => {
  test('every invariant holds', { timeout: 600_000 }, () => expectSound(1, SEEDS));

  test('every invariant holds with rows in a file', { timeout: 600_000 }, () =>
    expectSound(1_000_001, SQLITE_SEEDS, sqlite),
  );

  test('a seed tells the same story every time', async () => {
    const [one, other] = [await simulate(7), await simulate(7)];
    expect(describeRun(other)).toBe(describeRun(one));
  });
});

describe('what the simulation reaches', () => {
  test('every way a call can end, every reason for an attempt, both lanes', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 1_000; seed++) {
      const { visits, sends } = await simulate(seed);
      for (const { script } of sends) seen.add(script.plot);
      for (const { receipt, view } of visits) {
        seen.add(`call ${receipt?.closed?.outcome}`);
        if (view.left !== null) seen.add('left');
        if (view.chunks.length > 1) seen.add('streamed');
        for (const { opened, closed } of receipt?.attempts ?? []) {
          seen
            .add(`attempt ${closed?.outcome}`)
            .add(opened.lane)
            .add(opened.reason ?? 'first');
        }
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(REACHED));
  });
});

const REACHED = [
  'call answered',
  'call refused',
  'call failed',
  'call cancelled',
  'call undefined',
  'attempt answered',
  'attempt rejected',
  'attempt failed',
  'attempt cancelled',
  'untouched',
  'translated',
  'left',
  'streamed',
  'first',
  'retry_transient',
  'retry_rejected',
  'equivalent_provider',
  'tier_unavailable',
  'answer_rejected',
  'good',
  'good, then more',
  'cut or silent somewhere',
  'error status',
  'error event',
  'not an answer',
  'no head',
];
