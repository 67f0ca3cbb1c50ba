import { expect, it } from 'vitest';
import { useWriteAheadLog } from './write-ahead-log.ts';

/** A database whose first statements fail so. */
function failing(times: number, code: number) {
  const said: string[] = [];
  const exec = (sql: string) => {
    said.push(sql);
    if (said.length <= times) throw Object.assign(new Error('no'), { errcode: code });
  };
  return { said, exec };
}

const LOCKED = 5;
const READ_ONLY = 8;

it('asks again while another process holds the file', () => {
  const database = failing(2, LOCKED);
  useWriteAheadLog(database, 60_000);
  expect(database.said).toHaveLength(3);
});

it('gives up after its time', () => {
  expect(() => useWriteAheadLog(failing(2, LOCKED), -1)).toThrow('no');
});

it('does not repeat what no waiting cures', () => {
  const database = failing(1, READ_ONLY);
  expect(() => useWriteAheadLog(database, 60_000)).toThrow('no');
  expect(database.said).toHaveLength(1);
});
