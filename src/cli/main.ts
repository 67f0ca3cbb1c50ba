import { defineCommand, renderUsage, runCommand, type CommandDef } from 'citty';
import { ModicumError } from '../core/error.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, fail, printLine } from './output.ts';
import { checkArguments } from './check-arguments.ts';
import { VERSION } from './version.ts';

const main: CommandDef = defineCommand({
  meta: {
    name: 'modicum',
    version: VERSION,
    description: 'Sends each call to the cheapest tier that gets it right, and books what it cost.',
  },
  subCommands: COMMANDS,
});

await run(process.argv.slice(2));

async function run(rawArgs: string[]): Promise<void> {
  try {
    if (rawArgs.length === 1 && ['--version', '-v', 'version'].includes(rawArgs[0] ?? '')) {
      printLine(VERSION);
      return;
    }
    const found = await checkArguments(main, rawArgs);
    if (found.wantsHelp) {
      printLine(await renderUsage(found.command, found.parent ?? undefined));
      if (!found.askedForHelp) process.exitCode = EXIT.usage;
      return;
    }
    await runCommand(main, { rawArgs });
  } catch (cause) {
    fail(cause);
    process.exitCode = exitCodeOf(cause);
  }
}

/** Wrong usage or set-up is the caller's to mend; upstreams and keys have a code of their own. */
function exitCodeOf(cause: unknown): number {
  if (!(cause instanceof ModicumError)) return isUsageError(cause) ? EXIT.usage : EXIT.failure;
  if (cause.code === 'usage' || cause.code.startsWith('config_')) return EXIT.usage;
  return /^(upstream_|no_key|authentication)/.test(cause.code) ? EXIT.upstream : EXIT.failure;
}

function isUsageError(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'CLIError';
}
