import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryAnswer, streamOf } from '../../test/conformance/arbitrary-answer.ts';
import { arbitraryCall } from '../../test/conformance/arbitrary-call.ts';
import { carriedAnswer } from '../../test/conformance/carried-answer.ts';
import { ENVELOPE, collect, throughStream } from '../../test/conformance/stream-journey.ts';
import type { Call, ContentBlock, Message } from '../core/call.ts';
import { DIALECT_NAMES } from '../core/dialect.ts';
import type { DialectName } from '../core/dialect.ts';
import type { JsonObject } from '../core/json.ts';
import type { WriteTarget } from './dialect.ts';
import { sampleCall } from '../testing/policy.ts';
import { DIALECTS, reworded, untranslatable } from './index.ts';

const PAIRS: readonly [DialectName, DialectName][] = DIALECT_NAMES.flatMap((from) =>
  DIALECT_NAMES.filter((to) => to !== from).map((to): [DialectName, DialectName] => [from, to]),
);

describe.each<[DialectName, DialectName]>([
  ['anthropic-messages', 'openai-chat'],
  ['openai-chat', 'anthropic-messages'],
  ['anthropic-messages', 'openai-responses'],
  ['openai-chat', 'openai-responses'],
  ['openai-responses', 'anthropic-messages'],
  ['openai-responses', 'openai-chat'],
])('a call from %s to %s', (from, to) => {
  it('means the same when it is read there', () => {
    fc.assert(
      fc.property(arbitraryCall(from), (call) => {
        fc.pre(untranslatable(call)[to].length === 0);
        const result = DIALECTS[to].request.read(written(call, to));
        if (!result.ok) throw new Error(result.message);
        expect(result.call.dialectOnly).toEqual([]);
        expect(meaning(result.call)).toEqual(meaning(call));
      }),
    );
  });
});

describe.each(PAIRS)('from %s to %s', (from, to) => {
  it('nothing that was said in a call is lost', () => {
    fc.assert(
      fc.property(arbitraryCall(from), (call) => {
        fc.pre(untranslatable(call)[to].length === 0);
        const strings = allStrings(written(call, to));
        for (const said of whatIsSaid(call)) {
          expect(strings.some((found) => found.includes(said))).toBe(true);
        }
      }),
    );
  });

  it('a streamed answer stays the same answer', () => {
    fc.assert(
      fc.property(arbitraryAnswer, fc.integer({ min: 1, max: 40 }), (answer, size) => {
        const there = throughStream(DIALECTS[from], streamOf(answer, size), size);
        const back = throughStream(DIALECTS[to], there, size);
        const carried = carriedAnswer(from, answer);
        // Who has no id for answers leaves it to the next one to give its own.
        const expected = carriedAnswer(to, { ...carried, id: carried.id || ENVELOPE.id });
        expect(collect(back)).toEqual(expected);
      }),
    );
  });
});

describe('what would be lost', () => {
  const call = fc.sample(arbitraryCall('openai-chat'), 1)[0];

  it('is nothing in the call’s own dialect', () => {
    const own: Call = { ...(call as Call), dialectOnly: ['field `n`'], temperature: 2 };
    const losses = untranslatable(own);
    expect(losses['openai-chat']).toEqual([]);
    expect(losses['anthropic-messages']).toContain('field `n`');
    expect(losses['anthropic-messages']).toContain('temperature above 1');
    expect(losses['ollama-chat']).toContain('field `n`');
  });
});

describe('what is said in another form', () => {
  const said = (text: string): ContentBlock[] => [{ type: 'text', text }];
  const system: Message = { role: 'system', content: said('Be brief') };
  const hello: Message = { role: 'user', content: said('Hello') };
  const result = (isError: boolean): Message => ({
    role: 'user',
    content: [{ type: 'tool-result', toolUseId: 'a', isError, content: said('no such file') }],
  });

  it.each<[string, DialectName, Partial<Call>, Record<string, readonly string[]>]>([
    ['nothing', 'openai-chat', { messages: [system, hello] }, {}],
    ['nothing when there is no turn', 'openai-chat', { messages: [system] }, {}],
    [
      'a late system message',
      'openai-chat',
      { messages: [hello, system] },
      { 'anthropic-messages': ['system message moved into user text'] },
    ],
    ['a tool that did not fail', 'anthropic-messages', { messages: [hello, result(false)] }, {}],
    [
      'a failed tool',
      'anthropic-messages',
      { messages: [hello, result(true)] },
      {
        'openai-chat': ['is_error moved into text'],
        'openai-responses': ['is_error moved into text'],
        'ollama-chat': ['is_error moved into text'],
      },
    ],
    [
      'thinking',
      'anthropic-messages',
      { thinking: { kind: 'adaptive' } },
      {
        'openai-chat': ['thinking left to effort'],
        'openai-responses': ['thinking left to effort'],
      },
    ],
  ])('%s', (_name, dialect, call, expected) => {
    expect(reworded(sampleCall({ dialect, ...call }))).toEqual({
      'anthropic-messages': [],
      'openai-chat': [],
      'openai-responses': [],
      'ollama-chat': [],
      ...expected,
    });
  });
});

function written(call: Call, to: DialectName): JsonObject {
  const target: WriteTarget = {
    model: call.requestedModel,
    stream: call.stream,
    changes: [],
    contextTokens: 8192,
  };
  return JSON.parse(JSON.stringify(DIALECTS[to].request.write(call, target))) as JsonObject;
}

/** A call without the differences that dialects have no choice about. */
function meaning(call: Call): object {
  const { system, tools, outputFormat, toolChoice, parallelToolCalls, ...rest } = call;
  const {
    dialect: _dialect,
    size: _size,
    dialectOnly: _only,
    leftOut: _left,
    messages,
    ...settings
  } = rest;
  const offers = tools.length > 0 && toolChoice?.kind !== 'none';
  return {
    ...settings,
    system: system.map(textOfBlock).join('\n\n'),
    // How turns are cut into messages differs; who said what, in which order, does not.
    said: messages.flatMap(({ role, content }) => content.map((block) => ({ role, block }))),
    tools: tools.map((tool) => ({ ...tool, strict: tool.strict === true })),
    toolChoice: tools.length > 0 ? (toolChoice ?? { kind: 'auto' }) : null,
    oneAtATime: offers && parallelToolCalls === false,
    // The name of a schema means nothing, and outside OpenAI it always binds.
    schema: outputFormat?.kind === 'json-schema' ? outputFormat.schema : null,
  };
}

/** Tools that may not be used need not be offered. */
function whatIsSaid(call: Call): readonly string[] {
  const blocks = [...call.system, ...call.messages.flatMap(({ content }) => content)];
  const tools = call.toolChoice?.kind === 'none' ? [] : call.tools;
  return [
    ...blocks.flatMap(wordsOf),
    ...tools.flatMap(({ name, description }) => [name, description ?? name]),
    ...call.stopSequences,
  ];
}

function wordsOf(block: ContentBlock): readonly string[] {
  switch (block.type) {
    case 'text':
      return [block.text];
    case 'image':
      return [block.source.kind === 'url' ? block.source.url : block.source.data];
    case 'tool-use':
      return [block.name];
    case 'tool-result':
      return block.content.map(textOfBlock);
    case 'tool-reference':
      return [block.name];
    case 'thinking':
    case 'opaque':
      return [];
  }
}

function textOfBlock(block: ContentBlock): string {
  return block.type === 'text' ? block.text : '';
}

function allStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(allStrings);
}
