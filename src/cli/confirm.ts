import { createInterface } from 'node:readline/promises';
import { usage } from './check-arguments.ts';

/**
 * Asks a person at a terminal. Where none is, nobody can say yes: that is a mistake of the line, and says
 * what to add.
 */
export async function confirm(question: string, { stdin, stderr }: Terminal = process) {
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw usage(
      'Nothing was written: this is no terminal, so nobody can be asked. Add --yes, or look first with --dry-run.',
    );
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}
