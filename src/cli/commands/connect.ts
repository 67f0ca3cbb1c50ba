import { DEFAULT_PORT } from '../../gateway/default-address.ts';
import type { Change } from '../../integrate/change-journal.ts';
import type { ConnectPlan } from '../../integrate/connect.ts';
import type { Connection } from '../../integrate/target.ts';
import { command } from '../command.ts';
import { JSON_OPTION } from '../options.ts';
import { note, printJson, printLine } from '../output.ts';
import { renderFileChange } from '../render/file-change.ts';

export const connect = command({
  meta: { name: 'connect', description: 'Connect Claude Code or the SDKs for good, until undone' },
  args: {
    target: {
      type: 'positional',
      required: true,
      description: 'claude-code or sdk',
      valueHint: 'claude-code|sdk',
    },
    scope: {
      type: 'string',
      description: 'where it holds; if not given, user for claude-code and project for sdk',
      valueHint: 'user|project',
    },
    'dry-run': { type: 'boolean', description: 'show what would change, write nothing' },
    yes: { type: 'boolean', alias: 'y', description: 'write without asking' },
    force: { type: 'boolean', description: 'also where the file names another address' },
    ...JSON_OPTION,
  },
  examples: [
    'modicum connect claude-code --dry-run',
    'modicum connect claude-code --scope project --yes',
    'modicum connect sdk --scope user',
  ],
  about:
    'Shows the change, asks, keeps the file as it was, and writes only what is its own: every other byte stays. `claude-code` is the env of settings.json in your Claude Code folder, or with --scope project that of .claude/settings.local.json, which is not shared: an address of this machine is nothing to commit. `sdk` is a marked block in .env, or with --scope user in the profile of your shell. `modicum disconnect` and `modicum undo` take it back. To change no file at all: `modicum code`, `modicum run`.',
  json: '`target`, `scope`, `path`, `url`, `diff` (lines; values that may be keys are hidden), `notes` (sentences: what goes before it), `isRunning`, `written`, `change` (its id and backup, or null)',
  exits: { 2: 'also where nobody can be asked and --yes is missing' },
  async run({ args }) {
    const { readScope, readTarget } = await import('../target-options.ts');
    const { planConnect, applyConnect } = await import('../../integrate/connect.ts');
    const { lineDiff } = await import('../../integrate/line-diff.ts');
    const { connectionHere } = await import('../borrow-gateway.ts');
    const { hereNow, journalHere } = await import('../here-now.ts');
    const target = readTarget(args.target);
    const scope = readScope(args.scope) ?? target.defaultScope;
    const [place, journal] = [hereNow(), journalHere()];
    const { connection, isRunning } = await connectionHere();
    const force = args.force === true;
    const plan = planConnect({ target, scope, place, connection, journal, force });
    const diff = lineDiff(plan.file.bytes, plan.after);
    if (!args.json) show(plan, diff);
    const isWanted = !plan.isDone && !args['dry-run'] && (await isAllowed(plan, args.yes));
    const change = isWanted ? applyConnect(plan, journal, Date.now()) : null;
    const backup = change?.before ? journal.backupPath(change.id) : null;
    if (!args.json) {
      tell({ plan, change, backup, isRunning, connection });
      return;
    }
    printJson({
      target: target.name,
      scope,
      path: plan.file.path,
      url: connection.url,
      diff,
      notes: plan.winners,
      isRunning,
      written: change !== null,
      change: change === null ? null : { id: change.id, backup },
    });
  },
});

async function isAllowed(plan: ConnectPlan, yes: boolean | undefined): Promise<boolean> {
  if (yes === true) return true;
  const { confirm } = await import('../confirm.ts');
  return confirm(`Write this to ${plan.file.path}?`);
}

function show(plan: ConnectPlan, diff: readonly string[]): void {
  for (const line of renderFileChange(plan.file.path, diff)) printLine(line);
  for (const winner of plan.winners) note(winner);
}

interface Told {
  readonly plan: ConnectPlan;
  readonly change: Change | null;
  readonly backup: string | null;
  readonly isRunning: boolean;
  readonly connection: Connection;
}

function tell({ plan, change, backup, isRunning, connection }: Told): void {
  const { target, scope, isDone } = plan;
  if (change === null) {
    printLine(isDone ? 'Nothing to change: it is connected.' : 'Nothing was written.');
    return;
  }
  printLine(`Connected ${target.title}.`);
  printLine(`  as it was  ${backup ?? 'there was no file'}`);
  if (!isRunning) printLine('  start      modicum up');
  const { port } = new URL(connection.url);
  if (port !== String(DEFAULT_PORT))
    note(`it is at this address only with: modicum up --port ${port}`);
  printLine(`  leave      modicum disconnect ${target.name} --scope ${scope}`);
  if (connection.clientKey !== null && target.name === 'sdk')
    note('your gateway asks for its client key: give it to your programs as their API key');
}
