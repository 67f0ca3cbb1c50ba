import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { Verdict } from '../core/verdict.ts';
import { UNJUDGED } from '../core/verdict.ts';
import { answered } from './answered.ts';
import { json } from './json.ts';
import { jsonSchema } from './json-schema.ts';
import { oneOf } from './one-of.ts';
import type { Validator } from './validator.ts';

/** Every validator there is. A new one is a file and a line here. */
export const VALIDATORS: readonly Validator[] = [answered, json, jsonSchema, oneOf];

/** What a policy may name in a task's `validate` list. */
export const VALIDATOR_NAMES: readonly string[] = VALIDATORS.map((validator) => validator.name);

/**
 * What the named validators say about an answer, asked in the order of `names`: the first no counts.
 * A name that no validator bears is passed over; the policy's reader refuses it long before.
 */
export function judge(asked: {
  readonly answer: Answer;
  readonly call: Call;
  readonly names: readonly string[];
}): Verdict {
  const applying = asked.names
    .map((name) => VALIDATORS.find((validator) => validator.name === name))
    .filter((validator) => validator !== undefined)
    .filter((validator) => validator.applies(asked.call));
  for (const validator of applying) {
    const detail = validator.check(asked.answer, asked.call);
    if (detail !== null) return { kind: 'rejected', validator: validator.name, detail };
  }
  if (applying.length === 0) return UNJUDGED;
  return { kind: 'accepted', validators: applying.map((validator) => validator.name) };
}
