import { REASONS, type Reason } from './reason.ts';
import type { UpstreamErrorKind } from './upstream-error-kind.ts';

/**
 * Every code an error can carry, besides the reasons of refusals. A code is stable: programs may rely on
 * it. docs/errors.md says what to do about each, and a test compares both.
 */
export const ERROR_CODES = {
  // a request that is no call
  invalid_json: 'the body is not JSON that can be read',
  invalid_request: 'a field has a wrong type or is missing',
  invalid_header: 'an x-modicum header is unknown or has a wrong value',
  invalid_query: 'a query parameter has a wrong value',
  broken_request: 'the request broke off before its body was whole',
  request_too_large: 'the body is larger than the gateway takes',
  unknown_path: 'nothing is served at this path',
  unknown_call: 'no call has this id',
  unknown_task: 'this is not a task type',
  responses_not_stored: 'Modicum keeps no responses, and the request needs one that is kept',
  method_not_allowed: 'the path does not know this method',
  // who asks
  client_key: 'the gateway wants its client key',
  foreign_host: 'the Host header names another machine',
  cross_site: 'the request comes from a page of another site',
  // what an upstream said or did
  upstream_invalid_request: 'the upstream refuses the request',
  upstream_authentication: 'the upstream refuses the key',
  upstream_billing: 'the upstream wants payment',
  upstream_permission: 'the key may not do this',
  upstream_not_found: 'the upstream does not know the model',
  upstream_too_large: 'the request is too large for the upstream',
  upstream_rate_limited: 'the upstream limits how much is sent',
  upstream_spend_limit: 'a cap on money or volume is reached',
  upstream_overloaded: 'the upstream is overloaded',
  upstream_server_error: 'the upstream failed',
  upstream_unreachable: 'the upstream cannot be reached',
  upstream_cut: 'the upstream broke off',
  upstream_timeout: 'the upstream was silent too long',
  upstream_malformed: 'the upstream answered with something that is not an answer',
  // on our side
  shutting_down: 'the gateway is stopping',
  internal_error: 'a mistake of Modicum itself',
  ledger_unavailable: 'the ledger cannot be written',
  ledger_full: 'the disk under the ledger is full',
  ledger_locked: 'another program holds the ledger',
  ledger_corrupt: 'the ledger file is damaged',
  ledger_foreign: 'the file is not a ledger',
  ledger_newer: 'the ledger was written by a newer Modicum',
  ledger_path: 'the ledger cannot be where it should be',
  ledger_sqlite: 'this Node carries an SQLite that can lose data',
  ledger_row: 'a row was written twice or in the wrong order',
  ledger_closed: 'the ledger was closed',
  // set-up and command line
  config_invalid: 'the policy has mistakes',
  config_unreadable: 'the policy cannot be read',
  config_gone: 'the policy file of a running gateway is gone',
  cases_invalid: 'the cases for the policy have mistakes',
  rows_unreadable: 'a file of rows cannot be read',
  model_unreadable: 'the weights of a classifier cannot be read',
  prices_unreadable: 'a list of prices cannot be read',
  catalog_unreadable: 'the catalog of models cannot be read',
  key_file_unsafe: 'a key file is open to others',
  state_folder_unusable: 'the folder for state is open to others or cannot be made',
  client_key_invalid: 'the client key cannot be used',
  client_key_required: 'listening beyond loopback needs a client key',
  port_taken: 'the port is in use',
  cannot_listen: 'the gateway cannot listen there',
  cannot_start: 'the gateway did not start',
  no_log: 'no gateway has written a log yet',
  cannot_stop: 'the gateway did not stop',
  invalid_word_rule: 'a word rule of the classifier cannot be read',
  settings_unusable: 'a file of yours cannot be changed safely',
  settings_conflict: 'a file of yours names another address already',
  change_unreadable: 'the record of a change cannot be read',
  change_not_undone: 'a change cannot be taken back safely',
  program_missing: 'the program to start is not there',
  sdk_missing: 'a vendor\u2019s SDK is not installed',
  answer_mismatch: 'an answer does not fit the schema it was asked with',
  usage: 'the command line was not understood',
  failed: 'the call was not served, and the upstream gave no code',
} as const satisfies Record<UpstreamCode, string> & Record<string, string>;

type UpstreamCode = `upstream_${UpstreamErrorKind}`;

export type ErrorCode = keyof typeof ERROR_CODES | Reason;

/** Whether a text, from an error body for example, is one of our codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return (
    typeof text === 'string' && (Object.hasOwn(ERROR_CODES, text) || Object.hasOwn(REASONS, text))
  );
}
