import type { Call, ContentBlock } from './call.ts';
import type { Json } from './json.ts';

/** How an agent shows that it makes no headway. Read from blocks, never from what any text says. */
export type Stuck = { readonly isDeep: boolean } & (
  | { readonly kind: 'same_call'; readonly tool: string; readonly times: number }
  | { readonly kind: 'failing_tools'; readonly failed: number; readonly of: number }
);

/** The same tool with the same input this often in a row. */
export const SAME_CALLS = 3;
/** So many of the last results are errors, */
export const FAILED_RESULTS = 4;
/** of so many. */
export const LAST_RESULTS = 5;

/** Twice of either is deep: waiting for a better moment to leave the model would cost more than leaving. */
const DEEP = 2;

/** Messages looked at, from the end: what an agent did long ago it has left behind. */
const LAST_MESSAGES = 40;

/**
 * Is an agent going in circles: the same tool call with the same input three times in a row, or four of
 * the last five tool results errors? Said by the client's own flags and inputs, so that no text of a
 * tool, a file or an answer can bring it about.
 */
export function readStuck({ messages }: Pick<Call, 'messages'>): Stuck | null {
  const blocks = messages.slice(-LAST_MESSAGES).flatMap(({ content }) => content);
  return sameCall(blocks) ?? failingTools(blocks);
}

/**
 * Nothing of the turn under way is bound to the model: since a person spoke last, no thinking came that
 * has to go back with the results of its tools.
 */
export function hasLiveThinking({ messages }: Pick<Call, 'messages'>): boolean {
  const spoke = messages.findLastIndex(
    ({ role, content }) => role === 'user' && !content.some(({ type }) => type === 'tool-result'),
  );
  return messages
    .slice(spoke + 1)
    .some(({ content }) => content.some(({ type }) => type === 'thinking'));
}

function sameCall(blocks: readonly ContentBlock[]): Stuck | null {
  const uses = blocks.filter((block) => block.type === 'tool-use');
  const last = uses.at(-1);
  if (last === undefined) return null;
  const wanted = canonical(last.input);
  let times = 0;
  for (const use of uses.toReversed()) {
    if (use.name !== last.name || canonical(use.input) !== wanted) break;
    times++;
  }
  if (times < SAME_CALLS) return null;
  return { kind: 'same_call', tool: last.name, times, isDeep: times >= DEEP * SAME_CALLS };
}

function failingTools(blocks: readonly ContentBlock[]): Stuck | null {
  const results = blocks.filter((block) => block.type === 'tool-result');
  const failed = failures(results.slice(-LAST_RESULTS));
  if (failed < FAILED_RESULTS) return null;
  const isDeep = failures(results.slice(-DEEP * LAST_RESULTS)) >= DEEP * FAILED_RESULTS;
  const of = Math.min(results.length, LAST_RESULTS);
  return { kind: 'failing_tools', failed, of, isDeep };
}

function failures(results: readonly { readonly isError: boolean }[]): number {
  return results.filter(({ isError }) => isError).length;
}

/** The order of an object's fields says nothing. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
