import { command } from '../command.ts';
import { CALL_OPTIONS, readCallOptions, readText } from '../call-options.ts';
import { EXIT, exitCodeOfError } from '../exit-code.ts';
import { isSimulated, openModicum } from '../open-modicum.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine, screenWidth, simulatedNotice } from '../output.ts';
import { renderDecision, renderWithKeys } from '../render/decision.ts';

const ASK_OPTION = {
  type: 'boolean',
  description: 'let a cheap model be asked what it is, where the policy allows it: costs money',
} as const;

export const route = command({
  meta: {
    name: 'route',
    description: 'Show which tier and model a text would go to. No call is made without --ask',
  },
  about:
    'Says why, and which models are left out. Nothing is recorded, unless `--ask` has a cheap model asked what the text is: that is paid for, and stands in the ledger. Without a text, or with `-`, standard input is read; a text that begins with a dash comes after `--`.',
  json: '`decision` and `classification`; where it is refused for want of a key or an upstream, `withKeys`: the decision if there were all',
  exits: {
    2: 'the call cannot be, as with a floor above its cap',
    4: 'refused for want of a key or an upstream',
  },
  args: { ...CALL_OPTIONS, ask: ASK_OPTION, config: SETUP_OPTIONS.config, ...JSON_OPTION },
  examples: [
    'modicum route "Rotate the production database credentials"',
    'modicum route --task summarize - < notes.txt',
    'modicum route "Is this a bug report?" --background --json',
    'modicum route --ask "Do the thing from before, but better"',
  ],
  async run({ args }) {
    const input = { input: await readText(args.text, 'route'), ...readCallOptions(args) };
    const modicum = await openModicum(args);
    try {
      const decision = await modicum.route(input, { ask: args.ask === true });
      const classification = modicum.classify(input);
      const isHere = decision.kind !== 'refusal' || !WANTING.has(exitCodeOfError(decision.reason));
      const withKeys = isHere ? null : await modicum.route(input, { everythingUp: true });
      const simulated = isSimulated(modicum);
      if (args.json)
        printJson({
          simulated,
          decision,
          classification,
          ...(withKeys?.kind === 'decision' && { withKeys }),
        });
      else {
        if (simulated) printLine(simulatedNotice());
        const width = screenWidth();
        printLine(
          decision.kind === 'refusal' && withKeys?.kind === 'decision'
            ? renderWithKeys({ refusal: decision, withKeys }, classification, width)
            : renderDecision(decision, classification, width),
        );
      }
      if (decision.kind === 'refusal') process.exitCode = exitCodeOfError(decision.reason);
    } finally {
      await modicum.close();
    }
  },
});

/** What it is refused for can be mended by a key or a server. */
const WANTING: ReadonlySet<number> = new Set([EXIT.upstream]);
