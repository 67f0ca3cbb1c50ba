import type { JsonObject } from '../../core/json.ts';
import { halves } from './halves.ts';

/** What a ready-made answer holds. Everything has a believable default; usage is never zero. */
export interface AnthropicAnswer {
  readonly text?: string;
  /** Tool calls after the text. */
  readonly tools?: readonly AnthropicToolUse[];
  /** Merged over `ANTHROPIC_USAGE`. */
  readonly usage?: JsonObject;
  readonly id?: string;
  readonly model?: string;
  readonly stopReason?: string;
  readonly stopSequence?: string | null;
}

export interface AnthropicToolUse {
  readonly id?: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** Usage of ready-made answers unless told: distinct figures, so that a swapped pair is noticed. */
export const ANTHROPIC_USAGE = {
  input_tokens: 211,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: 37,
  service_tier: 'standard',
} as const satisfies JsonObject;

/** A whole message, as `POST /v1/messages` answers it without streaming. */
export function anthropicMessage(answer: AnthropicAnswer = {}): JsonObject {
  return {
    id: answer.id ?? 'msg_scripted_1',
    type: 'message',
    role: 'assistant',
    model: answer.model ?? 'claude-haiku-5-5',
    content: contentOf(answer),
    stop_reason: stopReasonOf(answer),
    stop_sequence: answer.stopSequence ?? null,
    usage: { ...ANTHROPIC_USAGE, ...answer.usage },
  };
}

/** The same answer as stream events, one whole event per string. Text comes in two deltas. */
export function anthropicStream(answer: AnthropicAnswer = {}): readonly string[] {
  const usage: JsonObject = { ...ANTHROPIC_USAGE, ...answer.usage };
  const message: JsonObject = {
    ...anthropicMessage(answer),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  return [
    anthropicEvent('message_start', { message }),
    anthropicEvent('ping', {}),
    ...contentOf(answer).flatMap((block, index) => blockEvents(block, index)),
    anthropicEvent('message_delta', {
      delta: { stop_reason: stopReasonOf(answer), stop_sequence: answer.stopSequence ?? null },
      usage,
    }),
    anthropicEvent('message_stop', {}),
  ];
}

/** One event as it stands on the wire. Its `type` is written from its name. */
export function anthropicEvent(type: string, fields: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** The error event that can come at any time after a 200. */
export function anthropicErrorEvent(type = 'overloaded_error', message = 'Overloaded'): string {
  return anthropicEvent('error', { error: { type, message } });
}

/** An error body, as it comes with a status that is not 200. */
export function anthropicError(type = 'overloaded_error', message = 'Overloaded'): JsonObject {
  return { type: 'error', error: { type, message }, request_id: 'req_scripted_1' };
}

function contentOf(answer: AnthropicAnswer): readonly JsonObject[] {
  const tools = answer.tools ?? [];
  const text = answer.text ?? (tools.length === 0 ? 'Hello from the script.' : '');
  const blocks: JsonObject[] = text === '' ? [] : [{ type: 'text', text }];
  tools.forEach((tool, index) => {
    const id = tool.id ?? `toolu_scripted_${index + 1}`;
    blocks.push({ type: 'tool_use', id, name: tool.name, input: tool.input });
  });
  return blocks;
}

function stopReasonOf(answer: AnthropicAnswer): string {
  return answer.stopReason ?? ((answer.tools ?? []).length > 0 ? 'tool_use' : 'end_turn');
}

function blockEvents(block: JsonObject, index: number): readonly string[] {
  const text = block['text'];
  const isText = typeof text === 'string';
  const content = isText ? text : JSON.stringify(block['input']);
  const start = isText ? { ...block, text: '' } : { ...block, input: {} };
  return [
    anthropicEvent('content_block_start', { index, content_block: start }),
    ...halves(content).map((half) =>
      anthropicEvent('content_block_delta', {
        index,
        delta: isText
          ? { type: 'text_delta', text: half }
          : { type: 'input_json_delta', partial_json: half },
      }),
    ),
    anthropicEvent('content_block_stop', { index }),
  ];
}
