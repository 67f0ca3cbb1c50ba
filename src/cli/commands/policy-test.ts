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
    'Each case is a `text`, `messages` or a whole `call`, with what a caller may say about it (`task`, `model`, `tier`, `min_tier`, `max_tier`, `background`, `complexity`, `deadline_ms`, `labels`, `tools`, `tool_calls` with `name`, `input` and `result`, `headers`), and what to `expect`: `tier`, `min_tier`, `max_tier`, `model`, `task` (one or a list of which one must be it), `decided_by`, `reasons` (each must be there), `floor`, `cap`, `delivery`, `retries`, `deadline_ms`, `refused` (true, false, or the reason). Every provider counts as up and as having its key, except those a case names under `down`. `examples/policy-cases.yaml` shows all of it.',
  json: '`policy` (its version), `passed`, `failed`, `cases`: `name`, `line`, `passed`, `failures` (`field`, `expected`, `got`), `got` (`tier`, `model`, `task`, `decidedBy`, `reasons`, `floor`, `cap`, `delivery`, `retries`, `deadlineMs`, `refused`, `explanation`)',
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
    else
      printLine(
        [...report(results, args.cases), '', `${passed} passed, ${failed} failed`].join('\n'),
      );
    if (failed > 0) process.exitCode = EXIT.gate;
  },
});

function report(results: readonly CaseResult[], path: string): readonly string[] {
  const rows = results.map(({ name, passed, got }) => [
    passed ? paint('green', 'pass') : paint('red', 'FAIL'),
    name,
    got.refused === null ? `tier ${got.tier} ${got.model}` : `refused: ${got.refused}`,
  ]);
  const columns = ['', 'case', 'goes to'].map((title) => ({ title }));
  const failed = results.filter(({ passed }) => !passed);
  return [renderTable(columns, rows), ...failed.flatMap((one) => ['', ...why(one, path)])];
}

/** What was expected, what came instead, and on what grounds. */
function why({ name, line, failures, got }: CaseResult, path: string): readonly string[] {
  return [
    `${paint('red', 'FAIL')} ${path}:${line} ${name}`,
    ...failures.map(
      ({ field, expected, got: found }) =>
        `  ${field}: expected ${valueText(expected)}, got ${valueText(found)}`,
    ),
    `  ${paint('dim', got.explanation)}`,
  ];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
