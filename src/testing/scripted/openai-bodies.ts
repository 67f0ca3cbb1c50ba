import type { JsonObject } from '../../core/json.ts';
import { halves } from './halves.ts';

/** What a ready-made completion holds. Everything has a believable default; usage is never zero. */
export interface OpenaiAnswer {
  readonly text?: string;
  readonly tools?: readonly OpenaiToolCall[];
  /** Merged over `OPENAI_USAGE`; `null` leaves usage out, as a stream does unless asked for it. */
  readonly usage?: JsonObject | null;
  readonly id?: string;
  readonly model?: string;
  readonly finishReason?: string;
}

export interface OpenaiToolCall {
  readonly id?: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** Usage of ready-made completions unless told. Here cached tokens are part of `prompt_tokens`. */
export const OPENAI_USAGE = {
  prompt_tokens: 211,
  completion_tokens: 37,
  total_tokens: 248,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
} as const satisfies JsonObject;

/** Unix seconds written into every ready-made completion. */
const CREATED = 1_795_000_000;

/** A whole completion, as `POST /v1/chat/completions` answers it without streaming. */
export function openaiCompletion(answer: OpenaiAnswer = {}): JsonObject {
  const calls = toolCalls(answer);
  const message: JsonObject = {
    role: 'assistant',
    content: textOf(answer) === '' ? null : textOf(answer),
    refusal: null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return {
    ...envelope(answer, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(answer) }],
    ...(answer.usage === null ? {} : { usage: { ...OPENAI_USAGE, ...answer.usage } }),
  };
}

/** The same answer as stream events, one whole event per string, `[DONE]` last. */
export function openaiStream(answer: OpenaiAnswer = {}): readonly string[] {
  const chunk = (delta: JsonObject, finishReason: string | null = null) =>
    openaiEvent({
      ...envelope(answer, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    });
  return [
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...halves(textOf(answer)).map((half) => chunk({ content: half })),
    ...toolCalls(answer)
      .flatMap((call, index) => toolCallDeltas(call, index))
      .map((call) => chunk({ tool_calls: [call] })),
    chunk({}, finishReasonOf(answer)),
    ...usageEvents(answer),
    'data: [DONE]\n\n',
  ];
}

/** One event as it stands on the wire. */
export function openaiEvent(fields: JsonObject): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}

/** An error body; also what an error event holds after the stream has begun. */
export function openaiError(
  type = 'server_error',
  message = 'The server had an error.',
  code: string | null = null,
): JsonObject {
  return { error: { message, type, param: null, code } };
}

function usageEvents(answer: OpenaiAnswer): readonly string[] {
  if (answer.usage === null) return [];
  const usage = { ...OPENAI_USAGE, ...answer.usage };
  return [openaiEvent({ ...envelope(answer, 'chat.completion.chunk'), choices: [], usage })];
}

function envelope(answer: OpenaiAnswer, object: string): JsonObject {
  return {
    id: answer.id ?? 'chatcmpl-scripted-1',
    object,
    created: CREATED,
    model: answer.model ?? 'scripted-model',
    system_fingerprint: null,
  };
}

function textOf(answer: OpenaiAnswer): string {
  return answer.text ?? ((answer.tools ?? []).length === 0 ? 'Hello from the script.' : '');
}

function finishReasonOf(answer: OpenaiAnswer): string {
  return answer.finishReason ?? ((answer.tools ?? []).length > 0 ? 'tool_calls' : 'stop');
}

function toolCalls(answer: OpenaiAnswer): readonly JsonObject[] {
  return (answer.tools ?? []).map((tool, index) => ({
    id: tool.id ?? `call_scripted_${index + 1}`,
    type: 'function',
    function: { name: tool.name, arguments: JSON.stringify(tool.input) },
  }));
}

function toolCallDeltas(call: JsonObject, index: number): readonly JsonObject[] {
  const { name, arguments: json } = call['function'] as { name: string; arguments: string };
  return [
    { index, id: call['id'], type: 'function', function: { name, arguments: '' } },
    { index, function: { arguments: json } },
  ];
}
