import { ModicumError } from '../../core/error.ts';
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

export const run = command({
  meta: {
    name: 'run',
    description: 'Make one call and print the answer; what it cost goes to standard error',
  },
  args: {
    ...CALL_OPTIONS,
    labels: { type: 'string', description: 'the answer must be one of these', valueHint: 'a,b,c' },
    system: { type: 'string', description: 'instructions in front of the text', valueHint: 'text' },
    ...SETUP_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    'modicum run "I want my money back" --labels billing,bug,praise',
    'modicum run --task summarize - < thread.txt',
    'modicum run "Name three rivers" --max-tier 1 --json',
  ],
  async run({ args }) {
    const input = await readText(args.text, 'run');
    const options = { ...readCallOptions(args), ...readLabels(args.labels) };
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
