import { defineCommand } from 'citty';
import { usage } from '../check-arguments.ts';
import { JSON_OPTION, openModicum, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine, remark, simulatedNotice } from '../output.ts';
import { readStdin } from '../read-stdin.ts';
import { renderCost } from '../render/cost.ts';
import { CALL_OPTIONS, given } from './route.ts';

export const run = defineCommand({
  meta: { name: 'run', description: 'Make one call and print the answer; what it cost goes to standard error' },
  args: {
    ...CALL_OPTIONS,
    labels: { type: 'string', description: 'the answer must be one of these, separated by commas' },
    system: { type: 'string', description: 'instructions in front of the text' },
    config: SETUP_OPTIONS.config,
    ledger: SETUP_OPTIONS.ledger,
    ...JSON_OPTION,
  },
  async run({ args }) {
    const text = args.text === undefined || args.text === '-' ? await readStdin() : args.text;
    if (text.trim() === '') throw usage('Give the text: modicum run "I want my money back" --labels billing,bug');
    const modicum = openModicum(args);
    try {
      const result = await modicum.run({
        input: text,
        ...given(args),
        ...(args.labels !== undefined && { labels: args.labels.split(',').map((label) => label.trim()) }),
        ...(args.system !== undefined && { system: args.system }),
      });
      if (args.json) printJson(result);
      else {
        printLine(result.output);
        if (result.receipt.call.simulated) remark(simulatedNotice());
        remark(`tier ${result.tier} · ${result.model} · ${renderCost(result.cost)} · modicum explain ${result.callId}`);
      }
    } finally {
      await modicum.close();
    }
  },
});
