import { readFileSync } from 'node:fs';
import { ModicumError } from '../../core/error.ts';
import { isObject } from '../../core/json.ts';
import type { RunResult } from '../../gateway/ask.ts';
import { CALL_OPTIONS, readCallOptions, readText } from '../call-options.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { nextSignal } from '../next-signal.ts';
import { openModicum } from '../open-modicum.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { note, printJson, printLine, remark, simulatedNotice } from '../output.ts';
import { renderCost } from '../render/cost.ts';

export const ask = command({
  meta: {
    name: 'ask',
    description: 'Make one call and print the answer; what it cost goes to standard error',
  },
  args: {
    ...CALL_OPTIONS,
    labels: {
      type: 'string',
      alias: 'l',
      description: 'the answer must be one of these',
      valueHint: 'a,b,c',
    },
    schema: {
      type: 'string',
      alias: 's',
      description: 'the answer must be JSON that fits this JSON Schema',
      valueHint: 'file',
    },
    system: { type: 'string', description: 'instructions in front of the text', valueHint: 'text' },
    ...SETUP_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    'modicum ask "I want my money back" --labels billing,bug,praise',
    'modicum ask --task summarize - < thread.txt',
    'modicum ask "Ada Lovelace, born 1815" --schema person.schema.json',
    'modicum ask "Name three rivers" --max-tier 1 --json',
  ],
  about:
    'As the gateway would serve it, without a gateway; the call is in your ledger. The answer alone goes to standard output. Without a text, or with `-`, standard input is read.',
  json: '`output`, `data` (the parsed answer, with `--schema`), `model`, `tier`, `cost`, `accepted`, `callId`, `receipt`',
  exits: {
    3: 'an answer was printed that its validators did not accept',
    4: 'a key or an upstream is missing or failed',
    130: 'ended with Ctrl-C; what it cost until then is in the ledger',
  },
  async run({ args }) {
    const options = {
      ...readCallOptions(args),
      ...readLabels(args.labels),
      ...readSchema(args.schema),
    };
    const input = await readText(args.text, 'ask');
    const modicum = await openModicum(args);
    const interruption = new AbortController();
    void nextSignal().then(() => interruption.abort());
    try {
      const system = args.system === undefined ? {} : { system: args.system };
      const result = await modicum.run({
        input,
        ...options,
        ...system,
        signal: interruption.signal,
      });
      if (args.json) printJson({ simulated: result.receipt.call.simulated, ...result });
      else print(result);
      if (!result.accepted) process.exitCode = EXIT.gate;
    } catch (cause) {
      if (!interruption.signal.aborted) throw withWayOut(cause);
      remark('interrupted; what it cost until then is in the ledger: modicum explain last');
      process.exitCode = EXIT.interrupted;
    } finally {
      await modicum.close();
    }
  },
});

function readLabels(text: string | undefined) {
  if (text === undefined) return {};
  const labels = text.split(',').map((label) => label.trim());
  if (labels.includes(''))
    throw usage('--labels takes names separated by commas: --labels billing,bug,praise');
  return { labels };
}

function readSchema(path: string | undefined) {
  if (path === undefined) return {};
  const schema = parseSchema(path, readSchemaFile(path));
  if (isObject(schema)) return { schema };
  throw usage(`--schema: ${path} must hold one JSON object, a JSON Schema.`);
}

function readSchemaFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw usage(`--schema: cannot read ${path}: ${messageOf(cause)}`);
  }
}

function parseSchema(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usage(`--schema: ${path} is not JSON: ${messageOf(cause)}`);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function print(result: RunResult): void {
  printLine(result.output);
  if (result.receipt.call.simulated) remark(simulatedNotice(process.stderr));
  if (!result.accepted) note('no answer passed its validators; this is the last one');
  remark(
    `tier ${result.tier} · ${result.model} · ${renderCost(result.cost)} · modicum explain ${result.callId}`,
  );
}

/** Whoever has no model at hand yet is told what needs none. */
function withWayOut(cause: unknown): unknown {
  if (!(cause instanceof ModicumError) || !NO_MODEL.includes(cause.code)) return cause;
  const hint = 'Without a key and without Ollama, see it work first: modicum demo';
  return new ModicumError(cause.code, `${cause.message}\n${hint}`, { cause });
}

const NO_MODEL: readonly string[] = ['no_key', 'provider_down', 'no_candidate'];
