import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newDemo, newestDemo, removeEndedDemos } from './demo-paths.ts';

/** No system gives a process this number. */
const NOBODY = 2_147_483_000;

let home: string;
let environment: Readonly<Record<string, string>>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'modicum-demos-'));
  environment = { HOME: home, XDG_STATE_HOME: home };
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function make(...names: readonly string[]): void {
  for (const name of names) mkdirSync(join(home, 'modicum', 'demo', name), { recursive: true });
}

it('gives each demo a folder of its own', () => {
  const { folder, ledger, policy } = newDemo(environment, 1_795_000_000_000);
  expect(folder).toBe(join(home, 'modicum', 'demo', `1795000000000-${process.pid}`));
  expect([ledger, policy]).toEqual([join(folder, 'ledger.sqlite'), join(folder, 'modicum.yaml')]);
});

it('finds the one that started last', () => {
  expect(newestDemo(environment)).toBeNull();
  make('1795000000001-7', '1795000000003-5', '1795000000002-9', 'mine');
  expect(newestDemo(environment)?.folder).toMatch(/1795000000003-5$/);
});

it('removes ended demos only, and nothing that is not one', () => {
  removeEndedDemos(environment);
  const kept = ['mine', '123-4', `1795000000001-${process.pid}`];
  make(`1795000000002-${NOBODY}`, ...kept);
  removeEndedDemos(environment);
  expect(readdirSync(join(home, 'modicum', 'demo')).toSorted()).toEqual(kept.toSorted());
});
