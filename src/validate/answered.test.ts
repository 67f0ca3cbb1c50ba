import { describe, expect, it } from 'vitest';
import type { Answer, AnswerBlock } from '../core/answer.ts';
import type { FinishReason } from '../core/outcome.ts';
import { NO_TOKENS, UNKNOWN_USAGE } from '../core/usage.ts';
import { sampleCall } from '../testing/policy.ts';
import { answered } from './answered.ts';

const text = (words: string): AnswerBlock => ({ type: 'text', text: words });
const thinking: AnswerBlock = { type: 'thinking', text: 'hm', signature: null };
const tool: AnswerBlock = { type: 'tool-use', id: 't', name: 'look', input: {} };
const opaque: AnswerBlock = { type: 'opaque', name: 'image', raw: {} };

const answer = (content: readonly AnswerBlock[], finishReason: FinishReason): Answer => ({
  id: 'a',
  model: 'm',
  content,
  finishReason,
  stopSequence: null,
  usage: UNKNOWN_USAGE,
});

const CASES: readonly (readonly [FinishReason, readonly AnswerBlock[], string | null])[] = [
  ['end', [text('yes')], null],
  ['end', [text(' \n')], 'no text and no tool call'],
  ['end', [], 'no text and no tool call'],
  ['end', [thinking], 'no text and no tool call'],
  ['end', [opaque], null],
  ['tool_use', [tool], null],
  ['other', [], 'no text and no tool call'],
  ['pause', [text('so far')], null],
  ['refusal', [text('I cannot')], 'the model refused'],
  ['context_window', [text('so f')], 'cut off: the context window was full'],
  ['stop_sequence', [], null],
];

describe('an answer', () => {
  it.each(CASES)('that ends with %s and holds %j: %s', (finishReason, content, said) => {
    expect(answered.check(answer(content, finishReason), sampleCall())).toBe(said);
  });

  it('is asked for by every call', () => {
    expect(answered.applies(sampleCall())).toBe(true);
  });
});

describe('an answer that was cut at a number of tokens', () => {
  const cut = (outputTokens: number | null, content = [text('so f')]): Answer => ({
    ...answer(content, 'max_tokens'),
    usage:
      outputTokens === null
        ? UNKNOWN_USAGE
        : { state: 'reported', usage: { ...NO_TOKENS, outputTokens } },
  });
  const limit = (maxOutputTokens: number | null) => sampleCall({ maxOutputTokens });
  const ownLimit = "cut off at the model's own token limit";

  it.each([
    ["the client's limit, by the count", cut(100), limit(100), null],
    ["the client's limit, as far as is known", cut(null), limit(100), null],
    [
      "the client's limit, with nothing said",
      cut(100, [text('')]),
      limit(100),
      'no text and no tool call',
    ],
    ['a lower limit than the client set', cut(64), limit(100), ownLimit],
    ['a limit the client did not set', cut(64), limit(null), ownLimit],
  ] as const)('%s', (_why, given, asked, said) => {
    expect(answered.check(given, asked)).toBe(said);
  });
});
