import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine } from '../output.ts';

export const lint = command({
  meta: { name: 'lint', description: 'Mistakes and doubts about a policy, with line and column' },
  args: {
    file: { type: 'positional', required: false, description: 'default: your policy' },
    strict: { type: 'boolean', description: 'fail for warnings too' },
    config: SETUP_OPTIONS.config,
    ledger: {
      type: 'string',
      description: 'the calls that prices are compared by; default: yours',
      valueHint: 'file',
    },
    ...JSON_OPTION,
  },
  examples: ['modicum policy lint', 'modicum policy lint team/modicum.yaml --strict --json'],
  about:
    'Errors keep a policy from being taken; warnings are worth knowing: models that retire or refuse what they are asked, limits above a price band, tiers out of the order of their prices, answers that nothing judges, what a floor or cap leaves without effect, tiers that no call reaches, ways to a dearer model. Prices are compared by the mean of your last calls when the ledger has 20 of them, else for 2000 tokens in and 300 out. For hooks and CI.',
  json: '`file` (null for the built-in policy), `errors`, `warnings` (how many), `workload` (tokens of the mean call prices are compared by, `calls` it was measured over or null), `problems`: `severity`, `key`, `line`, `column` (null where it is not in the file), `message`, `text`',
  exits: { 3: 'the policy has errors, or with `--strict` warnings' },
  async run({ args }) {
    const { judgeOwnPolicy, readOwnPolicy } = await import('../policy-setup.ts');
    const { fileWarnings } = await import('../../config/load-policy.ts');
    const file = readOwnPolicy(args.file ?? args.config);
    const { ownWorkload } = await import('../workload.ts');
    const workload = ownWorkload(args.ledger);
    const { problems } = judgeOwnPolicy(file, workload);
    const ofFile = fileWarnings(file);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const warnings = problems.length - errors + ofFile.length;
    if (args.json) {
      const told = problems.map(({ position, ...rest }) => ({
        ...rest,
        line: position?.line ?? null,
        column: position?.column ?? null,
      }));
      const open = ofFile.map((text) => ({ ...WHOLE_FILE, message: text, text }));
      const compared = { ...workload.usage, calls: workload.calls };
      const all = [...open, ...told];
      printJson({ file: file?.path ?? null, errors, warnings, workload: compared, problems: all });
    } else {
      for (const text of ofFile) printLine(`${paint('yellow', 'warning')} ${text}`);
      for (const { severity, text } of problems) {
        printLine(`${paint(severity === 'error' ? 'red' : 'yellow', severity)} ${text}`);
      }
      const name = file?.path ?? 'the built-in policy';
      printLine(
        errors + warnings === 0
          ? `${name}: nothing to say`
          : `${name}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
      );
    }
    if (errors > 0 || (args.strict === true && warnings > 0)) process.exitCode = EXIT.gate;
  },
});

const WHOLE_FILE = { severity: 'warning', key: '', line: null, column: null } as const;

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
