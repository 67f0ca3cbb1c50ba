import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findProgram } from './find-program.ts';

function tree() {
  const root = mkdtempSync(join(tmpdir(), 'modicum-path-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['one', 'two', 'one/folder']) mkdirSync(join(root, folder));
  for (const [name, mode] of [
    ['one/plain', 0o600],
    ['two/plain', 0o700],
    ['two/tool.exe', 0o700],
  ] as const) {
    writeFileSync(join(root, name), '');
    chmodSync(join(root, name), mode);
  }
  const PATH = ['', join(root, 'nowhere'), join(root, 'one'), join(root, 'two')].join(delimiter);
  const find = (name: string, platform = 'linux') =>
    findProgram(name, { environment: { PATH }, platform, folder: join(root, 'one') });
  return { root, find };
}

it('finds what a shell would start', () => {
  const { root, find } = tree();
  expect(find('plain')).toBe(join(root, 'two/plain'));
  expect(find('../two/plain')).toBe(join(root, 'two/plain'));
  expect(find(join(root, 'two/plain'))).toBe(join(root, 'two/plain'));
  expect(find('tool', 'win32')).toBe(join(root, 'two/tool.exe'));
});

it.each(['tool', 'folder', 'nothing', './plain', '/nowhere/plain'])('finds no %s', (name) => {
  expect(tree().find(name)).toBeNull();
});

it('finds nothing without a PATH', () => {
  expect(findProgram('sh', { environment: {}, platform: 'linux', folder: '/' })).toBeNull();
});
