import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/json.ts';
import { writeConversation } from './messages-write.ts';
import { withTrimmedPrefill } from './trimmed-prefill.ts';

const user: JsonObject = { role: 'user', content: 'Which?  ' };
const assistant = (content: Json): JsonObject => ({ role: 'assistant', content });
const text = (said: string) => ({ type: 'text', text: said });
const use = { type: 'tool_use', id: 't', name: 'f', input: {} };

describe('a started answer', () => {
  it.each<[string, Json, Json]>([
    ['as text', ' The answer: \n', ' The answer:'],
    ['in blocks', [text('The '), text('answer: ')], [text('The '), text('answer:')]],
    [
      'with its marks',
      [{ ...text('It '), cache_control: {} }],
      [{ ...text('It'), cache_control: {} }],
    ],
    ['whose last block is blank', [text('The answer: '), text(' \n')], [text('The answer:')]],
  ])('loses the white space at its end: %s', (_name, before, after) => {
    expect(withTrimmedPrefill([user, assistant(before)])).toEqual([user, assistant(after)]);
  });

  it.each<Json>([' \n', [text(' ')], [text(' '), text('')], []])(
    'goes where it is nothing else: %j',
    (content) => {
      expect(withTrimmedPrefill([user, assistant(content)])).toEqual([user]);
    },
  );

  it.each<[string, readonly Json[]]>([
    ['one that needs no change', [user, assistant('It')]],
    ['one in blocks that needs none', [user, assistant([text('It')])]],
    ['a call of a tool', [user, assistant([text('It '), use])]],
    ['what is no last message', [assistant('It '), user]],
    ['what holds nothing', [user, { role: 'assistant' }]],
    ['what is no message', ['assistant ']],
    ['nothing', []],
  ])('stays the object it is: %s', (_name, turns) => {
    expect(withTrimmedPrefill(turns)).toBe(turns);
  });
});

it('is written so from a call of another dialect', () => {
  const messages = [
    { role: 'user', content: [{ type: 'text', text: 'Which? ' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'It is \n' }] },
  ] as const;
  expect(writeConversation({ system: [], messages }).messages).toEqual([
    { role: 'user', content: [text('Which? ')] },
    { role: 'assistant', content: [text('It is')] },
  ]);
});
