import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const MODULE = new URL('open-database.ts', import.meta.url).href;

/** Says that it is loaded, waits to be told, then opens and closes a ledger several times. */
const OPEN = `
const { openDatabase } = await import(${JSON.stringify(MODULE)});
process.stdout.write('ready');
process.stdin.once('data', () => {
  for (let round = 0; round < 5; round++) openDatabase(process.argv[1]).close();
  process.exit(0);
});
`;

it(
  'is made once by several processes that start at the same moment',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modicum-together-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const args = ['--input-type=module', '-e', OPEN, join(folder, 'ledger.sqlite')];
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, args));
    const ends = children.map(
      (child) => new Promise<number | null>((resolve) => child.once('close', resolve)),
    );
    const loaded = children.map(
      (child) => new Promise((resolve) => child.stdout.once('data', resolve)),
    );
    await Promise.all(loaded);
    for (const child of children) child.stdin.write('go');
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0]);
  },
);
