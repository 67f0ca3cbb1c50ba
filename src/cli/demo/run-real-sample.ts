import { ModicumError } from '../../core/error.ts';
import type { RunInput } from '../../gateway/run-input.ts';
import { isSimulated, openModicum } from '../open-modicum.ts';
import { EXIT } from '../exit-code.ts';
import { note, paint, printLine, simulatedNotice } from '../output.ts';
import { renderCost, renderMs } from '../render/cost.ts';

/** Eight small calls, one or two a tier, through the user's own policy and into their own ledger. */
const SAMPLE: readonly RunInput[] = [
  {
    task: 'classify',
    input: 'My card was charged twice this month.',
    labels: ['billing', 'bug', 'praise'],
  },
  {
    task: 'detect_language',
    input: 'Onde fica a estação?',
    labels: ['Spanish', 'Portuguese', 'Italian'],
  },
  { task: 'extract', input: 'Anna Berg, 12 March 2026, order 4471', schema: personSchema() },
  {
    task: 'summarize',
    input:
      'The deploy was moved from Tuesday to Friday because the database migration needs a longer window. Support has been told, customers not yet.',
  },
  {
    task: 'generate_title',
    input: 'Notes on why our nightly import became slow after the index was dropped.',
  },
  { task: 'yes_no_decision', input: 'Is 2027 a leap year? Answer with yes or no.' },
  {
    task: 'write_code',
    input: 'A TypeScript function that returns the median of an array of numbers. Code only.',
  },
  {
    task: 'root_cause',
    input: 'Every Monday at 09:00 the queue doubles. Name the two likeliest causes, a line each.',
  },
].map((input) => ({ maxOutputTokens: 400, tags: ['demo'], ...input }));

export async function runRealSample(config: string | undefined): Promise<void> {
  const modicum = await openModicum({ config });
  try {
    for (const warning of modicum.warnings) note(warning);
    if (isSimulated(modicum)) printLine(simulatedNotice());
    printLine(`${SAMPLE.length} real calls, by ${modicum.policyPath ?? 'the built-in policy'}:`);
    let served = 0;
    for (const input of SAMPLE) {
      try {
        const result = await modicum.run(input);
        served++;
        const took = renderMs(result.receipt.closed?.totalMs ?? 0);
        printLine(
          `  tier ${result.tier}  ${result.model}  ${input.task}  ${took}  ${renderCost(result.cost)}  ${oneLine(result.output)}`,
        );
      } catch (cause) {
        if (!(cause instanceof ModicumError)) throw cause;
        printLine(
          `  ${paint('yellow', 'not served')}  ${input.task}  ${cause.code}: ${cause.message}`,
        );
      }
    }
    printLine('Look at one: modicum explain last');
    if (served === 0) process.exitCode = EXIT.upstream;
  } finally {
    await modicum.close();
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 60);
}

function personSchema() {
  return {
    type: 'object',
    properties: { name: { type: 'string' }, date: { type: 'string' }, order: { type: 'string' } },
    required: ['name', 'date', 'order'],
    additionalProperties: false,
  };
}
