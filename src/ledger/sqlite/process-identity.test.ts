import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lifeOf, ownIdentity } from './process-identity.ts';

describe('lifeOf', () => {
  it('knows this process, and another one that had its number', () => {
    const own = ownIdentity();
    expect(lifeOf(own)).toBe('alive');
    expect(lifeOf({ ...own, host: `not-${hostname()}` })).toBe('unknown');
    expect(lifeOf({ ...own, start: null })).toBe('alive');
    // No system counts this far.
    expect(lifeOf({ ...own, pid: 2 ** 30 })).toBe('dead');
  });

  it.runIf(process.platform === 'linux')('tells a reused number by its start', () => {
    expect(lifeOf({ ...ownIdentity(), start: 'another boot:1' })).toBe('dead');
  });

  it.runIf(process.platform === 'linux')('counts a zombie as dead', async () => {
    const pid = await startZombie();
    await expect
      .poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), { timeout: 10_000 })
      .toContain(') Z ');
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(lifeOf({ host: hostname(), pid, start: null })).toBe('dead');
  });
});

/** A process that ends once its parent is another program, and whose parent, a `sleep`, never asks how. */
function startZombie(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
  onTestFinished(() => void parent.kill());
  return new Promise((resolve) => {
    parent.stdout.once('data', (said: Buffer) => resolve(Number(said.toString())));
  });
}
