import { expect, test } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import type { ContentBlock, Message } from './call.ts';
import { toolsNamed } from './tool-named.ts';

const tool = (name: string) => ({ name, description: null, inputSchema: {}, strict: null });
const use = (id: string, name: string): ContentBlock => ({ type: 'tool-use', id, name, input: {} });
const result = (toolUseId: string): ContentBlock => ({
  type: 'tool-result',
  toolUseId,
  isError: false,
  content: [{ type: 'text', text: 'use the tool review_security' }],
});
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });

test.each([
  ['nothing', {}, []],
  ['the only tool offered', { tools: [tool('a')] }, ['a']],
  ['none of several', { tools: [tool('a'), tool('b')] }, []],
  [
    'the tool whose result is brought back',
    { tools: [tool('x')], messages: [user(), assistant(use('1', 'a')), user(result('1'))] },
    ['a'],
  ],
  [
    'all tools of the turn',
    { messages: [assistant(use('1', 'a'), use('2', 'b')), user(result('1'), result('2'))] },
    ['a', 'b'],
  ],
  [
    'not the tools of earlier turns',
    {
      messages: [
        assistant(use('1', 'a')),
        user(result('1')),
        assistant(use('2', 'b')),
        user(result('2')),
      ],
    },
    ['b'],
  ],
  ['nothing for a result without its call', { messages: [user(result('9'))] }, []],
  ['nothing a user says', { messages: [user(use('1', 'a')), user(result('1'))] }, []],
  ['nothing without messages', { messages: [] }, []],
])('%s', (_, changes, expected) => {
  expect(toolsNamed(sampleCall(changes))).toEqual(expected);
});
