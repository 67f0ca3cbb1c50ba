import { linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { newUser, PATIENCE } from './modicum.ts';

interface Line {
  readonly id: string | number;
  readonly tier?: number;
  readonly error?: string;
}

function lines(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

vi.setConfig(PATIENCE);

describe('classify', () => {
  it('predicts a line for each row, in order, and ends with 1 where rows are none', async () => {
    const user = newUser();
    const input =
      '{"id":"a","text":"Translate hello to Dutch"}\nnonsense\n"Summarize: it rained"\n';
    const { code, stdout, stderr } = await user.run(['classify', '--file', '-'], { input });
    expect(code).toBe(1);
    expect(lines(stdout).map(({ id }) => id)).toEqual(['a', 2, 3]);
    expect(lines(stdout)[1]).toEqual({ id: 2, error: 'the line is not JSON' });
    expect(stderr).toMatch(/^3 rows in .* a second, 1 of them no call$/m);
    expect(stderr).not.toContain('\u001b');
  });

  it('reads packed files and CSV, writes to a file, and sums up as JSON', async () => {
    const user = newUser();
    const rows = join(user.folder, 'rows.csv.gz');
    const out = join(user.folder, 'out.jsonl');
    const text = Array.from({ length: 3_000 }, (_, index) => `Translate word ${index},x`).join(
      '\n',
    );
    writeFileSync(rows, gzipSync(`text,label\n${text}\n`));
    const { code, stdout } = await user.run(['classify', '--file', rows, '--out', out, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, rows: 3_000, errors: 0 });
    expect(lines(readFileSync(out, 'utf8')).map(({ id }) => id)).toEqual(
      Array.from({ length: 3_000 }, (_, index) => index + 2),
    );
  });

  it.each(['rows.jsonl', './rows.jsonl', 'linked', 'named-twice'])(
    'does not write over what it reads: %s',
    async (name) => {
      const user = newUser();
      const rows = join(user.folder, 'rows.jsonl');
      writeFileSync(rows, '{"text":"a","label":"x"}\n{"text":"b","label":"y"}\n');
      symlinkSync(rows, join(user.folder, 'linked'));
      linkSync(rows, join(user.folder, 'named-twice'));
      const before = readFileSync(rows, 'utf8');
      const out = `${user.folder}/${name}`;
      for (const command of [
        ['classify', '--file', rows, '--out', out],
        ['tasks', 'train', rows, '--out', out],
      ]) {
        const { code, stderr } = await user.run(command);
        expect({ code, stderr }).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('would replace it'),
        });
        expect(readFileSync(rows, 'utf8')).toBe(before);
      }
    },
  );

  it('leaves what was there where a packed file is damaged, and says so in a line', async () => {
    const user = newUser();
    const packed = gzipSync('{"text":"Sum 1 and 2","label":"x"}\n'.repeat(900));
    const cut = join(user.folder, 'cut.jsonl.gz');
    const plain = join(user.folder, 'plain.jsonl.gz');
    const out = join(user.folder, 'out.jsonl');
    writeFileSync(cut, packed.subarray(0, packed.length - 20));
    writeFileSync(plain, '{"text":"a"}\n');
    writeFileSync(out, 'kept');
    const told = [];
    for (const path of [cut, plain]) {
      told.push(await user.run(['classify', '--file', path, '--out', out]));
      told.push(await user.run(['tasks', 'train', path, '--out', out]));
      told.push(await user.run(['tasks', 'eval', '--file', path]));
    }
    for (const { code, stderr } of told) {
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^.*\.gz cannot be read: .*\.\n$/),
      });
    }
    expect(readFileSync(out, 'utf8')).toBe('kept');
    expect(readdirSync(user.folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('says where the file is at fault', async () => {
    const user = newUser();
    const folder = await user.run(['classify', '--file', user.folder]);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') });
    const both = await user.run(['classify', 'text', '--file', 'x']);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('not both') });
    const nowhere = await user.run(
      ['classify', '--file', '-', '--out', join(user.folder, 'no', 'out')],
      { input: '"hi"\n' },
    );
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('--out') });
  });
});
