import { describe, expect, test } from 'vitest';
import { createLook } from './watch-policy.ts';

/** What is seen at each look, and after which looks a change is told. */
const CASES: readonly (readonly [string, string, readonly number[]])[] = [
  ['nothing changes', 'aaaa', []],
  ['a change that stays still', 'abbbb', [2]],
  ['a file that is being written', 'abcdd', [4]],
  ['a change that is taken back before it was still', 'abaa', []],
  ['a change, and back', 'abbaa', [2, 4]],
  ['a file that goes and comes', 'a--aa', [2, 4]],
  ['a file put in the place of another by an editor', 'a-bb', [3]],
];

describe('looking now and then', () => {
  test.each(CASES)('%s', (_, seen, told) => {
    const views = seen.split('');
    const changes: number[] = [];
    let index = 0;
    const look = createLook(
      () => views[index] ?? '',
      () => changes.push(index),
    );
    for (index = 1; index < views.length; index++) look();
    expect(changes).toEqual(told);
  });
});
