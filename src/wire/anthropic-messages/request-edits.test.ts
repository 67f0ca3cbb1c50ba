import { expect, test } from 'vitest';
import type { RequestChange } from '../../core/decision.ts';
import type { JsonObject } from '../../core/json.ts';
import { readJsonBody } from '../json-body.ts';
import { spliceJson } from '../json-splice.ts';
import { requestEdits } from './request-edits.ts';

function edited(body: JsonObject, changes: readonly RequestChange[]): unknown {
  const read = readJsonBody(new TextEncoder().encode(JSON.stringify(body)));
  if (!read.ok) throw new Error(read.message);
  const bytes = spliceJson(read.body, requestEdits(body, changes));
  return JSON.parse(new TextDecoder().decode(bytes));
}

const CLEAR_THINKING = { type: 'clear_thinking_20251015', keep: 'all' };
const CLEAR_TOOLS = { type: 'clear_tool_uses_20250919' };

test.each<[string, JsonObject, RequestChange, JsonObject]>([
  ['model', { model: 'a', x: 1 }, { field: 'model', to: 'b' }, { model: 'b', x: 1 }],
  ['max_tokens', { max_tokens: 9 }, { field: 'max_tokens', to: 5 }, { max_tokens: 5 }],
  ['max_tokens where there is none', {}, { field: 'max_tokens', to: 5 }, { max_tokens: 5 }],
  [
    'effort',
    { output_config: { effort: 'high', format: {} } },
    { field: 'effort', to: 'low' },
    { output_config: { effort: 'low', format: {} } },
  ],
  [
    'effort where there is none',
    {},
    { field: 'effort', to: 'low' },
    { output_config: { effort: 'low' } },
  ],
  [
    'effort out',
    { output_config: { effort: 'high', format: {} } },
    { field: 'effort', to: null },
    { output_config: { format: {} } },
  ],
  [
    'effort out, the last of its object',
    { output_config: { effort: 'high' } },
    { field: 'effort', to: null },
    {},
  ],
  [
    'effort out where there is none',
    { output_config: { format: {} } },
    { field: 'effort', to: null },
    { output_config: { format: {} } },
  ],
  [
    'effort out where there is no object',
    { output_config: 'x' },
    { field: 'effort', to: null },
    { output_config: 'x' },
  ],
  ['temperature out', { temperature: 0, a: 1 }, { field: 'temperature', to: null }, { a: 1 }],
  ['top_p out', { top_p: 0, a: 1 }, { field: 'top_p', to: null }, { a: 1 }],
  ['top_k out where there is none', { a: 1 }, { field: 'top_k', to: null }, { a: 1 }],
  ['thinking out', { thinking: {}, a: 1 }, { field: 'thinking', to: null }, { a: 1 }],
  [
    'thinking out, and what would clear it',
    { thinking: {}, context_management: { edits: [CLEAR_THINKING] } },
    { field: 'thinking', to: null },
    {},
  ],
  [
    'other edits of the context stay',
    { context_management: { edits: [CLEAR_THINKING, CLEAR_TOOLS] } },
    { field: 'thinking', to: null },
    { context_management: { edits: [CLEAR_TOOLS] } },
  ],
  [
    'other settings of the context stay',
    { context_management: { edits: [CLEAR_THINKING], x: 1 } },
    { field: 'thinking', to: null },
    { context_management: { x: 1 } },
  ],
  [
    'context without thinking stays',
    { context_management: { edits: [CLEAR_TOOLS, 7, { type: 7 }] } },
    { field: 'thinking', to: null },
    { context_management: { edits: [CLEAR_TOOLS, 7, { type: 7 }] } },
  ],
])('%s', (_name, body, change, after) => {
  expect(edited(body, [change])).toEqual(after);
});

test('several changes at once', () => {
  const body = { model: 'a', max_tokens: 9, temperature: 1, output_config: { effort: 'max' } };
  const changes: readonly RequestChange[] = [
    { field: 'model', to: 'b' },
    { field: 'effort', to: null },
    { field: 'temperature', to: null },
  ];
  expect(edited(body, changes)).toEqual({ model: 'b', max_tokens: 9 });
  expect(requestEdits(body, [])).toEqual([]);
});
