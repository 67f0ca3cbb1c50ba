import { expect, it } from 'vitest';
import type { RequestChange } from '../core/decision.ts';
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

it.each<[RequestChange, readonly string[]]>([
  [{ field: 'model', to: 'm' }, ['model=m']],
  [{ field: 'thinking', to: null }, ['thinking=removed']],
  [{ field: 'thinking', to: { kind: 'adaptive', display: 'omitted' } }, ['thinking=adaptive']],
  [{ field: 'thinking', to: { kind: 'budget', budgetTokens: 9 } }, ['thinking=budget 9']],
  [{ field: 'message_effort', from: 'max', to: 'high' }, ['message_effort=high for max']],
  [{ field: 'message_settings', to: null }, ['message_settings=removed']],
  [{ field: 'system_messages', to: 'user' }, ['system message moved into user text']],
  [{ field: 'thinking_blocks', without: ['s'] }, ['thinking of another model left out']],
  [{ field: 'deferred_tools', to: 'loaded' }, ['deferred tools loaded or left out']],
  [{ field: 'attribution', to: null }, ['attribution=removed']],
  [
    { field: 'betas', without: ['a', 'b'], with: ['c'] },
    ['beta a left out', 'beta b left out', 'beta c added'],
  ],
])('%j', (change, texts) => {
  expect(changeTexts({ changes: [change], leftOut: [], reworded: [] })).toEqual(texts);
});
