import { optionHeaders, type SpokenOptions } from '../../core/option-headers.ts';
import { checkCallOptions } from './check-call-options.ts';

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
  checkCallOptions(options);
  return { headers: optionHeaders(options) };
}
