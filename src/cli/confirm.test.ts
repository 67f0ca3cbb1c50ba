import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirm } from './confirm.ts';

function terminal(answer: string, { isTTY = true } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  stdin.end(`${answer}\n`);
  return { stdin, stderr };
}

it.each([
  ['y', true],
  [' YES ', true],
  ['n', false],
  ['', false],
  ['yeah', false],
])('takes %j for %s', async (answer, expected) => {
  const { stdin, stderr } = terminal(answer);
  let said = '';
  stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  expect(await confirm('Write this?', { stdin, stderr })).toBe(expected);
  expect(said).toContain('Write this? [y/N]');
});

it('refuses where nobody can be asked', async () => {
  await expect(confirm('?', terminal('y', { isTTY: false }))).rejects.toThrow('Add --yes');
});
