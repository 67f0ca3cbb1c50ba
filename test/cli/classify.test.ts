import { readFileSync, writeFileSync } from 'node:fs';
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
