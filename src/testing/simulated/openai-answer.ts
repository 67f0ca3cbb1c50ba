import type { JsonObject } from '../../core/json.ts';
import { pieces } from './anthropic-answer.ts';
import type { SimulatedAnswer } from './responder.ts';
import type { SimulatedModel } from './simulated-model.ts';

/** One answer on its way out as an OpenAI chat completion. */
export interface OpenaiDraft {
  readonly answer: SimulatedAnswer;
  readonly model: SimulatedModel;
  readonly promptTokens: number;
}

/** Answers carry the simulated day, not the real one, so that the same seed gives the same bytes. */
export const SIMULATED_DAY = 1_795_165_200;

export function completionOf(draft: OpenaiDraft): JsonObject {
  const { reply } = draft.answer;
  const message: JsonObject = {
    role: 'assistant',
    content: reply.kind === 'text' ? reply.text : null,
    refusal: null,
    ...(reply.kind === 'tool' ? { tool_calls: [toolCall(draft)] } : {}),
  };
  return {
    ...envelope(draft, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(draft) }],
    usage: usageOf(draft),
  };
}

/** The `data:` lines of a stream and how many answer tokens are out by each. */
export function* chunksOf(
  draft: OpenaiDraft,
  includeUsage: boolean,
): Generator<{ readonly chunk: string; readonly tokens: number }> {
  const { reply, outputTokens } = draft.answer;
  const part = (delta: JsonObject, finishReason: string | null = null) =>
    JSON.stringify({
      ...envelope(draft, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...(includeUsage ? { usage: null } : {}),
    });
  yield {
    chunk: part({ role: 'assistant', content: reply.kind === 'text' ? '' : null }),
    tokens: 0,
  };
  let tokens = 0;
  for (const delta of deltasOf(draft)) {
    tokens += 4;
    yield { chunk: part(delta), tokens };
  }
  yield { chunk: part({}, finishReasonOf(draft)), tokens: outputTokens };
  if (includeUsage) {
    const last = { ...envelope(draft, 'chat.completion.chunk'), choices: [] };
    yield { chunk: JSON.stringify({ ...last, usage: usageOf(draft) }), tokens: outputTokens };
  }
  yield { chunk: '[DONE]', tokens: outputTokens };
}

function deltasOf(draft: OpenaiDraft): readonly JsonObject[] {
  const { reply } = draft.answer;
  if (reply.kind === 'text') return pieces(reply.text).map((content) => ({ content }));
  const call = toolCall(draft);
  const start = { ...call, index: 0, function: { name: reply.name, arguments: '' } };
  const rest = pieces(JSON.stringify(reply.input)).map((json) => ({
    index: 0,
    function: { arguments: json },
  }));
  return [start, ...rest].map((each) => ({ tool_calls: [each] }));
}

function toolCall({ answer }: OpenaiDraft): JsonObject {
  const { reply } = answer;
  const call = reply.kind === 'tool' ? reply : { name: '', input: {} };
  return {
    id: `call_simulated_${answer.id}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  };
}

function envelope({ answer, model }: OpenaiDraft, object: string): JsonObject {
  return {
    id: `chatcmpl-simulated-${answer.id}`,
    object,
    created: SIMULATED_DAY,
    model: model.id,
    system_fingerprint: 'fp_simulated',
  };
}

function finishReasonOf({ answer }: OpenaiDraft): string {
  if (answer.finish === 'tool_use') return 'tool_calls';
  return answer.finish === 'max_tokens' ? 'length' : 'stop';
}

function usageOf({ answer, promptTokens }: OpenaiDraft): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: answer.outputTokens,
    total_tokens: promptTokens + answer.outputTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}
