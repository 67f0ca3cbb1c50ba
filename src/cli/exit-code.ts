import { ModicumError } from '../core/error.ts';

/** Exit codes: a script can tell what went wrong from the code alone. docs/reference/README.md lists them. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** The answer was not accepted by its validators. */
  gate: 3,
  /** An upstream or a key. */
  upstream: 4,
  interrupted: 130,
} as const;

/** Wrong usage or set-up is the caller's to mend; upstreams and keys have a code of their own. */
export function exitCodeOf(cause: unknown): number {
  if (cause instanceof ModicumError) return exitCodeOfError(cause.code);
  return isUsageError(cause) ? EXIT.usage : EXIT.failure;
}

export function exitCodeOfError(code: string): number {
  if (USAGE.test(code)) return EXIT.usage;
  return UPSTREAM.test(code) ? EXIT.upstream : EXIT.failure;
}

/** Raised by the parser of arguments, which has an error class of its own. */
export function isUsageError(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'CLIError';
}

const USAGE =
  /^(usage$|config_|cases_invalid$|prices_unreadable$|rows_unreadable$|unknown_task$|unknown_model$|invalid_|client_key_|floor_above_cap$|pin_above_cap$|irreversible_above_cap$)/;
const UPSTREAM =
  /^(upstream_|no_key$|key_file_unsafe$|provider_down$|model_missing$|no_candidate$|attempts_spent$|failed$)/;
