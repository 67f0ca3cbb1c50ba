import type { Json, JsonObject } from '../../core/json.ts';
import { halves } from './halves.ts';

/** What a ready-made response holds. Everything has a believable default; usage is never zero. */
export interface ResponsesAnswer {
  readonly text?: string;
  readonly tools?: readonly ResponsesToolCall[];
  /** A summary of the thinking, before everything else. */
  readonly thinking?: string;
  /** A refusal instead of a text. */
  readonly refusal?: string;
  /** Merged over `RESPONSES_USAGE`. */
  readonly usage?: JsonObject;
  readonly id?: string;
  readonly model?: string;
  /** Unix seconds. */
  readonly createdAt?: number;
  /** `max_output_tokens` or `content_filter`: the answer was cut. */
  readonly incomplete?: string;
}

export interface ResponsesToolCall {
  /** The id of the call, not of its item. */
  readonly id?: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** Usage of ready-made responses unless told. Cached tokens are part of `input_tokens`. */
export const RESPONSES_USAGE = {
  input_tokens: 211,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 37,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 248,
} as const satisfies JsonObject;

/** Unix seconds written into ready-made responses unless told. */
const CREATED = 1_795_000_000;

/** A whole response, as `POST /v1/responses` answers it without streaming. */
export function responsesAnswer(answer: ResponsesAnswer = {}): JsonObject {
  return finished(answer);
}

/**
 * The same answer as stream events, one whole event per string, the response itself last. `cut` makes the
 * deltas of a text.
 */
export function responsesStream(
  answer: ResponsesAnswer = {},
  cut: Cut = halves,
): readonly string[] {
  const begun = { ...envelope(answer), status: 'in_progress', output: [], usage: null };
  const type = answer.incomplete === undefined ? 'response.completed' : 'response.incomplete';
  const events: readonly JsonObject[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...itemsOf(answer).flatMap((item, place) => itemEvents({ item, place, cut })),
    { type, response: finished(answer) },
  ];
  return events.map((event, number) => responsesEvent({ ...event, sequence_number: number }));
}

/** One event as it stands on the wire, named after its type. */
export function responsesEvent(fields: JsonObject): string {
  return `event: ${textOf(fields['type'])}\ndata: ${JSON.stringify(fields)}\n\n`;
}

/** An error in the middle of a stream, as OpenAI sends it. */
export function responsesErrorEvent(
  code = 'server_error',
  message = 'The server had an error.',
): string {
  const error = { type: code, code, message, param: null };
  return responsesEvent({ type: 'error', sequence_number: 2, error });
}

/** A response that failed after it had begun. */
export function responsesFailedEvent(
  code = 'server_error',
  message = 'The model failed.',
  answer: ResponsesAnswer = {},
): string {
  const response = { ...finished(answer), status: 'failed', error: { code, message }, output: [] };
  return responsesEvent({ type: 'response.failed', sequence_number: 2, response });
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function finished(answer: ResponsesAnswer): JsonObject {
  const { incomplete } = answer;
  return {
    ...envelope(answer),
    status: incomplete === undefined ? 'completed' : 'incomplete',
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    output: itemsOf(answer),
    usage: { ...RESPONSES_USAGE, ...answer.usage },
  };
}

function envelope(answer: ResponsesAnswer): JsonObject {
  return {
    id: answer.id ?? 'resp_scripted_1',
    object: 'response',
    created_at: answer.createdAt ?? CREATED,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: answer.model ?? 'scripted-model',
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: 'medium', summary: null },
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
  };
}

function itemsOf(answer: ResponsesAnswer): readonly JsonObject[] {
  const { thinking, tools = [], refusal } = answer;
  const text = answer.text ?? (tools.length === 0 && refusal === undefined ? DEFAULT_TEXT : '');
  const parts: readonly JsonObject[] = [
    ...(text === '' ? [] : [{ type: 'output_text', text, annotations: [], logprobs: [] }]),
    ...(refusal === undefined ? [] : [{ type: 'refusal', refusal }]),
  ];
  return [
    ...(thinking === undefined ? [] : [reasoningItem(thinking)]),
    ...(parts.length === 0 ? [] : [messageItem(parts)]),
    ...tools.map(callItem),
  ];
}

const DEFAULT_TEXT = 'Hello from the script.';

function reasoningItem(thinking: string): JsonObject {
  const summary = [{ type: 'summary_text', text: thinking }];
  return { id: 'rs_scripted_1', type: 'reasoning', encrypted_content: 'gAAA-scripted', summary };
}

function messageItem(content: readonly JsonObject[]): JsonObject {
  return { id: 'msg_scripted_1', type: 'message', status: 'completed', role: 'assistant', content };
}

function callItem({ id, name, input }: ResponsesToolCall, index: number): JsonObject {
  return {
    id: `fc_scripted_${index + 1}`,
    type: 'function_call',
    status: 'completed',
    call_id: id ?? `call_scripted_${index + 1}`,
    name,
    arguments: JSON.stringify(input),
  };
}

interface PlacedItem {
  readonly item: JsonObject;
  readonly place: number;
  readonly cut: Cut;
}

type Cut = (text: string) => readonly string[];

function itemEvents({ item, place, cut }: PlacedItem): readonly JsonObject[] {
  const at = { item_id: item['id'] ?? '', output_index: place };
  return [
    { type: 'response.output_item.added', output_index: place, item: emptied(item) },
    ...insideEvents(item, at, cut),
    { type: 'response.output_item.done', output_index: place, item },
  ];
}

function emptied(item: JsonObject): JsonObject {
  switch (item['type']) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'reasoning':
      return { ...item, summary: [] };
    default:
      return { ...item, status: 'in_progress', arguments: '' };
  }
}

function insideEvents(item: JsonObject, at: JsonObject, cut: Cut): readonly JsonObject[] {
  if (item['type'] === 'message') {
    return (item['content'] as readonly JsonObject[]).flatMap((part, index) =>
      partEvents(part, { ...at, content_index: index }, cut),
    );
  }
  if (item['type'] === 'reasoning') {
    return (item['summary'] as readonly JsonObject[]).flatMap((part, index) =>
      summaryEvents(part, { ...at, summary_index: index }, cut),
    );
  }
  const json = textOf(item['arguments']);
  const name = 'response.function_call_arguments';
  return [
    ...cut(json).map((delta) => ({ type: `${name}.delta`, ...at, delta })),
    { type: `${name}.done`, ...at, name: item['name'] ?? '', arguments: json },
  ];
}

function partEvents(part: JsonObject, at: JsonObject, cut: Cut): readonly JsonObject[] {
  const field = part['type'] === 'refusal' ? 'refusal' : 'text';
  const name = field === 'refusal' ? 'response.refusal' : 'response.output_text';
  const whole = textOf(part[field]);
  return [
    { type: 'response.content_part.added', ...at, part: { ...part, [field]: '' } },
    ...cut(whole).map((delta) => ({ type: `${name}.delta`, ...at, delta })),
    { type: `${name}.done`, ...at, [field]: whole },
    { type: 'response.content_part.done', ...at, part },
  ];
}

function summaryEvents(part: JsonObject, at: JsonObject, cut: Cut): readonly JsonObject[] {
  const name = 'response.reasoning_summary';
  const whole = textOf(part['text']);
  return [
    { type: `${name}_part.added`, ...at, part: { ...part, text: '' } },
    ...cut(whole).map((delta) => ({ type: `${name}_text.delta`, ...at, delta })),
    { type: `${name}_text.done`, ...at, text: whole },
    { type: `${name}_part.done`, ...at, part },
  ];
}
