import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine } from '../output.ts';

export const evaluate = command({
  meta: {
    name: 'eval',
    description: 'How well types and tiers are told on rows that say what is right',
  },
  args: {
    file: {
      type: 'string',
      alias: 'f',
      description: 'rows: JSON lines or CSV, also .gz; - for standard input',
      valueHint: 'file',
    },
    model: {
      type: 'string',
      alias: 'm',
      description: 'a model made by tasks train, instead of the one in force',
      valueHint: 'file',
    },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: [
    'modicum tasks eval --file rows.jsonl',
    'modicum tasks eval --file held-out.csv --model own.gz --json',
  ],
  about:
    'A row is a [row of classify](../training.md#rows) with a `type` (or `label`, `task`, `intent`), or the `types` that all count as right, and perhaps a `tier`, or `tierLo` and `tierHi`, and `stakes`. No model is called. A tier is what your policy decides by itself, with every provider up.',
  json: '`classifier`, `rows`, `leftOutRows`, `leftOut`, `labels` (`accuracy`, `macroF1`, `ece`, `reliability`, `classes`, `confused`), `tiers` (`accuracy`, `tooLow`, `tooHigh`, `tier3SentLower`, `highStakesTooLow`), `microseconds`',
  exits: { 1: 'no row says what is right' },
  async run({ args }) {
    if (args.file === undefined)
      throw usage('Name a file of rows: modicum tasks eval --file rows.jsonl');
    const { evalFile } = await import('../eval-file.ts');
    const { classifier, evaluated } = await evalFile({
      path: args.file,
      model: args.model ?? null,
      config: args.config,
    });
    const { rows, leftOutRows, leftOut, labels, tiers, microseconds } = evaluated;
    if (rows === leftOutRows) process.exitCode = EXIT.failure;
    if (args.json) {
      printJson({ classifier, ...evaluated });
      return;
    }
    const { renderMeasures, renderTiers } = await import('../render/measures.ts');
    printLine(`${paint('bold', `${rows - leftOutRows} rows`)}  by ${classifier}`);
    if (leftOutRows > 0)
      printLine(
        paint(
          'yellow',
          `${leftOutRows} rows left out (${leftOut.map(({ id, error }) => `${id}: ${error}`).join('; ')})`,
        ),
      );
    if (labels !== null) printLine(renderMeasures(labels));
    if (tiers !== null) printLine(`\n${renderTiers(tiers)}`);
    if (microseconds !== null) printLine(`\n ${microseconds} µs a decision`);
  },
});
