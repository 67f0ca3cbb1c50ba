import { fileURLToPath } from 'node:url';
import { ModicumError } from '../core/error.ts';
import { editPolicy, type PolicyEdit } from './edit-policy.ts';
import type { JudgedPolicy } from './judge-policy.ts';
import { placeEdit, valueAt } from './place-edit.ts';
import { readPolicyDocument } from './policy-document.ts';
import type { PolicyText } from './policy-file.ts';
import { policyValues } from './policy-values.ts';
import type { KeyPath } from './problem.ts';

/** A change to a policy file, thought through and not yet made. */
export interface PlannedChange {
  /** `null`: there is no file yet. */
  readonly before: string | null;
  readonly after: string;
  readonly judged: JudgedPolicy;
  readonly edits: readonly PolicyEdit[];
}

export interface ChangeRequest {
  /** Absolute. */
  readonly path: string;
  /** `null`: there is none yet. */
  readonly file: PolicyText | null;
  readonly edits: readonly PolicyEdit[];
  readonly judge: (text: PolicyText | null) => JudgedPolicy;
}

/** Throws `config_invalid` when the policy as a whole would have mistakes; every one is named. */
export function planChange({ path, file, edits, judge }: ChangeRequest): PlannedChange {
  const before = file?.content ?? null;
  refuseUnreadable(path, before);
  const inForce = policyValues(judge(file).parts);
  const start = startOf(before);
  const after = edits.reduce((text, edit) => {
    const context = {
      file: readPolicyDocument(text).value,
      listInForce: (at: KeyPath) => listAt(inForce, at),
    };
    return editPolicy(text, [placeEdit(edit, context)]);
  }, start);
  const judged = judge({ path, content: after, writableByAll: false });
  const errors = judged.problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { before, after, judged, edits };
  const count = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  const lines = errors.map(({ text }) => text).join('\n');
  throw new ModicumError(
    'config_invalid',
    `Nothing was written: the policy would have ${count}, at these places of the changed file:\n${lines}`,
  );
}

/** Where the schema for editors is, in the installed package. */
export function schemaPath(): string {
  return fileURLToPath(new URL('../../catalog/modicum.schema.json', import.meta.url));
}

export function isInFile(file: PolicyText | null, path: KeyPath): boolean {
  if (file === null) return false;
  return valueAt(readPolicyDocument(file.content).value, path) !== undefined;
}

/** What a new file begins with; an empty one gets its version. */
function startOf(before: string | null): string {
  if (before === null) return `# yaml-language-server: $schema=${schemaPath()}\nversion: 1\n`;
  const { value } = readPolicyDocument(before);
  return value === null ? editPolicy(before, [{ path: ['version'], value: 1 }]) : before;
}

/** Between half-written lines there is no place for another. */
function refuseUnreadable(path: string, text: string | null): void {
  const fatal = text === null ? [] : readPolicyDocument(text).mistakes.filter((one) => one.fatal);
  const [first] = fatal;
  if (first === undefined) return;
  throw new ModicumError(
    'config_invalid',
    `Nothing was written: ${path}:${first.line}:${first.column}: ${first.message}. Mend that first.`,
  );
}

function listAt(values: ReturnType<typeof policyValues>, at: KeyPath): readonly unknown[] {
  const found = values.find(({ path }) => path.join('\0') === at.join('\0'))?.value;
  return Array.isArray(found) ? found : [];
}
