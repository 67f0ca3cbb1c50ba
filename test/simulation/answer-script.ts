import type { DialectName } from '../../src/core/dialect.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { UNKNOWN_USAGE, type UsageReading } from '../../src/core/usage.ts';
import {
  anthropicMessage,
  anthropicStream,
  ollamaAnswer,
  ollamaStream,
  openaiCompletion,
  openaiStream,
  responsesAnswer,
  responsesStream,
} from '../../src/testing/index.ts';
import type { Random } from '../../src/testing/seeded-random.ts';

/** A good answer in an upstream's own dialect, and what is true of it. */
export interface ScriptedAnswer {
  readonly text: string;
  readonly toolInput: JsonObject | null;
  /** What it says of its model; `''` for nothing. */
  readonly model: string;
  readonly usage: UsageReading;
  /** Whole, or as events. */
  readonly pieces: readonly string[];
}

export interface AnswerQuestion {
  readonly dialect: DialectName;
  readonly stream: boolean;
  /** The model that is asked, as the request names it. */
  readonly asked: string;
  /** Whether a stream tells what it used. */
  readonly tellsUsage: boolean;
  /** Occurs in no other answer. */
  readonly marker: string;
  readonly hasTools: boolean;
}

export function scriptAnswer(random: Random, question: AnswerQuestion): ScriptedAnswer {
  const text = textOf(random, question.marker);
  const toolInput = question.hasTools && random.chance(0.4) ? { city: question.marker } : null;
  const model = modelOf(random, question.asked);
  const counts = countsOf(random);
  const pieces = PIECES[question.dialect]({ question, text, toolInput, model, counts });
  const told =
    counts.honest &&
    (question.tellsUsage || question.dialect !== 'openai-chat' || !question.stream);
  return {
    text,
    toolInput,
    model,
    usage: told ? usageOf(question.dialect, counts) : UNKNOWN_USAGE,
    pieces,
  };
}

function textOf(random: Random, marker: string): string {
  switch (random.pick(['prose', 'prose', 'prose', 'label', 'json', 'long'])) {
    case 'label':
      return random.pick(['bug', 'billing', 'neither']);
    case 'json':
      return JSON.stringify(random.chance(0.7) ? { answer: marker } : { reply: marker });
    case 'long':
      return `${marker} and so on, `.repeat(random.integer(20, 60));
    default:
      return `${marker} says: “done”, and then ${marker}\n`;
  }
}

function modelOf(random: Random, asked: string): string {
  return random.pick([
    asked,
    asked,
    asked,
    asked,
    `${asked}-20261101`,
    'sample-gpt',
    'nobody-knows',
    '',
  ]);
}

/** Absurd or missing counts make a usage unknown: it is `honest` only when neither is the case. */
interface Counts {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly honest: boolean;
}

function countsOf(random: Random): Counts {
  return {
    input: random.integer(1, 3_000),
    cacheRead: random.chance(0.3) ? random.integer(1, 500) : 0,
    cacheWrite: random.chance(0.2) ? random.integer(1, 500) : 0,
    output: random.integer(0, 900),
    honest: random.chance(0.85),
  };
}

/** What the answers of `src/testing` say of their time. */
const OLLAMA_TOOK = { loadMs: 12, promptMs: 310, generationMs: 1_060 };

function usageOf(dialect: DialectName, counts: Counts): UsageReading {
  const { input, cacheRead, cacheWrite, output } = counts;
  const isAnthropic = dialect === 'anthropic-messages';
  return {
    state: 'reported',
    ...(dialect === 'ollama-chat' && { took: OLLAMA_TOOK }),
    usage: {
      freshInputTokens: input,
      cacheReadTokens: dialect === 'ollama-chat' ? 0 : cacheRead,
      cacheWrite5mTokens: isAnthropic ? cacheWrite : 0,
      cacheWrite1hTokens: 0,
      outputTokens: output,
      thinkingTokens: dialect.startsWith('openai-') ? 0 : null,
    },
  };
}

interface PiecesInput {
  readonly question: AnswerQuestion;
  readonly text: string;
  readonly toolInput: JsonObject | null;
  readonly model: string;
  readonly counts: Counts;
}

const PIECES: Readonly<Record<DialectName, (input: PiecesInput) => readonly string[]>> = {
  'anthropic-messages': anthropicPieces,
  'openai-chat': openaiPieces,
  'openai-responses': responsesPieces,
  'ollama-chat': ollamaPieces,
};

function toolsOf(toolInput: JsonObject | null) {
  return toolInput === null ? [] : [{ name: 'weather', input: toolInput }];
}

function anthropicPieces({ question, text, toolInput, model, counts }: PiecesInput) {
  const answer = {
    text,
    tools: toolsOf(toolInput),
    model,
    id: `msg_${question.marker}`,
    usage: {
      input_tokens: counts.input,
      cache_read_input_tokens: counts.cacheRead,
      cache_creation_input_tokens: counts.cacheWrite,
      cache_creation: {
        ephemeral_5m_input_tokens: counts.cacheWrite,
        ephemeral_1h_input_tokens: 0,
      },
      output_tokens: counts.honest ? counts.output : -7,
    },
  };
  return question.stream ? anthropicStream(answer) : [JSON.stringify(anthropicMessage(answer))];
}

function openaiPieces({ question, text, toolInput, model, counts }: PiecesInput) {
  const prompt = counts.input + counts.cacheRead;
  const answer = {
    text,
    tools: toolsOf(toolInput),
    model,
    id: `chatcmpl-${question.marker}`,
    usage:
      question.stream && !question.tellsUsage
        ? null
        : {
            prompt_tokens: counts.honest ? prompt : 1e15,
            completion_tokens: counts.output,
            total_tokens: prompt + counts.output,
            prompt_tokens_details: { cached_tokens: counts.cacheRead },
            completion_tokens_details: { reasoning_tokens: 0 },
          },
  };
  return question.stream ? openaiStream(answer) : [JSON.stringify(openaiCompletion(answer))];
}

function responsesPieces({ question, text, toolInput, model, counts }: PiecesInput) {
  const input = counts.input + counts.cacheRead;
  const answer = {
    text,
    tools: toolsOf(toolInput),
    model,
    id: `resp_${question.marker}`,
    usage: {
      input_tokens: counts.honest ? input : 1e15,
      input_tokens_details: { cached_tokens: counts.cacheRead, cache_write_tokens: 0 },
      output_tokens: counts.output,
      total_tokens: input + counts.output,
    },
  };
  return question.stream ? responsesStream(answer) : [JSON.stringify(responsesAnswer(answer))];
}

function ollamaPieces({ question, text, toolInput, model, counts }: PiecesInput) {
  const answer = {
    text,
    model,
    promptEvalCount: counts.honest ? counts.input : 0,
    evalCount: counts.output,
    ...(toolInput === null ? {} : { tools: toolsOf(toolInput) }),
  };
  return question.stream ? ollamaStream(answer) : [JSON.stringify(ollamaAnswer(answer))];
}
