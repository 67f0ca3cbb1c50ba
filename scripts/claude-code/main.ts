import { parseArgs } from 'node:util';
import { FAULTS } from './faults.ts';
import { installClaudeCode } from './install.ts';
import type { Scenario } from './scenario.ts';
import { perform, performDirectly, type Run } from './stage.ts';
import { USES } from './uses.ts';

/**
 * Drives the real Claude Code through a gateway in front of a scripted Anthropic API and checks what came
 * of it. Outside CI: it installs Claude Code from the package registry into the user's cache.
 *
 *   npm run check:claude-code -- [--version 2.1.328] [--only <part of a name>] [--verbose]
 */
const { values } = parseArgs({
  options: {
    version: { type: 'string', default: 'latest' },
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});

const installed = installClaudeCode(values.version);
process.stdout.write(`Claude Code ${installed.version} · the Anthropic API is SIMULATED\n\n`);
process.stdout.write(
  '| scenario | result | seen | without Modicum | calls | attempts | s |\n|---|---|---|---|---|---|---|\n',
);

/** Lines of a long conversation that are enough to see what went wrong. */
const SHOWN = 12;

let failed = 0;
const chosen = [...USES, ...FAULTS].filter(({ name }) => name.includes(values.only));
for (const scenario of chosen) failed += (await runOne(scenario)) ? 0 : 1;
process.stdout.write(`\n${chosen.length - failed} passed, ${failed} failed, 0 skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function runOne(scenario: Scenario): Promise<boolean> {
  let passed = true;
  const direct = scenario.needsModicum ? null : await performDirectly(scenario, installed.path);
  await perform(scenario, installed.path, (seen) => {
    let told: string;
    try {
      told = scenario.check(seen);
    } catch (cause) {
      passed = false;
      told = cause instanceof Error ? cause.message.split('\n').join(' ') : String(cause);
    }
    const attempts = seen.receipts.reduce((sum, receipt) => sum + receipt.attempts.length, 0);
    const cells = [
      scenario.name,
      passed ? 'ok' : 'FAILED',
      told,
      compared(direct, seen),
      seen.receipts.length,
      attempts,
      (seen.milliseconds / 1000).toFixed(1),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
    if (values.verbose || !passed) process.stderr.write(describe(seen));
  });
  return passed;
}

/** Whether a user could tell the two apart. */
function compared(direct: Run | null, seen: Run): string {
  if (direct === null) return '–';
  if (direct.exitCode !== seen.exitCode) return `exit ${direct.exitCode}`;
  return words(direct.stdout) === words(seen.stdout) ? 'the same' : 'other words';
}

/** Without what differs from run to run: ids, times, folders. */
function words(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|modicum-claude-code-\w+|\d+/g, '#');
}

function describe(seen: Parameters<Scenario['check']>[0]): string {
  const rows = seen.receipts.map(
    ({ call, closed, attempts }) =>
      `  ${call.purpose} ${call.requestedModel} stream=${call.stream} → ${closed?.outcome} ${closed?.status}` +
      ` retry_of=${call.retryOf} [${attempts.map((one) => `${one.closed?.outcome} ${one.closed?.status} ${one.closed?.detail ?? ''}`).join('; ')}]`,
  );
  const upstream = seen.requests.map(
    (one) => `  upstream ${one.method} ${one.path} ${one.body.length} B`,
  );
  return [
    `  exit ${seen.exitCode}`,
    `  stdout ${seen.stdout.slice(0, 1_500)}`,
    `  stderr ${seen.stderr.slice(0, 1_500)}`,
    ...rows.slice(0, SHOWN),
    ...upstream.slice(0, SHOWN),
    '',
  ].join('\n');
}
