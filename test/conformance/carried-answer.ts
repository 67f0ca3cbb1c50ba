import type { Answer, AnswerBlock } from '../../src/core/answer.ts';
import type { DialectName } from '../../src/core/dialect.ts';
import type { FinishReason } from '../../src/core/outcome.ts';
import { UNKNOWN_USAGE, promptTokens } from '../../src/core/usage.ts';
import type { Usage, UsageReading } from '../../src/core/usage.ts';

/** What is left of an answer after a dialect: the promise each dialect makes, written out by hand. */
export function carriedAnswer(dialect: DialectName, answer: Answer): Answer {
  return CARRIES[dialect](answer);
}

const CARRIES: Readonly<Record<DialectName, (answer: Answer) => Answer>> = {
  // Unknown usage is written as zeros, because its clients add counts up, and zeros are read as unknown.
  'anthropic-messages': (answer) => answer,
  'openai-chat': (answer) => ({
    ...answer,
    content: joinedNeighbours(answer.content.map(unsigned)),
    finishReason: OPENAI_REASONS[answer.finishReason],
    stopSequence: null,
    usage: withUsage(answer.usage, (usage) => ({
      ...usage,
      cacheWrite5mTokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cacheWrite1hTokens: 0,
    })),
  }),
  'openai-responses': (answer) => ({
    ...answer,
    content: joinedNeighbours(answer.content.map(unsigned)),
    finishReason: OPENAI_REASONS[answer.finishReason],
    stopSequence: null,
    usage: withUsage(answer.usage, (usage) => ({
      ...usage,
      cacheWrite5mTokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cacheWrite1hTokens: 0,
      // Its clients want a number.
      thinkingTokens: usage.thinkingTokens ?? 0,
    })),
  }),
  'ollama-chat': (answer) => ({
    ...answer,
    id: '',
    content: joinedNeighbours(answer.content.map(unsigned)),
    finishReason: OLLAMA_REASONS[answer.finishReason],
    stopSequence: null,
    usage: withUsage(answer.usage, (usage) => ({
      ...usage,
      freshInputTokens:
        usage.freshInputTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      thinkingTokens: null,
    })),
  }),
};

const OPENAI_REASONS: Readonly<Record<FinishReason, FinishReason>> = {
  end: 'end',
  max_tokens: 'max_tokens',
  stop_sequence: 'end',
  tool_use: 'tool_use',
  pause: 'end',
  refusal: 'refusal',
  context_window: 'max_tokens',
  other: 'end',
};

const OLLAMA_REASONS: Readonly<Record<FinishReason, FinishReason>> = {
  ...OPENAI_REASONS,
  refusal: 'end',
};

/**
 * A whole answer of the dialects with one string for all text: thinking, then text, then tool calls. In a
 * stream the order stays.
 */
export function regrouped(dialect: DialectName, answer: Answer): Answer {
  if (dialect === 'anthropic-messages' || dialect === 'openai-responses') return answer;
  const kind = (type: AnswerBlock['type']) => answer.content.filter((block) => block.type === type);
  const content = [...kind('thinking'), ...kind('text'), ...kind('tool-use')];
  return { ...answer, content: joinedNeighbours(content) };
}

function unsigned(block: AnswerBlock): AnswerBlock {
  return block.type === 'thinking' ? { ...block, signature: null } : block;
}

function joinedNeighbours(content: readonly AnswerBlock[]): readonly AnswerBlock[] {
  const joined: AnswerBlock[] = [];
  for (const block of content) {
    const last = joined.at(-1);
    const both = last === undefined ? null : asOne(last, block);
    if (both === null) joined.push(block);
    else joined[joined.length - 1] = both;
  }
  return joined;
}

function asOne(first: AnswerBlock, second: AnswerBlock): AnswerBlock | null {
  if (first.type === 'text' && second.type === 'text') {
    return { type: 'text', text: first.text + second.text };
  }
  if (first.type === 'thinking' && second.type === 'thinking') {
    return { type: 'thinking', text: first.text + second.text, signature: null };
  }
  return null;
}

/** No prompt has 0 tokens: who says so did not count. */
function withUsage(reading: UsageReading, change: (usage: Usage) => Usage): UsageReading {
  if (reading.state === 'unknown' || promptTokens(reading.usage) === 0) return UNKNOWN_USAGE;
  return { ...reading, usage: change(reading.usage) };
}
