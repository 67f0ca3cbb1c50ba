import { command } from '../command.ts';
import { JSON_OPTION } from '../options.ts';

export const disconnect = command({
  meta: { name: 'disconnect', description: 'Take back what connect wrote, to the byte' },
  args: {
    target: {
      type: 'positional',
      required: true,
      description: 'claude-code or sdk',
      valueHint: 'claude-code|sdk',
    },
    scope: {
      type: 'string',
      description: 'where it holds; if not given, both, for this folder',
      valueHint: 'user|project',
    },
    force: {
      type: 'boolean',
      description: 'also without the record of it: takes out what says that it is Modicum’s',
    },
    'dry-run': { type: 'boolean', description: 'show what would change, write nothing' },
    ...JSON_OPTION,
  },
  examples: ['modicum disconnect claude-code', 'modicum disconnect sdk --scope user --dry-run'],
  about:
    'A file that is as `modicum connect` left it gets back every byte; one that was made is removed, with the folders made for it. One that someone changed since loses only what is Modicum’s. Where that is not sure, nothing is touched and the reason is said. Where the record of a change is gone, what says by itself that it is Modicum’s is named with its lines, and taken out with --force; `modicum undo` brings it back.',
  json: '`dryRun` and `changes`: `id`, `target`, `scope`, `path`, `diff` and `what` (`restore`, `edit`, `remove` or `nothing`) of each',
  exits: { 1: 'it is connected, the record of that is gone, and --force is missing' },
  async run({ args }) {
    const { readScope, readTarget } = await import('../target-options.ts');
    const { hereNow, journalHere } = await import('../here-now.ts');
    const { takeBack } = await import('../take-back.ts');
    const target = readTarget(args.target);
    const wanted = readScope(args.scope);
    const [place, journal] = [hereNow(), journalHere()];
    const projectPath = target.path('project', place);
    // One that sets nothing took something out: it is for modicum undo.
    const recorded = journal
      .list()
      .filter((change) => change.target === target.name && Object.keys(change.entries).length > 0);
    const changes = recorded.filter(
      ({ scope, path }) =>
        (wanted === undefined || scope === wanted) && (scope === 'user' || path === projectPath),
    );
    const dryRun = args['dry-run'] === true;
    if (changes.length === 0) {
      const { takeLeftovers } = await import('../take-leftovers.ts');
      const scopes = wanted === undefined ? (['user', 'project'] as const) : [wanted];
      const options = { dryRun, force: args.force === true, json: args.json === true };
      if (takeLeftovers({ target, scopes, place, journal, ...options })) return;
    }
    takeBack({
      changes: changes.toReversed(),
      journal,
      dryRun,
      json: args.json === true,
      ifNone: `Modicum has not connected ${target.title} here.${recorded.length > 0 ? ' Elsewhere it has: modicum undo --list' : ''}`,
    });
  },
});
