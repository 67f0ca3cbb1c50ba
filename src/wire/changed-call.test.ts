import { expect, test } from 'vitest';
import type { RequestChange } from '../core/decision.ts';
import type { Call, ContentBlock, ToolDefinition } from '../core/call.ts';
import { changedCall } from './changed-call.ts';
import { openaiChat } from './openai-chat/index.ts';

const read = openaiChat.request.read({
  model: 'modicum/auto',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 100,
  temperature: 1,
  top_p: 0.5,
  reasoning_effort: 'high',
});
if (!read.ok) throw new Error(read.message);
const CALL: Call = { ...read.call, topK: 5, thinking: { kind: 'adaptive' } };

const ATTRIBUTION = 'x-anthropic-billing-header: cc_version=1;';
const IMAGE: ContentBlock = { type: 'image', source: { kind: 'url', url: 'https://a.b/c.png' } };
const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const thought = (signature: string | null): ContentBlock => ({
  type: 'thinking',
  text: '',
  signature,
});
const result = (block: ContentBlock): ContentBlock => ({
  type: 'tool-result',
  toolUseId: 't',
  isError: false,
  content: [block],
});
const tool = (name: string): ToolDefinition => ({
  name,
  description: null,
  inputSchema: {},
  strict: null,
});
const later = (name: string): ToolDefinition => ({ ...tool(name), deferred: true });

test.each<[RequestChange, Partial<Call>]>([
  [{ field: 'model', to: 'other' }, {}],
  [{ field: 'max_tokens', to: 7 }, { maxOutputTokens: 7 }],
  [{ field: 'effort', to: 'low' }, { effort: 'low' }],
  [{ field: 'effort', to: 'between_tools' }, { effort: null }],
  [{ field: 'effort', to: null }, { effort: null }],
  [{ field: 'temperature', to: null }, { temperature: null }],
  [{ field: 'top_p', to: null }, { topP: null }],
  [{ field: 'top_k', to: null }, { topK: null }],
  [{ field: 'thinking', to: null }, { thinking: null }],
])('%o changes only that', (change, changed) => {
  expect(changedCall(CALL, [change])).toEqual({ ...CALL, ...changed });
});

test.each<[string, RequestChange, Partial<Call>, Partial<Call>]>([
  [
    'system messages become marked text',
    { field: 'system_messages', to: 'user' },
    {
      messages: [
        { role: 'system', content: [text('a'), text(' '), IMAGE] },
        { role: 'user', content: [text('b')] },
      ],
    },
    {
      messages: [
        {
          role: 'user',
          content: [text('<system-reminder>\na\n</system-reminder>'), IMAGE],
        },
        { role: 'user', content: [text('b')] },
      ],
    },
  ],
  [
    'thinking goes by its signature',
    { field: 'thinking_blocks', without: ['s', ''] },
    { messages: [{ role: 'assistant', content: [thought('s'), thought('t'), thought(null)] }] },
    { messages: [{ role: 'assistant', content: [thought('t')] }] },
  ],
  [
    'deferred tools that were found or called are defined, the rest are out',
    { field: 'deferred_tools', to: 'loaded' },
    {
      tools: [tool('now'), ...['found', 'called', 'forced', 'other'].map(later)],
      toolChoice: { kind: 'tool', name: 'forced' },
      messages: [
        {
          role: 'user',
          content: [result({ type: 'tool-reference', name: 'found' }), text('b')],
        },
        { role: 'assistant', content: [{ type: 'tool-use', id: 't', name: 'called', input: {} }] },
      ],
    },
    {
      tools: ['now', 'found', 'called', 'forced'].map(tool),
      toolChoice: { kind: 'tool', name: 'forced' },
      messages: [
        { role: 'user', content: [result(text('Tool found is loaded.')), text('b')] },
        { role: 'assistant', content: [{ type: 'tool-use', id: 't', name: 'called', input: {} }] },
      ],
    },
  ],
  [
    'without tools there is no choice among them',
    { field: 'deferred_tools', to: 'loaded' },
    { tools: [later('other')], toolChoice: { kind: 'auto' }, parallelToolCalls: false },
    { tools: [], toolChoice: null, parallelToolCalls: null },
  ],
  [
    'the attribution goes, the rest of its text stays',
    { field: 'attribution', to: null },
    { system: [IMAGE, text(ATTRIBUTION), text(`${ATTRIBUTION}\na`), text('b')] },
    { system: [IMAGE, text('a'), text('b')] },
  ],
  ['fast', { field: 'speed', to: null }, { fast: true }, {}],
  ['its user', { field: 'metadata', to: null }, { user: 'u' }, { user: null }],
  [
    'thinking in another way',
    { field: 'thinking', to: { kind: 'budget', budgetTokens: 2_000 } },
    {},
    { thinking: { kind: 'budget', budgetTokens: 2_000 } },
  ],
  ['betas stand in a header', { field: 'betas', without: [], with: ['x'] }, {}, {}],
  ['settings of messages are written by nobody', { field: 'message_settings', to: null }, {}, {}],
])('%s', (_, change, before, after) => {
  expect(changedCall({ ...CALL, ...before }, [change])).toEqual({ ...CALL, ...after });
});
