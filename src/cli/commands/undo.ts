import type { Change } from '../../integrate/change-journal.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { JSON_OPTION } from '../options.ts';
import { printJson, printLine } from '../output.ts';

export const undo = command({
  meta: { name: 'undo', description: 'Take back the last change outside Modicum’s own folders' },
  args: {
    list: { type: 'boolean', description: 'show what can be taken back, newest first' },
    all: { type: 'boolean', description: 'take back everything' },
    'dry-run': { type: 'boolean', description: 'show what would change, write nothing' },
    ...JSON_OPTION,
  },
  examples: ['modicum undo --list', 'modicum undo', 'modicum undo --all --dry-run'],
  about:
    'Modicum changes files outside its own folders with `modicum connect` alone, and keeps each as it was in the folder `changes` of its state folder until it is taken back.',
  json: '`dryRun` and `changes` as `disconnect`; with `--list` `changes`: `id`, `at`, `target`, `scope` and `path` of each',
  async run({ args }) {
    if (args.list && (args.all || args['dry-run']))
      throw usage('--list goes alone: it only looks.');
    const { journalHere } = await import('../here-now.ts');
    const journal = journalHere();
    const newestFirst = journal.list().toReversed();
    if (args.list) {
      list(newestFirst, args.json === true);
      return;
    }
    const { takeBack } = await import('../take-back.ts');
    takeBack({
      changes: args.all ? newestFirst : newestFirst.slice(0, 1),
      journal,
      dryRun: args['dry-run'] === true,
      json: args.json === true,
      ifNone: NOTHING,
    });
  },
});

const NOTHING = 'Nothing to undo: Modicum has changed nothing outside its own folders.';

function list(changes: readonly Change[], json: boolean): void {
  if (json) {
    const shown = changes.map(({ id, at, target, scope, path }) => ({
      id,
      at,
      target,
      scope,
      path,
    }));
    printJson({ changes: shown });
    return;
  }
  if (changes.length === 0) printLine(NOTHING);
  for (const { at, target, scope, path } of changes) {
    printLine(`${at.slice(0, 16).replace('T', ' ')}  ${target} (${scope})  ${path}`);
  }
}
