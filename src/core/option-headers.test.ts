import { expect, it } from 'vitest';
import { OPTION_HEADERS, optionHeaders } from './option-headers.ts';

it('says what is given, and nothing else', () => {
  expect(
    optionHeaders({
      task: 'classify',
      tier: 0,
      background: false,
      tags: ['a', 'b'],
      session: undefined,
    }),
  ).toEqual({
    'x-modicum-task': 'classify',
    'x-modicum-tier': '0',
    'x-modicum-background': 'false',
    'x-modicum-tags': 'a,b',
  });
  expect(optionHeaders({})).toEqual({});
});

it('has a header for each', () => {
  expect(new Set(Object.values(OPTION_HEADERS)).size).toBe(Object.keys(OPTION_HEADERS).length);
});
