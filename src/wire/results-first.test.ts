import { expect, test } from 'vitest';
import type { ContentBlock, Message } from '../core/call.ts';
import { resultsFirst } from './results-first.ts';

const BLOCKS: Readonly<Record<string, ContentBlock>> = {
  text: { type: 'text', text: 'x' },
  use: { type: 'tool-use', id: 't', name: 'n', input: {} },
  result: { type: 'tool-result', toolUseId: 't', isError: false, content: [] },
};

/** `user:result` and the like. */
function conversation(text: string): readonly Message[] {
  return text.split(' ').map((word) => {
    const [role = 'user', block = 'text'] = word.split(':');
    return { role: role as Message['role'], content: [BLOCKS[block]].flatMap((one) => one ?? []) };
  });
}

test.each([
  ['user assistant:use system user:result', 'user assistant:use user:result system'],
  ['user system assistant:use user:result system', 'user system assistant:use user:result system'],
  ['assistant:use system system user:result user', 'assistant:use user:result system system user'],
  ['assistant:use system user', 'assistant:use system user'],
  ['assistant:use system', 'assistant:use system'],
])('%s', (before, after) => {
  expect(resultsFirst(conversation(before))).toEqual(conversation(after));
});
