import { ModicumError } from '../../core/error.ts';
import type { SpokenOptions } from '../../core/option-headers.ts';
import { taskTypeNamed } from '../../core/task-name.ts';
import { TASK_TYPES } from '../../core/task.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { BorrowedGateway } from '../borrow-gateway.ts';
import { usage } from '../check-arguments.ts';
import { command, wordsAfterDashes } from '../command.ts';
import { readTierOption, SETUP_OPTIONS } from '../options.ts';
import { note, remark, SIMULATED_LABEL } from '../output.ts';

export const run = command({
  meta: { name: 'run', description: 'Run one program with its SDK calls going through Modicum' },
  args: {
    task: {
      type: 'string',
      alias: 't',
      description: 'the task type of its calls, where they name none',
      valueHint: 'type',
    },
    tier: { type: 'string', description: 'the tier its calls ask for', valueHint: '0-3' },
    'max-tier': { type: 'string', description: 'highest tier for its calls', valueHint: '0-3' },
    ...SETUP_OPTIONS,
  },
  handsOn: 'command',
  examples: [
    'modicum run -- node app.js',
    'modicum run --task classify_text -- python label.py',
    'modicum run --max-tier 1 -- npm test',
  ],
  about:
    'Sets `ANTHROPIC_BASE_URL` and `OPENAI_BASE_URL` for this program alone, and the word `modicum` for the keys the SDKs insist on, where they are not set; not for `ANTHROPIC_API_KEY` where the policy hands the program’s own on. A gateway that asks for a client key gets it there instead.\n\nTakes the gateway that runs. With `--task`, `--tier`, `--max-tier`, `--config` or `--ledger` it starts one of its own, on any free port, that ends with the program; the first three are said of every call that does not say otherwise in a header. A model named by its id is kept, within `--max-tier`. For Claude Code take `modicum code`.',
  exits: { 1: 'the program cannot be started, or ended with 1: its exit code is handed on' },
  async run({ args, rawArgs }) {
    const [name, ...words] = wordsAfterDashes(rawArgs);
    if (name === undefined)
      throw usage('Name the program after two dashes: modicum run -- node app.js');
    const defaults = readDefaults(args);
    const { findProgram } = await import('../../integrate/find-program.ts');
    const { runProgram } = await import('../../integrate/run-program.ts');
    const { sdkEnvironment } = await import('../../integrate/sdk-environment.ts');
    const { borrowGateway } = await import('../borrow-gateway.ts');
    const { hereNow } = await import('../here-now.ts');
    const path = findProgram(name, hereNow());
    if (path === null) throw missing(name);
    const { config, ledger } = args;
    const gateway = await borrowGateway({ config, ledger, defaults });
    try {
      tell(gateway);
      const variables = sdkEnvironment(gateway.connection, process.env);
      const environment = { ...process.env, ...variables };
      process.exitCode = await runProgram({ path, args: words, environment });
    } finally {
      const log = await gateway.close();
      if (log !== null) note(`the gateway had something to say: ${log}`);
    }
  },
});

interface DefaultArguments {
  readonly task?: string | undefined;
  readonly tier?: string | undefined;
  readonly 'max-tier'?: string | undefined;
}

function readDefaults(args: DefaultArguments): SpokenOptions {
  const tier = readTierOption('tier', args.tier);
  const maxTier = readTierOption('max-tier', args['max-tier']);
  return {
    ...(args.task !== undefined && { task: readTask(args.task) }),
    ...(tier !== undefined && { tier }),
    ...(maxTier !== undefined && { maxTier }),
  };
}

function readTask(text: string): string {
  const task = taskTypeNamed(text);
  if (task !== null) return task;
  const nearest = nearestName(text, TASK_TYPES);
  const hint = nearest === null ? 'docs/task-types.md lists them.' : `Did you mean ${nearest}?`;
  throw usage(`${JSON.stringify(text)} is not a task type. ${hint}`);
}

function missing(name: string): ModicumError {
  return new ModicumError('program_missing', `There is no program "${name}" on your PATH.`);
}

/** What the program says is its own; a line of ours only where a person looks, or figures are made up. */
function tell({ connection, readiness, isOwn }: BorrowedGateway): void {
  if (!process.stderr.isTTY && !readiness.simulated) return;
  const simulated = readiness.simulated ? ` · ${SIMULATED_LABEL}` : '';
  remark(`modicum at ${connection.url}${isOwn ? ', ends with the program' : ''}${simulated}`);
}
