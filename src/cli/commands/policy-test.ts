import type { CaseResult } from '../run-policy-cases.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine } from '../output.ts';
import { renderTable } from '../render/table.ts';

export const test = command({
  meta: { name: 'test', description: 'Route cases from a file and compare. No model is called' },
  args: {
    cases: { type: 'positional', required: true, description: 'a YAML file of cases' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: [
    'modicum policy test examples/policy-cases.yaml',
    'modicum policy test cases.yaml --config ./modicum.yaml --json',
  ],
  about:
    'Each case is a `text`, `messages` or a whole `call`, with what a caller may say about it (`task`, `model`, `tier`, `min_tier`, `max_tier`, `background`, `complexity`, `deadline_ms`, `labels`, `tools`, `headers`), and what to `expect`: `tier`, `model`, `task`, `decided_by`, `refused` (true, false, or the reason). Every provider counts as up and as having its key, except those a case names under `down`. `examples/policy-cases.yaml` shows all of it.',
  json: '`policy` (its version), `passed`, `failed`, `cases`: `name`, `line`, `passed`, `failures` (`field`, `expected`, `got`), `got` (`tier`, `model`, `task`, `decidedBy`, `refused`, `explanation`)',
  exits: { 3: 'a case failed' },
  async run({ args }) {
    const { readPolicyCases } = await import('../../config/policy-cases.ts');
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { runPolicyCases } = await import('../run-policy-cases.ts');
    const cases = readPolicyCases(args.cases);
    const loaded = loadOwnPolicy(args.config);
    const results = runPolicyCases(cases, loaded);
    const failed = results.filter((one) => !one.passed).length;
    const passed = results.length - failed;
    if (args.json) printJson({ policy: loaded.policy.version, passed, failed, cases: results });
    else printLine([...table(results), '', `${passed} passed, ${failed} failed`].join('\n'));
    if (failed > 0) process.exitCode = EXIT.gate;
  },
});

function table(results: readonly CaseResult[]): readonly string[] {
  const rows = results.map(({ name, line, passed, failures, got }) => [
    passed ? paint('green', 'pass') : paint('red', 'FAIL'),
    name,
    got.refused === null ? `tier ${got.tier} ${got.model}` : `refused: ${got.refused}`,
    failures
      .map(
        ({ field, expected, got: found }) =>
          `${field}: expected ${String(expected)}, got ${String(found)}`,
      )
      .concat(passed ? [] : [`line ${line}`])
      .join(' · '),
  ]);
  const columns = ['', 'case', 'goes to', ''].map((title) => ({ title }));
  return [renderTable(columns, rows)];
}
