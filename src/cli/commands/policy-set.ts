import type { ArgsDef } from 'citty';
import type { PolicyEdit } from '../../config/edit-policy.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';

/** What every command that changes the policy takes. */
export const CHANGE_OPTIONS = {
  'dry-run': { type: 'boolean', alias: 'n', description: 'show the change, write nothing' },
  config: SETUP_OPTIONS.config,
  ...JSON_OPTION,
} as const satisfies ArgsDef;

export const CHANGE_JSON =
  '`file`, `written`, `changes` (`key`, and `value` or `removed`), `warnings`, `before` (where the file as it was is kept, or null), `gateway` (null when none runs; `url`, `took`, `detail`)';

const ABOUT =
  'Edits your modicum.yaml and leaves comments, order and spaces as they are; makes the file when there is none. The changed policy is checked as a whole first: with a mistake in it nothing is written. A running gateway follows within a second. The file as it was is kept in the state folder. A key may be shortened to its end where only one key ends so, or one is nearest to the top.';

export const set = command({
  meta: { name: 'set', description: 'Change your policy: key=value, as many as you like' },
  args: {
    change: { type: 'positional', description: 'key=value; the value is YAML: 1, 30s, [a, b]' },
    ...CHANGE_OPTIONS,
  },
  severalWords: true,
  examples: [
    'modicum policy set subagents=route title=modicum/tier-1',
    'modicum policy set tiers.0.models=[local/llama3.1:8b] --dry-run',
    'modicum policy set tasks.summarize=1 --json',
  ],
  about: ABOUT,
  json: CHANGE_JSON,
  async run({ args }) {
    const { changeOwnPolicy } = await import('../policy-change.ts');
    const { readEdit } = await import('../policy-edit.ts');
    const readEdits = (): readonly PolicyEdit[] =>
      args._.map((word) => readEdit(word, args.config));
    await changeOwnPolicy(args, readEdits);
  },
});

export const unset = command({
  meta: { name: 'unset', description: 'Take keys out of your policy, back to the default' },
  args: {
    key: { type: 'positional', description: 'as policy set names it' },
    ...CHANGE_OPTIONS,
  },
  severalWords: true,
  examples: ['modicum policy unset tiers.0.models', 'modicum policy unset subagents --dry-run'],
  about: 'As `policy set`. A map that is left empty goes too.',
  json: CHANGE_JSON,
  async run({ args }) {
    const { changeOwnPolicy } = await import('../policy-change.ts');
    const { readRemoval } = await import('../policy-edit.ts');
    if (args._.length === 0) throw usage('Name a key to take out.');
    await changeOwnPolicy(args, () => args._.map((word) => readRemoval(word, args.config)));
  },
});
