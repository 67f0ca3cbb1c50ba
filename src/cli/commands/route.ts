import { defineCommand, type ArgsDef } from 'citty';
import { usage } from '../check-arguments.ts';
import { JSON_OPTION, openModicum, readTierOption, readWholeNumber, SETUP_OPTIONS } from '../options.ts';
import { EXIT, printJson, printLine } from '../output.ts';
import { renderDecision } from '../render/decision.ts';
import { readStdin } from '../read-stdin.ts';

/** How a caller may steer a call; the same for `route` and `run`. */
export const CALL_OPTIONS = {
  text: { type: 'positional', required: false, description: 'the text; - reads standard input' },
  task: { type: 'string', description: 'the task type, as a caller would declare it' },
  model: { type: 'string', description: 'the model a caller would name, default modicum/auto' },
  tier: { type: 'string', description: 'the tier a caller would ask for' },
  'min-tier': { type: 'string', description: 'lowest tier allowed' },
  'max-tier': { type: 'string', description: 'highest tier allowed' },
  background: { type: 'boolean', description: 'nobody waits for it' },
  complexity: { type: 'string', description: 'from 1 to 10' },
  'deadline-ms': { type: 'string', description: 'how long it may take' },
} as const satisfies ArgsDef;

export const route = defineCommand({
  meta: { name: 'route', description: 'Show which tier and model a text would go to. No call is made' },
  args: {
    ...CALL_OPTIONS,
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  async run({ args }) {
    const text = args.text === undefined || args.text === '-' ? await readStdin() : args.text;
    if (text.trim() === '') throw usage('Give the text to route: modicum route "Summarize this thread: …"');
    const modicum = openModicum(args);
    try {
      const input = { input: text, ...given(args) };
      const decision = await modicum.route(input);
      const classification = modicum.classify(input);
      if (args.json) printJson({ decision, classification });
      else printLine(renderDecision(decision, classification));
      if (decision.kind === 'refusal') process.exitCode = EXIT.failure;
    } finally {
      await modicum.close();
    }
  },
});

interface RouteArguments {
  readonly task?: string | undefined;
  readonly model?: string | undefined;
  readonly tier?: string | undefined;
  readonly 'min-tier'?: string | undefined;
  readonly 'max-tier'?: string | undefined;
  readonly background?: boolean | undefined;
  readonly complexity?: string | undefined;
  readonly 'deadline-ms'?: string | undefined;
}

/** The options that were given, as the library takes them. */
export function given(args: RouteArguments) {
  const tier = readTierOption('tier', args.tier);
  const minTier = readTierOption('min-tier', args['min-tier']);
  const maxTier = readTierOption('max-tier', args['max-tier']);
  const complexity = readWholeNumber('complexity', args.complexity, { least: 1, most: 10 });
  const deadlineMs = readWholeNumber('deadline-ms', args['deadline-ms'], { least: 1, most: 86_400_000 });
  return {
    ...(args.task !== undefined && { task: args.task }),
    ...(args.model !== undefined && { model: args.model }),
    ...(tier !== undefined && { tier }),
    ...(minTier !== undefined && { minTier }),
    ...(maxTier !== undefined && { maxTier }),
    ...(args.background === true && { background: true }),
    ...(complexity !== undefined && { complexity }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}
