import { expect, test } from 'vitest';
import { changedHeaders, readBetas } from './changed-headers.ts';

const betas = (without: readonly string[], added: readonly string[] = []) =>
  [{ field: 'betas', without, with: added }] as const;

test.each<[string, string | null, ReturnType<typeof betas>, string | null]>([
  ['what is refused goes, the rest keeps its order', 'a-1,b-2,new-3', betas(['b-2']), 'a-1,new-3'],
  ['what is needed comes last', 'a-1', betas([], ['c-3']), 'a-1,c-3'],
  ['what is there does not come again', 'a-1,c-3', betas([], ['c-3']), 'a-1,c-3'],
  ['what is needed comes where there was nothing', null, betas([], ['c-3']), 'c-3'],
  ['an empty list is no header', 'a-1', betas(['a-1']), null],
])('%s', (_, before, changes, after) => {
  const others = { 'x-app': 'cli' };
  const own = before === null ? others : { ...others, 'anthropic-beta': before };
  expect(changedHeaders(own, changes)).toEqual(
    after === null ? others : { ...others, 'anthropic-beta': after },
  );
});

test('without a change the header is as it came, spaces and all', () => {
  const headers = { 'anthropic-beta': 'a , ,b' };
  expect(changedHeaders(headers, [{ field: 'effort', to: 'low' }])).toBe(headers);
  expect(readBetas(headers)).toEqual(['a', 'b']);
  expect(readBetas({})).toEqual([]);
});
