import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { whileLocked } from './exclusive-lock.ts';

let path: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'policy.lock');
});

const now = () => ({ path, waitMs: 0 });

it('answers what was done, and leaves an empty file of the owner alone', () => {
  expect(whileLocked(now(), () => 'done')).toEqual({ ok: true, result: 'done' });
  expect(statSync(path).size).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('does nothing while another holds the lock, and does it afterwards', () => {
  let isDone = false;
  const again = () => whileLocked(now(), () => (isDone = true));
  expect(whileLocked(now(), again)).toEqual({ ok: true, result: { ok: false } });
  expect(isDone).toBe(false);
  expect(again()).toEqual({ ok: true, result: true });
});

it('lets go when what was to be done fails', () => {
  const fail = () => {
    throw new Error('not done');
  };
  expect(() => whileLocked(now(), fail)).toThrow('not done');
  expect(whileLocked(now(), () => 1)).toEqual({ ok: true, result: 1 });
});

it('says what is wrong with a file that is no lock', () => {
  writeFileSync(path, 'not a database, and longer than the head of one'.repeat(20));
  expect(() => whileLocked(now(), () => 1)).toThrow('not a database');
});
