import { describe, expect, test } from 'vitest';
import type { RequestChange } from '../../core/decision.ts';
import type { JsonObject } from '../../core/json.ts';
import { readJsonBody } from '../json-body.ts';
import { spliceJson } from '../json-splice.ts';
import { changedBody } from './changed-body.ts';
import { requestEdits } from './request-edits.ts';

/** The client's text after the change; what no change touches keeps its spelling. */
function spliced(text: string, changes: readonly RequestChange[]): string {
  const read = readJsonBody(new TextEncoder().encode(text));
  if (!read.ok) throw new Error(read.message);
  const edits = requestEdits(read.body.json, changes);
  return new TextDecoder().decode(spliceJson(read.body, edits));
}

const FOLD: RequestChange = { field: 'system_messages', to: 'user' };
const LOAD: RequestChange = { field: 'deferred_tools', to: 'loaded' };
const NO_SETTINGS: RequestChange = { field: 'message_settings', to: null };
const drop = (...without: string[]): RequestChange => ({ field: 'thinking_blocks', without });
const reminder = (text: string) => `<system-reminder>\n${text}\n</system-reminder>`;
const text = (said: string) => ({ type: 'text', text: said });
const result = { type: 'tool_result', tool_use_id: 't', content: 'ok' };
const use = { type: 'tool_use', id: 't', name: 'Later', input: {} };

type Messages = readonly JsonObject[];

test('a started answer loses the white space at its end with another model, and only then', () => {
  const written = (said: string, model: string) =>
    `{"model":"${model}", "messages":[{"role":"user","content":"a "},{"role":"assistant","content":"${said}"}]}`;
  const other: RequestChange = { field: 'model', to: 'b' };
  expect(spliced(written('It ', 'a'), [other])).toBe(written('It', 'b'));
  expect(spliced(written('It ', 'a'), [])).toBe(written('It ', 'a'));
});

describe('what is said', () => {
  test.each<[string, Messages, RequestChange, Messages]>([
    [
      'system text joins the turn before it',
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'b' },
      ],
      FOLD,
      [{ role: 'user', content: [text('a'), text(reminder('b'))] }],
    ],
    [
      'in blocks, with their marks; blank and empty ones go',
      [
        { role: 'user', content: [text('a')] },
        { role: 'system', content: [text(' '), { ...text('b'), cache_control: {} }] },
        { role: 'system', content: [] },
        { role: 'system', content: ' ' },
        { role: 'system' },
      ],
      FOLD,
      [{ role: 'user', content: [text('a'), { ...text(reminder('b')), cache_control: {} }] }],
    ],
    [
      'between two turns of one role it makes them one; results come first',
      [
        { role: 'assistant', content: [use] },
        { role: 'system', content: 'b' },
        { role: 'user', content: [result] },
      ],
      FOLD,
      [
        { role: 'assistant', content: [use] },
        { role: 'user', content: [result, text(reminder('b'))] },
      ],
    ],
    [
      'an empty one between two answers makes them one',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'system', content: [] },
        { role: 'assistant', content: 'c' },
      ],
      FOLD,
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [text('b'), text('c')] },
      ],
    ],
    [
      'what is not text stays what it is',
      [{ role: 'system', content: [{ type: 'image' }, 7] }],
      FOLD,
      [{ role: 'user', content: [{ type: 'image' }, 7] }],
    ],
    [
      'a call keeps a message',
      [{ role: 'system', content: [] }],
      FOLD,
      [{ role: 'system', content: [] }],
    ],
    [
      'settings go, with a message that held nothing else',
      [
        { role: 'user', content: 'a', output_config: { effort: 'low' } },
        { role: 'system', content: [], output_config: { effort: 'low' } },
        { role: 'system', content: 'b', output_config: { effort: 'low' } },
      ],
      NO_SETTINGS,
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'b' },
      ],
    ],
    [
      'an effort gives way to another',
      [
        { role: 'system', content: 'a', output_config: { effort: 'max', x: 1 } },
        { role: 'system', content: 'a', output_config: { effort: 'low' } },
      ],
      { field: 'message_effort', from: 'max', to: 'high' },
      [
        { role: 'system', content: 'a', output_config: { effort: 'high', x: 1 } },
        { role: 'system', content: 'a', output_config: { effort: 'low' } },
      ],
    ],
    [
      'thinking goes by its signature',
      [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: '', signature: 'one' },
            { type: 'redacted_thinking', data: 'two' },
            { type: 'thinking', thinking: '', signature: 'three' },
            { type: 'thinking', thinking: '' },
            text('a'),
          ],
        },
      ],
      drop('one', 'two', ''),
      [
        {
          role: 'assistant',
          content: [{ type: 'thinking', thinking: '', signature: 'three' }, text('a')],
        },
      ],
    ],
    [
      'and the answer that was nothing else',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] },
        { role: 'user', content: '' },
        { role: 'user', content: 'b' },
      ],
      drop('x'),
      [{ role: 'user', content: [text('a'), text('b')] }],
    ],
  ])('%s', (_, messages, change, after) => {
    expect(changedBody({ messages }, [change])).toEqual({ messages: after });
  });
});

