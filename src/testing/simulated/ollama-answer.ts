import type { JsonObject } from '../../core/json.ts';
import { pieces } from './anthropic-answer.ts';
import type { SimulatedAnswer } from './responder.ts';
import { nominalMs, type SimulatedModel } from './simulated-model.ts';

/** One answer on its way out as Ollama writes it. */
export interface OllamaDraft {
  readonly answer: SimulatedAnswer;
  readonly model: SimulatedModel;
  readonly promptEvalCount: number;
}

/** The simulated day, not the real one, so that the same seed gives the same bytes. */
const CREATED_AT = '2026-11-20T09:00:00.000000Z';

export function wholeAnswer(draft: OllamaDraft): JsonObject {
  const { reply } = draft.answer;
  const content = reply.kind === 'text' ? reply.text : '';
  return { ...envelope(draft), message: messageOf(draft, content), ...closing(draft) };
}

/** The lines of a stream and how many answer tokens are out by each. */
export function* linesOf(
  draft: OllamaDraft,
): Generator<{ readonly line: JsonObject; readonly tokens: number }> {
  const { reply, outputTokens } = draft.answer;
  let tokens = 0;
  const contents = reply.kind === 'text' ? pieces(reply.text) : [''];
  for (const content of contents) {
    tokens += 4;
    yield { line: { ...envelope(draft), message: messageOf(draft, content), done: false }, tokens };
  }
  const message = { role: 'assistant', content: '' };
  yield { line: { ...envelope(draft), message, ...closing(draft) }, tokens: outputTokens };
}

function envelope({ model }: OllamaDraft): JsonObject {
  return { model: model.id, created_at: CREATED_AT };
}

function messageOf({ answer: { reply } }: OllamaDraft, content: string): JsonObject {
  const message = { role: 'assistant', content };
  if (reply.kind === 'text') return message;
  return { ...message, tool_calls: [{ function: { name: reply.name, arguments: reply.input } }] };
}

/** Counts, and timings in nanoseconds of simulated time. */
function closing({ answer, model, promptEvalCount }: OllamaDraft): JsonObject {
  const nanoseconds = (ms: number) => Math.round(ms * 1_000_000);
  const reading = nominalMs(model, promptEvalCount, 0) - model.firstTokenMs;
  const writing = (answer.outputTokens / model.tokensPerSecond) * 1000;
  return {
    done: true,
    done_reason: answer.finish === 'max_tokens' ? 'length' : 'stop',
    total_duration: nanoseconds(model.firstTokenMs + reading + writing),
    load_duration: nanoseconds(model.firstTokenMs),
    prompt_eval_count: promptEvalCount,
    prompt_eval_duration: nanoseconds(reading),
    eval_count: answer.outputTokens,
    eval_duration: nanoseconds(writing),
  };
}
