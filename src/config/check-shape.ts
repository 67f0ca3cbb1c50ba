import type { z } from 'zod';
import { isObject } from '../core/json.ts';
import { didYouMean } from './did-you-mean.ts';
import { knownKeys, policyFileSchema } from './policy-schema.ts';
import type { PolicyFile } from './policy-schema.ts';
import { errorAt, errorAtKey } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

export interface ShapeCheck {
  /** What the file says, without what is wrong in it; so that the rest can be checked too. */
  readonly file: PolicyFile;
  readonly problems: readonly Problem[];
}

/** Holds a file's values against the schema: every unknown key and every bad value at once. */
export function checkShape(value: unknown): ShapeCheck {
  if (!isObject(value)) {
    const what = value === null || value === undefined ? 'is empty' : 'is not a map of keys';
    return {
      file: { version: 1 },
      problems: [errorAt([], `the file ${what}; start it with version: 1`)],
    };
  }
  const checked = policyFileSchema.safeParse(value);
  if (checked.success) return { file: checked.data, problems: [] };
  const { issues } = checked.error;
  return { file: soundPart(value, issues), problems: issues.flatMap((issue) => explain(issue)) };
}

function explain(issue: Issue): readonly Problem[] {
  const path = issue.path as KeyPath;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_key') {
    return [errorAtKey(path, 'is not a name; use letters, digits, ".", "_" and "-", at most 64')];
  }
  return [errorAt(path, issueText(issue))];
}

function unknownKey(path: KeyPath, key: string): Problem {
  const known = knownKeys(path);
  const guess = didYouMean(key, known);
  const advice = guess === '' && known.length <= 12 ? `; known here: ${known.join(', ')}` : guess;
  return errorAtKey([...path, key], `is not a key${advice === '' ? '; remove it' : advice}`);
}

function issueText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `is missing; write ${EXPECTED[issue.expected] ?? issue.expected}`
        : `must be ${EXPECTED[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
        : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at most ${issue.maximum}`
        : `must not be longer than ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of names',
};

/** Enough for issues that only show once others are gone. */
const ROUNDS = 5;

function soundPart(value: object, issues: readonly Issue[]): PolicyFile {
  const copy = { ...(structuredClone(value) as Record<string, unknown>), version: 1 };
  let bad = issues;
  for (let round = 0; round < ROUNDS; round++) {
    for (const issue of bad) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      if (keys.length === 0) remove(copy, issue.path as KeyPath);
      for (const key of keys) remove(copy, [...(issue.path as KeyPath), key]);
    }
    const checked = policyFileSchema.safeParse(copy);
    if (checked.success) return checked.data;
    bad = checked.error.issues;
  }
  return { version: 1 };
}

/** Takes out the smallest part that can be missing: a key of a map, or a list as a whole. */
function remove(root: Record<string, unknown>, path: KeyPath): void {
  let parent: Record<string, unknown> = root;
  let key = String(path[0]);
  let node: unknown = parent[key];
  for (const next of path.slice(1)) {
    if (!isObject(node) || !Object.hasOwn(node, String(next))) break;
    parent = node;
    key = String(next);
    node = parent[key];
  }
  if (key !== 'version') delete parent[key];
}
