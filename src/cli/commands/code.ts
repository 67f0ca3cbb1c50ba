import { ModicumError } from '../../core/error.ts';
import type { Place } from '../../integrate/target.ts';
import type { BorrowedGateway } from '../borrow-gateway.ts';
import { command, wordsAfterDashes } from '../command.ts';
import { SETUP_OPTIONS } from '../options.ts';
import { note, remark, SIMULATED_LABEL } from '../output.ts';

export const code = command({
  meta: { name: 'code', description: 'Start Claude Code through Modicum; nothing of it stays' },
  args: {
    claude: {
      type: 'string',
      description: 'path of Claude Code, default the one on PATH',
      valueHint: 'file',
    },
    ...SETUP_OPTIONS,
  },
  handsOn: 'arguments of claude',
  examples: ['modicum code', 'modicum code -- --resume', 'modicum code -- -p "what is in here?"'],
  about:
    'Takes the gateway that runs, or starts one that ends with Claude Code. It is told where by `--settings`, which goes before your settings files and writes none. One line says whose credential pays and what happens to its calls; more is in [Claude Code](../claude-code.md#start).',
  exits: { 1: 'Claude Code is not installed, or ended with 1: its exit code is handed on' },
  async run({ args: { claude, config, ledger }, rawArgs }) {
    const { hereNow } = await import('../here-now.ts');
    const { borrowGateway } = await import('../borrow-gateway.ts');
    const { runProgram } = await import('../../integrate/run-program.ts');
    const place = hereNow();
    const path = await findClaude(claude ?? place.environment['MODICUM_CLAUDE'], place);
    const gateway = await borrowGateway({ config, ledger, defaults: {} });
    let clean = () => {};
    try {
      const launch = await prepare(wordsAfterDashes(rawArgs), place, gateway);
      ({ clean } = launch);
      process.once('exit', clean);
      remark(openingLine(gateway));
      process.exitCode = await runProgram({ path, args: launch.args, environment: process.env });
    } finally {
      clean();
      const log = await gateway.close();
      if (log !== null) note(`the gateway had something to say: ${log}`);
    }
  },
});

async function prepare(words: readonly string[], place: Place, { connection }: BorrowedGateway) {
  const { configPaths } = await import('../../config/config-paths.ts');
  const { claudeCodeEnvironment } = await import('../../integrate/claude-code-environment.ts');
  const { prepareLaunch } = await import('../../integrate/claude-code-launch.ts');
  const { winnersOverLaunch } = await import('../../integrate/claude-code-target.ts');
  for (const winner of winnersOverLaunch(place, connection)) note(winner);
  return prepareLaunch({
    words,
    variables: claudeCodeEnvironment(connection),
    hasSecret: connection.clientKey !== null,
    folder: place.folder,
    stateFolder: configPaths(place.environment, place.platform).stateFolder,
  });
}

async function findClaude(named: string | undefined, place: Place): Promise<string> {
  const { findProgram } = await import('../../integrate/find-program.ts');
  const path = findProgram(named ?? 'claude', place);
  if (path !== null) return path;
  throw new ModicumError(
    'program_missing',
    named === undefined
      ? 'Claude Code is not on your PATH. Install it: npm install -g @anthropic-ai/claude-code. Or say where it is: modicum code --claude /path/to/claude'
      : `There is no program at ${named}. Say where Claude Code is: modicum code --claude /path/to/claude`,
  );
}

/** Where, who pays, what happens: all of it on one line, before the screen is Claude Code's. */
function openingLine({ connection, readiness }: BorrowedGateway): string {
  const { main, subagents, background } = readiness.claudeCode;
  return [
    `modicum at ${connection.url}`,
    PAYS[connection.credential],
    `main ${main}, sub-agents ${subagents}, background ${background}`,
    ...(readiness.simulated ? [SIMULATED_LABEL] : []),
  ].join(' · ');
}

const PAYS = {
  modicum: "Modicum's Anthropic key pays",
  client: "Claude Code's own credential pays, handed on to Anthropic alone",
  none: 'no Anthropic key here: set ANTHROPIC_API_KEY, or key: client in the policy',
} as const;
