import { command } from '../command.ts';
import { usage } from '../check-arguments.ts';
import { EXIT } from '../exit-code.ts';
import { isSimulated, openModicum } from '../open-modicum.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine, screenWidth, simulatedNotice } from '../output.ts';

export const classify = command({
  meta: {
    name: 'classify',
    description: 'What kind of work texts are, and the tier of each. No call is made',
  },
  about:
    'One text, or a file of them with `--file`: a prediction a line, in the order of the rows, however many there are. A row is a text, `{text}` (or `prompt`, `ask`, `q`, `question`, `input`, `content`) with `system`, `tools`, `turns` and `purpose` where there are any, the body of a request in any dialect, or a recorded request with `headers` and `body`; CSV has a header. `tier` is what your policy decides by itself, with every provider up. A row that is none gives its `error` and the rest goes on.',
  json: 'of a text the prediction; with `--file` every line is JSON anyway, and this is about the summary: `rows`, `errors`, `seconds`, `perSecond`, `types`, `tiers`, on standard output with `--out`, else on standard error',
  exits: { 1: 'rows of the file could not be read' },
  args: {
    text: {
      type: 'positional',
      required: false,
      description: 'a text; - reads rows from standard input',
    },
    file: {
      type: 'string',
      alias: 'f',
      description: 'rows: JSON lines or CSV, also .gz; - for standard input',
      valueHint: 'file',
    },
    out: {
      type: 'string',
      alias: 'o',
      description: 'where the predictions go, instead of standard output',
      valueHint: 'file',
    },
    all: {
      type: 'boolean',
      alias: 'a',
      description: 'all that is predicted: runners-up, probabilities of the tiers, stakes',
    },
    model: {
      type: 'string',
      alias: 'm',
      description: 'a model made by tasks train, instead of the classifier in force',
      valueHint: 'file',
    },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: [
    'modicum classify "Why does this deadlock under load?"',
    'modicum classify --file prompts.jsonl --out predictions.jsonl',
    'modicum classify - --all < prompts.jsonl',
  ],
  async run({ args }) {
    const path = args.file ?? (args.text === '-' ? '-' : undefined);
    if (args.file !== undefined && args.text !== undefined) throw usage(BOTH);
    if (path === undefined && args.text === undefined) throw usage(NEITHER);
    const model = args.model === undefined ? {} : { model: args.model };
    const modicum = await openModicum(args);
    try {
      if (path === undefined) {
        const all = args.all === true || args.json !== true;
        const predictions = modicum.classifyMany([args.text], { all, ...model });
        const prediction = (await predictions.next()).value;
        if (prediction === undefined || 'error' in prediction) throw usage(NEITHER);
        const simulated = isSimulated(modicum);
        if (args.json) printJson({ simulated, ...prediction });
        else {
          const { renderPrediction } = await import('../render/prediction.ts');
          if (simulated) printLine(simulatedNotice());
          printLine(renderPrediction(prediction, screenWidth()));
        }
        return;
      }
      const { classifyFile } = await import('../classify-file.ts');
      const { errors } = await classifyFile(modicum, {
        path,
        out: args.out ?? null,
        all: args.all === true,
        json: args.json === true,
        ...model,
      });
      if (errors > 0) process.exitCode = EXIT.failure;
    } finally {
      await modicum.close();
    }
  },
});

const BOTH = 'Give a text or a file, not both: modicum classify --file prompts.jsonl';
const NEITHER = 'Give a text, or a file of them: modicum classify --file prompts.jsonl';
