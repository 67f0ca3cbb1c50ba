import { command } from '../command.ts';
import { hereNow } from '../here-now.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine } from '../output.ts';
import { renderFindings, summaryOf } from '../render/findings.ts';

/** A person waits for it; the slowest question has four seconds. */
const LIMIT_MS = 8_000;

export const doctor = command({
  meta: {
    name: 'doctor',
    description: 'Check the whole set-up, and say what to do about each thing',
  },
  args: {
    offline: { type: 'boolean', description: 'ask nobody outside this machine' },
    ...SETUP_OPTIONS,
    ...JSON_OPTION,
  },
  examples: ['modicum doctor', 'modicum doctor --offline --json'],
  about:
    'Calls no model and costs nothing: upstreams are asked for their list of models. Keys are never shown, only where they were found. Nothing is changed and no folder is made.',
  json: '`usable` and `findings`: `check`, `state` (ok, warning, problem, skipped), `concerns` (set-up, upstream), `says` and `next`',
  exits: {
    0: 'usable; there may be warnings',
    1: 'the set-up has a problem',
    4: 'a key or an upstream has one',
  },
  async run({ args }) {
    const { readSetUp } = await import('../doctor/set-up.ts');
    const { checksOf } = await import('../doctor/checks.ts');
    const { exitCodeOfFindings, runChecks } = await import('../doctor/run-checks.ts');
    const setUp = await readSetUp(args, { place: hereNow(), offline: args.offline === true });
    const findings = await runChecks(checksOf(setUp), { limitMs: LIMIT_MS });
    const exitCode = exitCodeOfFindings(findings);
    if (args.json) printJson({ usable: exitCode === 0, findings });
    else {
      for (const line of renderFindings(findings)) printLine(line);
      printLine();
      printLine(summaryOf(findings));
    }
    process.exitCode = exitCode;
  },
});
