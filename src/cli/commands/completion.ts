import type { SubCommandsDef } from 'citty';
import { usage } from '../check-arguments.ts';
import { commandTree } from '../command-tree.ts';
import { command } from '../command.ts';
import { completionTable } from '../completion/completion-table.ts';
import { isShell, SHELLS } from '../completion/index.ts';
import { printLine } from '../output.ts';

const NAMES = Object.keys(SHELLS);

/** Knows what is beside it by being told: a command that imported the list it is in would circle. */
export const completionOf = (subCommands: SubCommandsDef) =>
  command({
    meta: { name: 'completion', description: 'A script that lets your shell complete commands' },
    args: {
      shell: {
        type: 'positional',
        required: false,
        description: `which shell: ${NAMES.join(', ')}`,
        valueHint: NAMES.join('|'),
      },
    },
    examples: ['modicum completion bash', 'modicum completion zsh'],
    about: [
      'It completes commands, options, task types, tiers and files, and starts nothing to do so. Run the line of your shell once, and open a new one; run it again after an update (bash without its bash-completion package: write the script anywhere and source it from ~/.bashrc):',
      '',
      ...Object.values(SHELLS).map(({ install }) => `    ${install}`),
    ].join('\n'),
    async run({ args }) {
      const shell = args.shell ?? '';
      if (!isShell(shell)) throw usage(`Name the shell: modicum completion ${NAMES.join('|')}`);
      const tree = await commandTree({ meta: { name: 'modicum' }, subCommands });
      const places = completionTable(tree);
      printLine(SHELLS[shell].script(places).trimEnd());
    },
  });
