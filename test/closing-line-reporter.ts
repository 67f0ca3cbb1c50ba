import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Makes `N passed, N failed, N skipped` the very last line of a run, after the summary and the
 * coverage, so that a person or a program finds the result without reading the rest. It is written
 * while the process exits, because the coverage report comes after every reporter's last hook.
 */
export class ClosingLineReporter implements Reporter {
  #counts: Counts | null = null;

  onInit(): void {
    process.once('exit', (exitCode) => {
      writeSync(1, `${closingLine(this.#counts, exitCode)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#counts = countTests(modules, unhandledErrors.length);
  }
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A run that failed without a failed test (a threshold missed, a crash) counts one failure. */
export function closingLine(counts: Counts | null, exitCode: number): string {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 1, skipped: 0 };
  const failures = failed === 0 && exitCode !== 0 ? 1 : failed;
  return `${passed} passed, ${failures} failed, ${skipped} skipped`;
}

/** Files that could not be loaded and errors that belong to no test are failures too. */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed++;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'skipped') counts.skipped++;
      else counts.failed++;
    }
  }
  return counts;
}
