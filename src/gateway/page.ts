/** What part of a list is asked for, in the way of Anthropic's lists. */
export type PageResult<Entry> =
  | { readonly ok: true; readonly page: Page<Entry> }
  | { readonly ok: false; readonly message: string };

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** Is there more in the direction that was asked for? */
  readonly hasMore: boolean;
}

/** The most one page may hold, as at Anthropic. */
const MAX_LIMIT = 1_000;

/**
 * The entries that `limit`, `after_id` and `before_id` of a query ask for. Without a limit it is all of
 * them: OpenAI's lists have no pages, and its clients would miss the rest.
 */
export function readPage<Entry extends { readonly id: string }>(
  all: readonly Entry[],
  query: string,
): PageResult<Entry> {
  const search = new URLSearchParams(query);
  const limit = readLimit(search.get('limit'));
  const after = readPlace(all, search.get('after_id'));
  const before = readPlace(all, search.get('before_id'));
  if (limit === null) return wrong(`limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  if (after === null) return wrong('after_id must be the id of a model in the list.');
  if (before === null) return wrong('before_id must be the id of a model in the list.');
  if (after !== undefined && before !== undefined) {
    return wrong('after_id and before_id cannot both be given.');
  }
  if (before !== undefined) {
    const start = Math.max(0, before - limit);
    return { ok: true, page: { entries: all.slice(start, before), hasMore: start > 0 } };
  }
  const start = after === undefined ? 0 : after + 1;
  const entries = all.slice(start, start + limit);
  return { ok: true, page: { entries, hasMore: start + entries.length < all.length } };
}

/** `null`: not a limit. */
function readLimit(text: string | null): number | null {
  if (text === null) return Number.POSITIVE_INFINITY;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= MAX_LIMIT ? limit : null;
}

/** `undefined`: none is named; `null`: it is not there. */
function readPlace(all: readonly { readonly id: string }[], id: string | null) {
  if (id === null) return undefined;
  const place = all.findIndex((entry) => entry.id === id);
  return place === -1 ? null : place;
}

function wrong(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
