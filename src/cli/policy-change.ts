import { setTimeout as sleep } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { configPaths } from '../config/config-paths.ts';
import type { PolicyEdit } from '../config/edit-policy.ts';
import { makeFolder } from '../config/make-folder.ts';
import { ensureOwnerOnlyFolder } from '../config/owner-only.ts';
import { planChange, type PlannedChange } from '../config/plan-change.ts';
import { readUserFile } from '../integrate/user-file.ts';
import { writeUserFile } from '../integrate/write-user-file.ts';
import { asOneWriter } from './one-writer.ts';
import { note, printJson, printLine } from './output.ts';
import { judgeOwnPolicy, ownPolicyPath, readOwnPolicy } from './policy-setup.ts';
import { askReadiness } from './readiness.ts';
import { renderLineChanges } from './render/line-changes.ts';
import { readRunning } from './running.ts';

export interface ChangeArguments {
  readonly config?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Whether the user's running gateway follows the changed file. */
interface Followed {
  readonly url: string;
  readonly took: boolean;
  /** Why not, or which version is in force. */
  readonly detail: string;
}

/**
 * Changes the user's policy file: checked as a whole, shown as a difference, written in one move. The
 * edits are read from the file too, so they are read again once no other command can change it.
 */
export async function changeOwnPolicy(
  args: ChangeArguments,
  readEdits: () => readonly PolicyEdit[],
): Promise<void> {
  const path = ownPolicyPath(args.config);
  const planNow = () => {
    const [edits, file] = [readEdits(), existingPolicy(args.config, path)];
    return planChange({ path, file, edits, judge: judgeOwnPolicy });
  };
  const { plan, isChanged, isWritten, before } = carryOut(path, planNow, args['dry-run'] === true);
  const gateway = isWritten ? await followed(path, Date.now()) : null;
  const warnings = plan.judged.problems.map(({ text }) => text);
  if (args.json === true) {
    printJson({
      file: path,
      written: isWritten,
      changes: changesOf(plan),
      warnings,
      before,
      gateway,
    });
    return;
  }
  for (const line of renderLineChanges(plan.before ?? '', plan.after)) printLine(line);
  printLine(summary({ path, plan, isWritten, isChanged }));
  if (before !== null) printLine(`  before   ${before}`);
  if (gateway !== null) {
    const { took, url, detail } = gateway;
    printLine(
      `  gateway  ${url} ${took ? `follows it (${detail})` : `does not follow it: ${detail}`}`,
    );
  }
  for (const warning of [...warnings, ...overruled(plan)]) note(warning);
}

interface CarriedOut {
  readonly plan: PlannedChange;
  readonly isChanged: boolean;
  readonly isWritten: boolean;
  /** Where the file as it was is kept. */
  readonly before: string | null;
}

/** Mistakes show before anything is locked; what is written is planned behind the lock. */
function carryOut(path: string, planNow: () => PlannedChange, isDry: boolean): CarriedOut {
  const first = planNow();
  if (isDry || !changes(first)) {
    return { plan: first, isChanged: changes(first), isWritten: false, before: null };
  }
  return asOneWriter(() => {
    const plan = planNow();
    const isChanged = changes(plan);
    return { plan, isChanged, isWritten: isChanged, before: isChanged ? write(path, plan) : null };
  });
}

function changes({ before, after }: PlannedChange): boolean {
  return before !== after;
}

/** A file that was named and is not there yet is made; everything else wrong with it is said. */
function existingPolicy(config: string | undefined, path: string) {
  return readUserFile(path).bytes === null ? null : readOwnPolicy(config);
}

function changesOf({ edits }: PlannedChange) {
  return edits.map((edit) => ({
    key: edit.path.join('.'),
    ...('value' in edit ? { value: edit.value } : { removed: true }),
  }));
}

function summary(change: {
  readonly path: string;
  readonly plan: PlannedChange;
  readonly isWritten: boolean;
  readonly isChanged: boolean;
}): string {
  const { path, plan, isWritten, isChanged } = change;
  if (!isChanged) return `${path} says so already; nothing was written.`;
  if (!isWritten) return `Nothing was written: ${path} would be changed as above.`;
  const keys = plan.edits.map((edit) => edit.path.join('.')).join(', ');
  return `${plan.before === null ? 'Made' : 'Changed'} ${path}: ${keys}`;
}

/** Answers where the file as it was is kept. */
function write(path: string, { before, after }: PlannedChange): string | null {
  makeFolder(dirname(path));
  const kept = before === null ? null : keep(before);
  writeUserFile(readUserFile(path), new TextEncoder().encode(after));
  return kept;
}

function keep(before: string): string {
  const { stateFolder } = configPaths(process.env, process.platform);
  ensureOwnerOnlyFolder(stateFolder);
  const path = join(stateFolder, 'modicum.yaml.before');
  writeFileSync(path, before, { mode: 0o600 });
  return path;
}

/** What the file says is of no use where a variable of the environment says otherwise. */
function overruled({ judged, edits }: PlannedChange): readonly string[] {
  return edits.flatMap(({ path }) => {
    const key = path.join('.');
    const setting = judged.parts.settings.find((one) => one.path.join('.') === key);
    return setting === undefined
      ? []
      : [`${key} has no effect while the environment sets ${setting.variable}`];
  });
}

const FOLLOW_LIMIT_MS = 5_000;

/** A gateway looks at its file twice a second; it is asked until it has seen this change. */
async function followed(path: string, writtenAt: number): Promise<Followed | null> {
  const running = readRunning();
  if (running === null) return null;
  const { url } = running;
  const deadline = performance.now() + FOLLOW_LIMIT_MS;
  for (;;) {
    const ready = await askReadiness(running);
    const status = ready?.policyFile ?? null;
    if (ready === null || status === null)
      return { url, took: false, detail: 'it does not answer' };
    if (status.readAt >= writtenAt && status.problem !== null) {
      return { url, took: false, detail: status.problem.text };
    }
    if (status.readAt >= writtenAt && status.path === path) {
      return { url, took: true, detail: ready.policy };
    }
    if (performance.now() > deadline) {
      const other = status.path ?? 'the built-in policy';
      return { url, took: false, detail: `it goes by ${other}` };
    }
    await sleep(100);
  }
}
