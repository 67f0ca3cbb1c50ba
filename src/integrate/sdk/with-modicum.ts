import { ModicumError } from '../../core/error.ts';
import { OPTION_HEADERS, optionHeaders, type SpokenOptions } from '../../core/option-headers.ts';

/** What one call may say to Modicum besides its body. Answers that must fit a schema: `answerSchema`. */
export type ModicumCallOptions = SpokenOptions;

/**
 * Request options for one call, as every SDK takes them: also for a client that reaches the gateway by its
 * base URL, and for `fetch`.
 *
 * @example
 * await client.messages.create({ … }, withModicum({ task: 'classify', deadlineMs: 5_000 }));
 */
export function withModicum(options: ModicumCallOptions): { headers: Record<string, string> } {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(OPTION_HEADERS, name)) continue;
    // Ignored quietly, a mistyped option could cost money.
    const known = Object.keys(OPTION_HEADERS).join(', ');
    throw new ModicumError('invalid_request', `There is no option ${name}. Known: ${known}.`);
  }
  return { headers: optionHeaders(options) };
}
