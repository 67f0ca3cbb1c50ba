import { z } from 'zod';
import { readFileSync } from 'node:fs';
import { ModicumError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import { REASONS } from '../core/reason.ts';
import { didYouMean } from './did-you-mean.ts';
import { fileTrouble } from './file-trouble.ts';
import { keysText } from './keys-text.ts';
import { readPolicyDocument } from './policy-document.ts';
import { tierField } from './policy-fields.ts';
import type { KeyPath } from './problem.ts';

const name = z.string().min(1);
const reason = z
  .string()
  .refine((word) => Object.hasOwn(REASONS, word), 'is no reason; docs/reasons.md lists them');

const expectShape = {
  tier: tierField,
  min_tier: tierField,
  max_tier: tierField,
  /** `provider/id`, or the id alone. */
  model: name,
  /** One task type, or several of which one must be it. */
  task: z.union([name, z.array(name).min(1)]),
  decided_by: reason,
  /** Each must be among those of the decision; others may be there too. */
  reasons: z.array(reason).min(1),
  floor: tierField,
  cap: tierField,
  delivery: z.enum(['buffered', 'streamed']),
  retries: z.int().min(0),
  deadline_ms: z.int().min(1),
  /** Whether it is refused, or the reason why. */
  refused: z.union([z.boolean(), name]),
};

const toolCallShape = {
  name,
  input: z.looseObject({}).optional(),
  /** What the tool gave back; left out: nothing. */
  result: z.string().optional(),
};

const caseShape = {
  name: z.string().min(1).optional(),
  text: z.string().optional(),
  system: z.string().optional(),
  messages: z.array(z.looseObject({ role: z.string() })).optional(),
  /** A whole call of Anthropic's Messages API. */
  call: z.looseObject({}).optional(),
  model: z.string().min(1).optional(),
  task: z.string().min(1).optional(),
  tier: tierField.optional(),
  min_tier: tierField.optional(),
  max_tier: tierField.optional(),
  background: z.boolean().optional(),
  complexity: z.int().min(1).max(10).optional(),
  deadline_ms: z.int().min(1).optional(),
  labels: z.array(z.string().min(1)).optional(),
  /** Tools that are offered: their names, or whole definitions. */
  tools: z.array(z.union([name, z.looseObject({ name })])).optional(),
  /** What the model called after the last message, with what came back. */
  tool_calls: z.array(z.strictObject(toolCallShape)).min(1).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Providers that are assumed to be down; all others are up and have their key. */
  down: z.array(z.string().min(1)).optional(),
  expect: z.strictObject(expectShape).partial(),
};

const fileSchema = z.strictObject({
  version: z.literal(1),
  cases: z.array(z.strictObject(caseShape)).min(1),
});

export type PolicyCase = z.infer<typeof fileSchema>['cases'][number] & {
  /** Where it begins in its file. */
  readonly line: number;
};

const KNOWN: Readonly<Record<number, readonly string[]>> = {
  0: Object.keys(fileSchema.shape),
  2: Object.keys(caseShape),
  3: Object.keys(expectShape),
  4: Object.keys(toolCallShape),
};

/** Reads a file of cases for `policy test`. Throws `cases_invalid` with every mistake and its place. */
export function readPolicyCases(path: string): readonly PolicyCase[] {
  const document = readPolicyDocument(readText(path));
  const placed = (at: KeyPath, message: string, aboutKey = false): string => {
    const { line, column } = nearest(document, at, aboutKey);
    return `${path}:${line}:${column} ${keysText(at)}: ${message}`;
  };
  const mistakes = document.mistakes.map(
    ({ line, column, message }) => `${path}:${line}:${column}: ${message}`,
  );
  if (mistakes.length > 0) throw invalid(mistakes);
  if (!isObject(document.value)) throw invalid([`${path}:1:1: ${NO_MAP}`]);
  const checked = fileSchema.safeParse(document.value);
  if (!checked.success) {
    throw invalid(
      checked.error.issues.flatMap((issue) => {
        const at = issue.path as KeyPath;
        if (at[0] === 'version') return [placed(at, NO_VERSION)];
        if (issue.code !== 'unrecognized_keys') return [placed(at, inOurWords(issue.message))];
        const known = KNOWN[at.length] ?? [];
        return issue.keys.map((key) =>
          placed([...at, key], `is not a key${didYouMean(key, known)}`, true),
        );
      }),
    );
  }
  const cases = checked.data.cases.map((one, index) => ({
    ...one,
    line: document.locate(['cases', index])?.line ?? 1,
  }));
  const unclear = cases.flatMap((one, index) => {
    const given = [one.text, one.messages, one.call].filter((part) => part !== undefined).length;
    const at = ['cases', index];
    if (given !== 1) return [placed(at, 'needs one of text, messages and call')];
    if (one.call !== undefined && one.tool_calls !== undefined) {
      return [placed([...at, 'tool_calls'], 'goes with text or messages; a call has its own')];
    }
    return Object.keys(one.expect).length > 0 ? [] : [placed([...at, 'expect'], 'expects nothing')];
  });
  if (unclear.length > 0) throw invalid(unclear);
  return cases;
}

const NO_MAP =
  'must be a map with `version: 1` and a list under `cases:`; examples/policy-cases.yaml shows one';

const NO_VERSION = 'must be 1, the only version there is; write version: 1';

function inOurWords(message: string): string {
  return message
    .replace(
      /^Invalid input: expected (\w+), received undefined$/,
      'is missing: a value of type $1',
    )
    .replace(/^Invalid input: expected (.+), received (\w+)$/, 'must be of type $1, not $2')
    .replace(/^Invalid input/, 'has a value that is not possible here');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = fileTrouble(cause);
    throw new ModicumError('cases_invalid', `${path} cannot be read: ${why}.`, { cause });
  }
}

function nearest(document: ReturnType<typeof readPolicyDocument>, at: KeyPath, aboutKey: boolean) {
  for (let end = at.length; end >= 0; end--) {
    const position = document.locate(at.slice(0, end), aboutKey && end === at.length);
    if (position !== null) return position;
  }
  return { line: 1, column: 1 };
}

function invalid(lines: readonly string[]): ModicumError {
  return new ModicumError('cases_invalid', `The cases have mistakes:\n${lines.join('\n')}`);
}
