import { createInterface } from 'node:readline/promises';
import { usage } from './check-arguments.ts';

/**
 * Asks a person at a terminal. Where none is, nobody can say yes: that is a mistake of the line, and says
 * what to add.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usage(
      'Nothing was written: this is no terminal, so nobody can be asked. Add --yes, or look first with --dry-run.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