describe('deferred tools', () => {
  const tool = (name: string) => ({ name, input_schema: {} });
  const later = (name: string) => ({ ...tool(name), defer_loading: true });
  const found = (name: string) => ({
    role: 'user',
    content: [{ ...result, content: [{ type: 'tool_reference', tool_name: name }] }],
  });
  const told = (name: string) => ({
    role: 'user',
    content: [{ ...result, content: [text(`Tool ${name} is loaded.`)] }],
  });
  const hello = { role: 'user', content: 'Hello' };

  test.each<[string, JsonObject, JsonObject]>([
    [
      'that were found are defined, the rest are out',
      { tools: [tool('Now'), later('A'), later('B')], messages: [hello, found('A')] },
      { tools: [tool('Now'), tool('A')], messages: [hello, told('A')] },
    ],
    [
      'that were called are defined too',
      { tools: [later('Later')], messages: [hello, { role: 'assistant', content: [use] }] },
      { tools: [tool('Later')], messages: [hello, { role: 'assistant', content: [use] }] },
    ],
    [
      'that must be called are too',
      { tools: [later('A')], tool_choice: { type: 'tool', name: 'A' }, messages: [hello] },
      { tools: [tool('A')], tool_choice: { type: 'tool', name: 'A' }, messages: [hello] },
    ],
    [
      'that nobody needs leave no choice behind',
      { tools: [later('A')], tool_choice: { type: 'auto' }, messages: [hello] },
      { messages: [hello] },
    ],
    ['are not looked for where there is nothing', { tools: [tool('A')] }, { tools: [tool('A')] }],
    [
      'beside what is no object',
      { tools: [tool('A'), 7], messages: [7, { role: 'user', content: [7, { type: 'x' }] }] },
      { tools: [tool('A'), 7], messages: [7, { role: 'user', content: [7, { type: 'x' }] }] },
    ],
  ])('%s', (_, body, after) => {
    expect(changedBody(body, [LOAD])).toEqual(after);
  });
});

describe('settings', () => {
  const CLEAR = { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] };
  const attributed = 'x-anthropic-billing-header: cc_version=1;';
  const noAttribution: RequestChange = { field: 'attribution', to: null };
  test.each<[string, JsonObject, RequestChange, JsonObject]>([
    [
      'another way of thinking keeps what it says besides',
      { thinking: { type: 'adaptive', display: 'updates', x: 1 }, context_management: CLEAR },
      { field: 'thinking', to: { kind: 'budget', budgetTokens: 2_000, display: 'omitted' } },
      {
        thinking: { x: 1, type: 'enabled', budget_tokens: 2_000, display: 'omitted' },
        context_management: CLEAR,
      },
    ],
    [
      'and its binding only where that is said',
      { thinking: { type: 'enabled', budget_tokens: 5, block_binding: { x: 1 } } },
      { field: 'thinking', to: { kind: 'adaptive', governsBinding: true } },
      { thinking: { type: 'adaptive', block_binding: { x: 1 } } },
    ],
    [
      'without that, it goes',
      { thinking: { type: 'adaptive', block_binding: { x: 1 } } },
      { field: 'thinking', to: { kind: 'adaptive' } },
      { thinking: { type: 'adaptive' } },
    ],
    ['speed out', { speed: 'fast' }, { field: 'speed', to: null }, {}],
    ['metadata out', { metadata: { user_id: 'u' } }, { field: 'metadata', to: null }, {}],
    [
      'the attribution out',
      { system: [text(attributed), text('b'), 7] },
      noAttribution,
      { system: [text('b'), 7] },
    ],
    ['the attribution alone out', { system: [text(attributed)] }, noAttribution, {}],
    ['its line out of a text', { system: `${attributed}\nb` }, noAttribution, { system: 'b' }],
    [
      'its line out of a block',
      { system: [text(`${attributed}\nb`)] },
      noAttribution,
      { system: [text('b')] },
    ],
    ['no attribution', { system: { odd: 1 } }, noAttribution, { system: { odd: 1 } }],
    ['betas stand elsewhere', { a: 1 }, { field: 'betas', without: ['x'], with: ['y'] }, { a: 1 }],
  ])('%s', (_, body, change, after) => {
    expect(changedBody(body, [change])).toEqual(after);
  });
});

test('what no change names keeps its bytes, inside lists too', () => {
  const before =
    '{ "messages":[{"role":"user","content":"caf\\u00e9 \\/"}, {"role":"assistant","content":[' +
    '{"type":"thinking","thinking":"","signature":"s"}, {"type":"tool_use","id":"t","name":"n","input":{"x":1.0}}]},' +
    '{"role":"user","content":[ {"type":"tool_result","tool_use_id":"t","content":"1e5 \\/"} ]},' +
    '{"role":"system","content":[],"output_config":{"effort":"low"}}], "n":1.0 }';
  const after =
    '{ "messages":[{"role":"user","content":"caf\\u00e9 \\/"}, {"role":"assistant","content":[' +
    '{"type":"tool_use","id":"t","name":"n","input":{"x":1.0}}]},' +
    '{"role":"user","content":[ {"type":"tool_result","tool_use_id":"t","content":"1e5 \\/"} ]}], "n":1.0 }';
  expect(spliced(before, [drop('s'), NO_SETTINGS, FOLD])).toBe(after);
  expect(spliced(before, [drop('other'), LOAD])).toBe(before);
});

test('a body that is no conversation is left as it is', () => {
  for (const messages of ['x', null, 7, [7, 'x']]) {
    const body = { messages } as JsonObject;
    const changes = [FOLD, NO_SETTINGS, drop('s'), LOAD];
    expect(changedBody(body, changes)).toEqual(body);
  }
});
