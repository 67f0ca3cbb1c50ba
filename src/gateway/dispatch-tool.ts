import type { Decision, Refusal } from '../core/decision.ts';
import { ModicumError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import { ask, prepare, type RunResult } from './ask.ts';
import { decide } from './decide.ts';
import type { Gateway } from './gateway.ts';
import type { RunInput } from './run-input.ts';

/** What a program may say about a tool's work besides its name and input. */
export interface DispatchOptions extends Omit<RunInput, 'input' | 'tool' | 'system'> {
  /** What the tool does, in a sentence or more: for the model that does it, and for classifying it. */
  readonly description?: string;
}

/**
 * Does the work of a tool with the model its tier calls for. The policy's `tools` table names the tier; a
 * tool that is not in it is classified from its name, description and input. An input that would do what
 * cannot be undone lifts the call as it does everywhere.
 */
export async function dispatchTool(
  gateway: Gateway,
  work: ToolWork,
  options?: DispatchOptions,
): Promise<RunResult> {
  return ask(gateway, runInputOf(work, options));
}

/** Which models would do it, and why. Calls none. */
export async function routeTool(
  gateway: Gateway,
  work: ToolWork,
  options?: DispatchOptions,
): Promise<Decision | Refusal> {
  const prepared = prepare(gateway, runInputOf(work, options));
  return (await decide(gateway, { ...prepared, purpose: PLAIN_CALL })).decision;
}

export interface ToolWork {
  readonly name: string;
  /** Anything JSON can hold. */
  readonly input: unknown;
}

/** Longer names would be cut before the tool table sees them. */
const LONGEST_NAME = 200;

function runInputOf({ name, input }: ToolWork, options: DispatchOptions = {}): RunInput {
  if (typeof name !== 'string' || name.trim() === '' || name.length > LONGEST_NAME) {
    throw new ModicumError(
      'invalid_request',
      `A tool needs a name of 1 to ${LONGEST_NAME} characters.`,
    );
  }
  if (input === undefined) {
    throw new ModicumError('invalid_request', 'input is missing: {} where the tool takes none.');
  }
  if (!isObject(options))
    throw new ModicumError('invalid_request', 'The options must be an object.');
  const { description, ...rest } = options;
  if (description !== undefined && typeof description !== 'string') {
    throw new ModicumError('invalid_request', 'description must be text.');
  }
  return {
    ...rest,
    tool: name.trim(),
    system: instructions(name.trim(), description),
    input: jsonOf(input),
  };
}

/** Begins with the tool's own words, so that a classifier reads them as what is asked. */
function instructions(name: string, description: string | undefined): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return [
    `${words}.`,
    ...(description === undefined ? [] : [description]),
    `You are the tool ${name}. The user message is your input. Answer with your output and nothing else.`,
  ].join('\n');
}

function jsonOf(input: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(input ?? {});
    if (text !== undefined) return text;
  } catch {
    // Circles and big integers are no JSON; said below.
  }
  throw new ModicumError('invalid_request', 'The input of a tool must be what JSON can hold.');
}
