import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPage } from './page.ts';

const ALL = ['a', 'b/c', 'd', 'e:1', 'f'].map((id) => ({ id }));

function ids(query: string) {
  const read = readPage(ALL, query);
  return read.ok
    ? [read.page.entries.map(({ id }) => id).join(' '), read.page.hasMore]
    : read.message;
}

describe('readPage', () => {
  it.each([
    ['', ['a b/c d e:1 f', false]],
    ['?limit=1000', ['a b/c d e:1 f', false]],
    ['?limit=2', ['a b/c', true]],
    ['?limit=5', ['a b/c d e:1 f', false]],
    ['?after_id=b/c&limit=2', ['d e:1', true]],
    ['?after_id=b%2Fc', ['d e:1 f', false]],
    ['?after_id=f', ['', false]],
    ['?before_id=d', ['a b/c', false]],
    ['?before_id=e:1&limit=1', ['d', true]],
    ['?before_id=a', ['', false]],
    ['?beta=true', ['a b/c d e:1 f', false]],
  ])('%s', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it.each([
    ['?limit=0', 'limit must'],
    ['?limit=1001', 'limit must'],
    ['?limit=-1', 'limit must'],
    ['?limit=2.5', 'limit must'],
    ['?limit=', 'limit must'],
    ['?limit=1e2', 'limit must'],
    ['?after_id=absent', 'after_id must'],
    ['?before_id=', 'before_id must'],
    ['?after_id=a&before_id=f', 'cannot both'],
  ])('%s is a mistake', (query, message) => {
    expect(ids(query)).toContain(message);
  });

  it('gives every entry once, page by page, in either direction', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('after_id', 'before_id'),
        (names, limit, direction) => {
          const all = names.map((id) => ({ id }));
          let seen: string[] = [];
          let place: string | undefined;
          for (let page = 0; page <= names.length; page++) {
            const query = new URLSearchParams({ limit: String(limit) });
            if (place !== undefined) query.set(direction, place);
            const read = readPage(all, `?${query.toString()}`);
            if (!read.ok) throw new Error(read.message);
            const got = read.page.entries.map(({ id }) => id);
            const isBackwards = direction === 'before_id' && place !== undefined;
            if (direction === 'after_id') seen = [...seen, ...got];
            else if (isBackwards) seen = [...got, ...seen];
            else seen = names.slice(-1);
            place = direction === 'after_id' ? got.at(-1) : seen[0];
            if (
              place === undefined ||
              (!read.page.hasMore && (isBackwards || direction === 'after_id'))
            )
              break;
          }
          expect(seen).toEqual(names);
        },
      ),
    );
  });
});
