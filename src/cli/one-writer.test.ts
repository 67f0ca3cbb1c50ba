import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { asOneWriter } from './one-writer.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modicum-lock-'));
  vi.stubEnv('XDG_STATE_HOME', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
});

describe('one writer', () => {
  it('keeps a second one out until the first is done', () => {
    const second = () => asOneWriter(() => 'second', 10);
    asOneWriter(() => expect(second).toThrow('Another modicum has been changing the policy'));
    expect(second()).toBe('second');
  });

  it('lets go when it fails, and leaves a file that is private', () => {
    const failing = () =>
      asOneWriter(() => {
        throw new Error('mine');
      });
    expect(failing).toThrow('mine');
    expect(asOneWriter(() => 1, 10)).toBe(1);
    expect(statSync(join(folder, 'modicum', 'policy.lock')).mode & 0o777).toBe(0o600);
  });
});
