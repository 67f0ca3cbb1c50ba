import { expect, test } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import type { Call, Message } from './call.ts';
import type { RequestChange } from './decision.ts';
import { statelessChanges } from './stateless-changes.ts';

const thought = (signature: string | null): Message => ({
  role: 'assistant',
  content: [{ type: 'thinking', text: 'Hm', signature }],
});
const STORE: RequestChange = { field: 'store', to: false };
const DROPPED: RequestChange = { field: 'thinking_blocks', without: [''] };

test.each<[string, Partial<Call>, readonly RequestChange[]]>([
  ['a call that says it', {}, []],
  ['a call that does not', { storedUnlessTold: true }, [STORE]],
  ['reasoning with its proof', { messages: [thought('gAAA')] }, []],
  ['reasoning without', { messages: [thought('gAAA'), thought(null)] }, [DROPPED]],
  ['both', { storedUnlessTold: true, messages: [thought(null)] }, [STORE, DROPPED]],
])('%s', (_name, call, expected) => {
  expect(statelessChanges(sampleCall({ dialect: 'openai-responses', ...call }))).toEqual(expected);
});

test('other dialects are not concerned', () => {
  expect(statelessChanges(sampleCall({ messages: [thought(null)] }))).toEqual([]);
});
