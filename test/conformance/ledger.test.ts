import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { LEDGER_STORES } from '../../src/ledger/index.ts';
import { createMemoryLedger, memoryRows } from '../../src/testing/memory-ledger.ts';
import { ledgerConformance } from './ledger.ts';
import type { LedgerStore } from './ledger.ts';

const STORES: Readonly<Record<keyof typeof LEDGER_STORES, () => LedgerStore>> = {
  sqlite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'modicum-ledger-'));
    return {
      open: () => LEDGER_STORES.sqlite({ path: join(folder, 'ledger.db'), now: () => 1_000 }),
      dispose: () => rmSync(folder, { recursive: true }),
    };
  },
};

test('every store of the index is here', () => {
  expect(Object.keys(STORES)).toEqual(Object.keys(LEDGER_STORES));
});

for (const [name, create] of Object.entries(STORES)) ledgerConformance(name, create);

ledgerConformance('memory', () => {
  const rows = memoryRows();
  return { open: () => createMemoryLedger(rows), dispose: () => {} };
});
