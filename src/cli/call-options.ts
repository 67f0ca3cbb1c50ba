import type { ArgsDef } from 'citty';
import { usage } from './check-arguments.ts';
import { readTierOption, readWholeNumber } from './options.ts';
import { readStdin } from './read-stdin.ts';

/** How a caller may steer a call; the same for `route` and `ask`. */
export const CALL_OPTIONS = {
  text: { type: 'positional', required: false, description: 'the text; - reads standard input' },
  task: {
    type: 'string',
    alias: 't',
    description: 'the task type, as a caller would declare it',
    valueHint: 'type',
  },
  model: {
    type: 'string',
    alias: 'm',
    description: 'the model a caller would name, default modicum/auto',
    valueHint: 'name',
  },
  tier: { type: 'string', description: 'the tier a caller would ask for', valueHint: '0-3' },
  'min-tier': { type: 'string', description: 'lowest tier allowed', valueHint: '0-3' },
  'max-tier': { type: 'string', description: 'highest tier allowed', valueHint: '0-3' },
  background: { type: 'boolean', alias: 'b', description: 'nobody waits for it' },
  complexity: { type: 'string', description: 'how hard it is', valueHint: '1-10' },
  'deadline-ms': { type: 'string', description: 'how long it may take', valueHint: 'number' },
} as const satisfies ArgsDef;

export interface CallArguments {
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
export function readCallOptions(args: CallArguments) {
  const tier = readTierOption('tier', args.tier);
  const minTier = readTierOption('min-tier', args['min-tier']);
  const maxTier = readTierOption('max-tier', args['max-tier']);
  const complexity = readWholeNumber('complexity', args.complexity, { least: 1, most: 10 });
  const deadlineMs = readWholeNumber('deadline-ms', args['deadline-ms'], {
    least: 1,
    most: 86_400_000,
  });
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

/** The text itself, or standard input where there is none or it is `-`. */
export async function readText(text: string | undefined, name: 'route' | 'ask'): Promise<string> {
  const whole = text === undefined || text === '-' ? await readStdin() : text;
  if (whole.trim() !== '') return whole;
  throw usage(
    `Give the text, or send it to standard input: modicum ${name} "Summarize this thread: …"`,
  );
}
