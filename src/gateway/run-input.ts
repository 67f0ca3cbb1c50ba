import { ModicumError } from '../core/error.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { Tier } from '../core/tier.ts';

/** What a program asks of Modicum. Only `input` is needed. */
export interface RunInput {
  readonly input: string;
  /** A task type or its short name; without one the classifier decides. */
  readonly task?: string;
  /** The tool whose work this is: the policy's tool table decides. `input` is then the tool's, as JSON. */
  readonly tool?: string;
  readonly system?: string;
  /** The answer must be one of these. */
  readonly labels?: readonly string[];
  /** The answer must be JSON that fits this schema. */
  readonly schema?: JsonObject;
  /** A real model id pins it. Default `modicum/auto`. */
  readonly model?: string;
  readonly maxOutputTokens?: number;
  readonly tier?: Tier;
  readonly minTier?: Tier;
  readonly maxTier?: Tier;
  readonly background?: boolean;
  /** 1 to 10. */
  readonly complexity?: number;
  readonly deadlineMs?: number;
  readonly session?: string;
  readonly tags?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Throws `invalid_request`, naming the field, for what no compiler saw: a program in plain JavaScript,
 * or an input put together elsewhere. A mistyped option that is quietly ignored could cost money.
 */
export function checkRunInput(input: unknown): asserts input is RunInput {
  if (!isObject(input)) throw invalid('The call must be an object with the text as input.');
  for (const [name, value] of Object.entries(input)) {
    const kind = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof RunInput] : null;
    if (kind === null) throw unknownField(name);
    if (value !== undefined && !KINDS[kind].holds(value)) {
      throw invalid(`${name} must be ${KINDS[kind].name}.`);
    }
  }
  const { input: text, labels } = input;
  if (text === undefined) throw invalid('input is missing: the text to work on.');
  if (isText(text) && text.trim() === '')
    throw invalid('input is empty: give the text to work on.');
  if (Array.isArray(labels) && (labels.length === 0 || labels.includes(''))) {
    throw invalid('labels must have at least one label, and none that is empty.');
  }
}

const KINDS = {
  text: { name: 'text', holds: isText },
  texts: {
    name: 'a list of texts',
    holds: (value: unknown) => Array.isArray(value) && value.every(isText),
  },
  number: { name: 'a number', holds: Number.isFinite },
  flag: { name: 'true or false', holds: (value: unknown) => typeof value === 'boolean' },
  object: { name: 'an object', holds: isObject },
  signal: {
    name: 'an AbortSignal',
    // By its shape: one of another realm is as good.
    holds: (value: unknown) => isObject(value) && 'aborted' in value && 'reason' in value,
  },
} as const;

/** The compiler holds these against the type: none is missing, none too many. */
const FIELDS: Readonly<Record<keyof RunInput, keyof typeof KINDS>> = {
  input: 'text',
  task: 'text',
  tool: 'text',
  system: 'text',
  labels: 'texts',
  schema: 'object',
  model: 'text',
  maxOutputTokens: 'number',
  tier: 'number',
  minTier: 'number',
  maxTier: 'number',
  background: 'flag',
  complexity: 'number',
  deadlineMs: 'number',
  session: 'text',
  tags: 'texts',
  signal: 'signal',
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function unknownField(name: string): ModicumError {
  const known = Object.keys(FIELDS).join(', ');
  return invalid(`There is no option ${JSON.stringify(name)} here. Known: ${known}.`);
}

function invalid(message: string): ModicumError {
  return new ModicumError('invalid_request', message);
}
