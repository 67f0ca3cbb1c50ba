import { expect, it } from 'vitest';
import { changeTexts } from './change-texts.ts';

it('says every change, then what is left out, then what is reworded', () => {
  expect(
    changeTexts({
      changes: [
        { field: 'effort', to: 'low' },
        { field: 'top_p', to: null },
      ],
      leftOut: ['cache_control', 'thinking of earlier turns'],
      reworded: ['is_error moved into text'],
    }),
  ).toEqual([
    'effort=low',
    'top_p=removed',
    'cache_control left out',
    'thinking of earlier turns left out',
    'is_error moved into text',
  ]);
});

it('is empty for a call that travels as it came', () => {
  expect(changeTexts({ changes: [], leftOut: [], reworded: [] })).toEqual([]);
});
