import { ModicumError } from '../../core/error.ts';
import type { OwnTrained } from '../../modicum/train/train-own.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, remark } from '../output.ts';
import type { TrainSource } from '../rows-to-train.ts';

const DEFAULT_OUT = 'modicum-classifier.gz';

export const train = command({
  meta: { name: 'train', description: 'Make a classifier of your own labelled rows' },
  args: {
    rows: {
      type: 'positional',
      required: false,
      description: 'rows with a label: JSON lines or CSV, also .gz',
    },
    from: {
      type: 'string',
      description: 'file (the default), or ledger: the prompts you had recorded',
      valueHint: 'file|ledger',
    },
    out: {
      type: 'string',
      alias: 'o',
      description: `where the model goes, default ${DEFAULT_OUT}`,
      valueHint: 'file',
    },
    labels: {
      type: 'string',
      description: 'own: take labels as they are, also where all are task types',
      valueHint: 'own',
    },
    ledger: SETUP_OPTIONS.ledger,
    ...JSON_OPTION,
  },
  examples: [
    'modicum tasks train rows.jsonl --out own.gz',
    'modicum tasks train --from file intents.csv --labels own',
    'modicum tasks train --from ledger',
  ],
  about:
    'A row is a [row of classify](../training.md#rows) with a `type` (or `label`, `task`, `intent`) and perhaps a `tier`. Where every label is a task type, the model goes on from the shipped one, and a policy can decide by it: `classifier.model`. Any other labels make a model of their own for `classify --model`. How well it does is measured on parts of the rows that it had not seen. The same rows give the same file, byte for byte.',
  json: '`kind` (`types` or `labels`), `out`, `bytes`, `rows`, `leftOutRows`, `labels`, `folds`, `seconds`, `accuracyBefore`, `heldOut`: `accuracy`, `macroF1`, `ece`, `reliability`, `classes`, `confused`',
  async run({ args }) {
    const source = sourceOf(args);
    if (args.labels !== undefined && args.labels !== 'own')
      throw usage('--labels takes one word: own.');
    const { refuseOverwriting } = await import('../refuse-overwriting.ts');
    const out = args.out ?? DEFAULT_OUT;
    refuseOverwriting(out, [source.kind === 'file' ? source.path : args.ledger]);
    const { writeModelFile } = await import('../write-model-file.ts');
    const { trainOwn } = await import('../../modicum/train/train-own.ts');
    const { loadModel } = await import('../../modicum/load-model.ts');
    const { rowsToTrain } = await import('../rows-to-train.ts');
    const started = performance.now();
    const trained = await trainOwn(rowsToTrain(source, args.ledger), {
      ownLabels: args.labels === 'own',
      start: () => loadModel(),
      log: (line) => {
        if (process.stderr.isTTY) remark(paint('dim', line, process.stderr));
      },
    });
    writeModelFile(out, trained.bytes);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const { bytes, ...told } = trained;
    if (args.json) {
      printJson({ ...told, out, bytes: bytes.length, seconds });
      return;
    }
    const { renderMeasures } = await import('../render/measures.ts');
    printLine(renderHead(trained, seconds));
    printLine(renderMeasures(trained.heldOut));
    printLine();
    printLine(nextStep(trained, out));
  },
});

interface SourceArguments {
  readonly from?: string | undefined;
  readonly rows?: string | undefined;
}

/** `--from` may be left out, and may name the file itself. */
function sourceOf({ from, rows }: SourceArguments): TrainSource {
  if (from === 'ledger') {
    if (rows === undefined) return { kind: 'ledger' };
    throw usage('The ledger needs no file: modicum tasks train --from ledger');
  }
  const path = from === undefined || from === 'file' ? rows : from;
  if (path === undefined) throw usage('Name a file of rows: modicum tasks train rows.jsonl');
  if (from !== undefined && from !== 'file' && rows !== undefined) {
    throw new ModicumError('usage', `Rows come from one place: ${from} or ${rows}.`);
  }
  return { kind: 'file', path };
}

function renderHead(trained: OwnTrained, seconds: number): string {
  const { kind, rows, labels, folds, leftOutRows, leftOut, bytes } = trained;
  const what = kind === 'types' ? 'task types' : 'labels';
  const size = `${(bytes.length / 1_000_000).toFixed(1)} MB`;
  const lines = [`${paint('bold', `${rows} rows, ${labels} ${what}`)}  ${size} in ${seconds} s`];
  if (leftOutRows > 0) {
    const named = leftOut.map(({ id, error }) => `${id}: ${error}`).join('; ');
    lines.push(paint('yellow', `${leftOutRows} rows left out (${named})`));
  }
  lines.push(`on rows it had not seen (${folds} parts, each in turn):`);
  const { accuracyBefore } = trained;
  if (accuracyBefore !== null)
    lines.push(
      ` the shipped classifier names ${(accuracyBefore * 100).toFixed(1)} % of them right`,
    );
  return lines.join('\n');
}

function nextStep({ kind }: OwnTrained, out: string): string {
  return kind === 'types'
    ? `${out} is written. To decide by it: modicum policy set classifier.model=${out}`
    : `${out} is written. To use it: modicum classify --model ${out} --file texts.jsonl`;
}
