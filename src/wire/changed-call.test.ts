import { expect, it } from 'vitest';
import type { RequestChange } from '../core/decision.ts';
import type { Call } from '../core/call.ts';
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

it.each<[RequestChange, Partial<Call>]>([
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
