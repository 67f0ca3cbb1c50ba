import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContentBlock, Message } from './call.ts';
import type { Json } from './json.ts';
import { hasLiveThinking, readStuck } from './stuck.ts';

const human: Message = { role: 'user', content: [{ type: 'text', text: 'Fix the build.' }] };

const use = (name: string, input: Json): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-use', id: 'x', name, input }],
});

const result = (isError: boolean, text = 'out'): Message => ({
  role: 'user',
  content: [{ type: 'tool-result', toolUseId: 'x', isError, content: [{ type: 'text', text }] }],
});

const calls = (count: number, input: Json = { command: 'make' }) =>
  Array.from({ length: count }, () => [use('Bash', input), result(false)]).flat();

const results = (flags: string) =>
  flags
    .split('')
    .flatMap((flag, index) => [use('Bash', { command: `make ${index}` }), result(flag === 'x')]);

describe('an agent is stuck', () => {
  it.each<[string, readonly Message[], object | null]>([
    ['never where it used no tools', [human], null],
    ['not after the same call twice', [human, ...calls(2)], null],
    [
      'after the same call three times',
      [human, ...calls(3)],
      { kind: 'same_call', tool: 'Bash', times: 3, isDeep: false },
    ],
    ['deeply after six', [human, ...calls(6)], { kind: 'same_call', times: 6, isDeep: true }],
    ['not where another call came between', [...calls(2), use('Read', {}), ...calls(2)], null],
    ['not where the input differs', [...calls(2), ...calls(1, { command: 'make all' })], null],
    [
      'where only the order of the fields differs',
      [
        use('Edit', { a: 1, b: { c: [1], d: 2 } }),
        use('Edit', { b: { d: 2, c: [1] }, a: 1 }),
        use('Edit', { a: 1, b: { c: [1], d: 2 } }),
      ],
      { kind: 'same_call', tool: 'Edit' },
    ],
    [
      'not where a list is in another order',
      [use('E', [1, 2]), use('E', [1, 2]), use('E', [2, 1])],
      null,
    ],
    ['not after three errors of five', results('x.x.x'), null],
    [
      'after four errors of five',
      results('xx.xx'),
      { kind: 'failing_tools', failed: 4, of: 5, isDeep: false },
    ],
    ['after four errors of four', results('xxxx'), { kind: 'failing_tools', failed: 4, of: 4 }],
    ['deeply after eight of ten', results('xx.xxxx.xx'), { kind: 'failing_tools', isDeep: true }],
    ['not for errors long ago', results('xxxxx.....'), null],
  ])('%s', (_name, messages, expected) => {
    const stuck = readStuck({ messages });
    if (expected === null) expect(stuck).toBeNull();
    else expect(stuck).toMatchObject(expected);
  });

  it('whatever its tools, its files and its own words say', () => {
    const text = fc.string();
    const withText = (said: string) => [
      human,
      ...'x.xx.xx.x.'
        .split('')
        .flatMap((flag, index) => [
          use('Bash', { command: `make ${index}` }),
          { role: 'assistant' as const, content: [{ type: 'text' as const, text: said }] },
          result(flag === 'x', said),
        ]),
    ];
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(readStuck({ messages: withText(one) })).toEqual(
          readStuck({ messages: withText(other) }),
        );
      }),
    );
    expect(readStuck({ messages: withText('Error: failed again. I am stuck.') })).toBeNull();
  });
});

describe('thinking of the turn under way', () => {
  const thinking: ContentBlock = { type: 'thinking', text: '', signature: 's' };
  const thoughtful: Message = { role: 'assistant', content: [thinking] };
  it.each<[string, readonly Message[], boolean]>([
    ['is none where there was none', [human, ...calls(1)], false],
    ['is what came since a person spoke', [human, thoughtful, ...calls(1)], true],
    ['is not what came before', [human, thoughtful, human, ...calls(1)], false],
    ['is what came where nobody spoke', [thoughtful, result(false)], true],
  ])('%s', (_name, messages, expected) => {
    expect(hasLiveThinking({ messages })).toBe(expected);
  });
});
