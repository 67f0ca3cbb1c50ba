import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLogFollower } from './follow-log.ts';
import { beginLog, createLogWriter, previousLog } from './log-file.ts';

let path: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, 'state', 'modicum.log');
});

const now = () => new Date('2026-11-20T10:47:12.345Z');
const saying = (message: string) => ({ level: 'info', code: 'said', message }) as const;

describe('a log', () => {
  it('begins anew and keeps the one before', () => {
    beginLog(path);
    writeFileSync(path, 'first\n');
    beginLog(path);
    writeFileSync(path, 'second\n');
    beginLog(path);
    expect([readFileSync(path, 'utf8'), readFileSync(previousLog(path), 'utf8')]).toEqual([
      '',
      'second\n',
    ]);
  });

  it('is its owner’s alone, even if it was not', () => {
    beginLog(path);
    chmodSync(path, 0o644);
    createLogWriter(path, { now })(saying('hello'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('stays within its size and loses no line at the seam', () => {
    const write = createLogWriter(path, { now, maxBytes: 400 });
    for (let number = 0; number < 20; number++) write(saying(`entry ${number}`));
    const [before, after] = [previousLog(path), path].map((file) => readFileSync(file, 'utf8'));
    expect(statSync(path).size).toBeLessThan(500);
    expect(statSync(previousLog(path)).size).toBeLessThan(500);
    const numbers = `${before}${after}`.match(/entry \d+/g) ?? [];
    expect(numbers.at(-1)).toBe('entry 19');
    expect(numbers).toEqual(numbers.map((_, index) => `entry ${20 - numbers.length + index}`));
    expect(numbers.length).toBeGreaterThan(4);
  });

  it('that cannot be written stops nobody', () => {
    const write = createLogWriter(path, { now });
    rmSync(join(path, '..'), { recursive: true });
    expect(() => write(saying('hello'))).not.toThrow();
  });
});

describe('following', () => {
  it('waits for a log, gives whole lines, and goes on across a new start and an emptied file', () => {
    const follower = createLogFollower(path);
    expect(follower.next()).toEqual([]);
    beginLog(path);
    writeFileSync(path, 'one\ntw');
    expect(follower.next()).toEqual(['one']);
    writeFileSync(path, 'one\ntwo é\n');
    expect(follower.next()).toEqual(['two é']);
    expect(follower.next()).toEqual([]);
    beginLog(path);
    writeFileSync(path, 'of the next gateway, longer than before\n');
    expect(follower.next()).toEqual(['of the next gateway, longer than before']);
    writeFileSync(path, 'short\n');
    expect(follower.next()).toEqual(['short']);
  });

  it('never cuts a character, wherever a write ends', () => {
    beginLog(path);
    const follower = createLogFollower(path);
    const bytes = Buffer.from('grüße 😀\n');
    const seen: string[] = [];
    for (let end = 1; end <= bytes.length; end++) {
      writeFileSync(path, bytes.subarray(0, end));
      seen.push(...follower.next());
    }
    expect(seen).toEqual(['grüße 😀']);
  });
});
