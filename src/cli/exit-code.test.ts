import { expect, it } from 'vitest';
import { ModicumError } from '../core/error.ts';
import type { ErrorCode } from '../core/error-code.ts';
import { EXIT, exitCodeOf, isUsageError } from './exit-code.ts';

const CODES: readonly (readonly [ErrorCode, number])[] = [
  ['usage', EXIT.usage],
  ['config_invalid', EXIT.usage],
  ['unknown_task', EXIT.usage],
  ['unknown_model', EXIT.usage],
  ['floor_above_cap', EXIT.usage],
  ['client_key_required', EXIT.usage],
  ['no_key', EXIT.upstream],
  ['provider_down', EXIT.upstream],
  ['no_candidate', EXIT.upstream],
  ['upstream_authentication', EXIT.upstream],
  ['failed', EXIT.upstream],
  ['port_taken', EXIT.failure],
  ['unknown_call', EXIT.failure],
  ['ledger_foreign', EXIT.failure],
  ['deadline_passed', EXIT.failure],
];

it.each(CODES)('%s ends with %i', (code, expected) => {
  expect(exitCodeOf(new ModicumError(code, 'what to do'))).toBe(expected);
});

it('tells the parser of arguments from a mistake of ours', () => {
  const fromParser = Object.assign(new Error('missing'), { name: 'CLIError' });
  expect(isUsageError(fromParser)).toBe(true);
  expect(exitCodeOf(fromParser)).toBe(EXIT.usage);
  expect(exitCodeOf(new TypeError('ours'))).toBe(EXIT.failure);
  expect(exitCodeOf('thrown text')).toBe(EXIT.failure);
});
