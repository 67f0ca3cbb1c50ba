import type { JsonObject } from '../../core/json.ts';
import {
  responsesAnswer,
  responsesStream,
  type ResponsesAnswer,
} from '../scripted/openai-responses-bodies.ts';
import { pieces } from './anthropic-answer.ts';
import { SIMULATED_DAY, type OpenaiDraft } from './openai-answer.ts';

/** One answer on its way out as a response. */
export function responseOf(draft: OpenaiDraft): JsonObject {
  return responsesAnswer(answerOf(draft));
}

/** The events of a stream and how many answer tokens are out by each. */
export function* responseEventsOf(
  draft: OpenaiDraft,
): Generator<{ readonly event: string; readonly tokens: number }> {
  const events = responsesStream(answerOf(draft), pieces);
  let tokens = 0;
  for (const [number, event] of events.entries()) {
    if (/^event: [\w.]+\.delta\n/.test(event)) tokens += 4;
    yield { event, tokens: number === events.length - 1 ? draft.answer.outputTokens : tokens };
  }
}

function answerOf({ answer, model, promptTokens }: OpenaiDraft): ResponsesAnswer {
  const { id, reply, finish, outputTokens } = answer;
  const call = { id: `call_simulated_${id}` };
  return {
    id: `resp_simulated_${id}`,
    model: model.id,
    createdAt: SIMULATED_DAY,
    ...(reply.kind === 'text'
      ? { text: reply.text }
      : { tools: [{ ...call, name: reply.name, input: reply.input }] }),
    ...(finish === 'max_tokens' ? { incomplete: 'max_output_tokens' } : {}),
    usage: {
      input_tokens: promptTokens,
      output_tokens: outputTokens,
      total_tokens: promptTokens + outputTokens,
    },
  };
}
