import { runCommand } from 'citty';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { endWithReader, fail, printLine } from './output.ts';
import { checkArguments } from './check-arguments.ts';
import { TOP } from './top.ts';
import { VERSION } from './version.ts';

endWithReader();
await run(withoutColorOption(process.argv.slice(2)));

async function run(rawArgs: string[]): Promise<void> {
  try {
    const [first = '', ...others] = rawArgs;
    if (others.length === 0 && ['--version', '-v'].includes(first)) {
      printLine(VERSION);
      return;
    }
    const asked = first === 'help' ? [...others, '--help'] : rawArgs;
    const found = await checkArguments(TOP, asked);
    if (found.wantsHelp) {
      const { renderHelp } = await import('./render/help.ts');
      printLine(await renderHelp(found.command, found.path));
      if (!found.askedForHelp && rawArgs.length > 0) process.exitCode = EXIT.usage;
      return;
    }
    await runCommand(TOP, { rawArgs: asked });
  } catch (cause) {
    fail(cause);
    process.exitCode = exitCodeOf(cause);
  }
}

/** The one option every command has: no colour, even where FORCE_COLOR asks for it. */
function withoutColorOption(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const isAsked = args.indexOf('--no-color') >= 0 && args.indexOf('--no-color') < end;
  if (isAsked) {
    delete process.env['FORCE_COLOR'];
    process.env['NO_COLOR'] = '1';
  }
  return args.filter((argument, index) => argument !== '--no-color' || index > end);
}
