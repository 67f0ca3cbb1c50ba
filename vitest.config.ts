import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/closing-line-reporter.ts';

/** The pure rooms and the ledger decide and account: there a branch nobody tested is a defect. */
const WELL_COVERED = { branches: 95 };

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'training/**/*.test.ts'],
    // Processes, not threads: tests open sockets, databases and children, and one that dies should
    // take nobody with it.
    pool: 'forks',
    // For a loaded machine; nothing here asserts on time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    reporters: ['default', new ClosingLineReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.d.ts', 'src/testing/**'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'src/core/**': WELL_COVERED,
        'src/wire/**': WELL_COVERED,
        'src/validate/**': WELL_COVERED,
        'src/ledger/**': WELL_COVERED,
      },
    },
  },
});
