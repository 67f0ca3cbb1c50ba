import type { JsonObject } from '../../core/json.ts';
import type { CacheSplit } from './prompt-cache.ts';
import type { SimulatedAnswer } from './responder.ts';
import type { SimulatedModel } from './simulated-model.ts';

/** One answer on its way out as an Anthropic message. */
export interface AnthropicDraft {
  readonly answer: SimulatedAnswer;
  readonly model: SimulatedModel;
  readonly cache: CacheSplit;
  readonly thinks: boolean;
}

const THOUGHT = 'What is asked for, what is given, and the form the answer should have.';
const THOUGHT_TOKENS = 20;

export function messageOf(draft: AnthropicDraft): JsonObject {
  return {
    ...emptyMessage(draft),
    content: contentOf(draft),
    stop_reason: stopReasonOf(draft),
    stop_sequence: draft.answer.stopSequence,
    usage: usageOf(draft, outputTokensOf(draft)),
  };
}

/** A stream event and the number of answer tokens that are out by then. */
export interface TimedEvent {
  readonly event: string;
  readonly tokens: number;
}

export function* eventsOf(draft: AnthropicDraft): Generator<TimedEvent> {
  const message = { ...emptyMessage(draft), usage: usageOf(draft, 1) };
  yield timed('message_start', { message }, 0);
  yield timed('ping', {}, 0);
  let tokens = 0;
  for (const [index, block] of contentOf(draft).entries()) {
    yield timed('content_block_start', { index, content_block: startOf(block) }, tokens);
    for (const delta of deltasOf(block)) {
      tokens += 4;
      yield timed('content_block_delta', { index, delta }, tokens);
    }
    yield timed('content_block_stop', { index }, tokens);
  }
  const total = outputTokensOf(draft);
  const delta = { stop_reason: stopReasonOf(draft), stop_sequence: draft.answer.stopSequence };
  yield timed('message_delta', { delta, usage: usageOf(draft, total) }, total);
  yield timed('message_stop', {}, total);
}

export function outputTokensOf({ answer, thinks }: AnthropicDraft): number {
  return answer.outputTokens + (thinks ? THOUGHT_TOKENS : 0);
}

function emptyMessage({ answer, model }: AnthropicDraft): JsonObject {
  return {
    id: `msg_simulated_${answer.id}`,
    type: 'message',
    role: 'assistant',
    model: model.id,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

function contentOf({ answer, thinks }: AnthropicDraft): readonly JsonObject[] {
  const { reply } = answer;
  const blocks: JsonObject[] = [];
  if (thinks) blocks.push({ type: 'thinking', thinking: THOUGHT, signature: `sim.${answer.id}` });
  if (reply.kind === 'text') blocks.push({ type: 'text', text: reply.text });
  else {
    const id = `toolu_simulated_${answer.id}`;
    blocks.push({ type: 'tool_use', id, name: reply.name, input: reply.input });
  }
  return blocks;
}

function stopReasonOf({ answer }: AnthropicDraft): string {
  return answer.finish === 'end' ? 'end_turn' : answer.finish;
}

function usageOf({ cache, thinks }: AnthropicDraft, outputTokens: number): JsonObject {
  return {
    input_tokens: cache.fresh,
    cache_creation_input_tokens: cache.write5m + cache.write1h,
    cache_read_input_tokens: cache.read,
    cache_creation: {
      ephemeral_5m_input_tokens: cache.write5m,
      ephemeral_1h_input_tokens: cache.write1h,
    },
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: thinks ? Math.min(THOUGHT_TOKENS, outputTokens) : 0 },
    service_tier: 'standard',
  };
}

function timed(type: string, fields: JsonObject, tokens: number): TimedEvent {
  return { event: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, tokens };
}

function startOf(block: JsonObject): JsonObject {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    default:
      return { ...block, input: {} };
  }
}

function deltasOf(block: JsonObject): readonly JsonObject[] {
  switch (block['type']) {
    case 'text':
      return pieces(block['text']).map((text) => ({ type: 'text_delta', text }));
    case 'thinking':
      return [
        { type: 'thinking_delta', thinking: block['thinking'] },
        { type: 'signature_delta', signature: block['signature'] },
      ];
    default:
      return pieces(JSON.stringify(block['input'])).map((json) => ({
        type: 'input_json_delta',
        partial_json: json,
      }));
  }
}

/** About four tokens each, never cut inside a character. */
export function pieces(text: unknown): readonly string[] {
  return typeof text === 'string' ? (text.match(/[\s\S]{1,16}(?![\udc00-\udfff])/g) ?? []) : [];
}
