import type { JsonObject } from '../../src/core/json.ts';
import {
  anthropicError,
  anthropicMessage,
  anthropicStream,
  type AnthropicAnswer,
  type RecordedRequest,
  type ScriptedReply,
} from '../../src/testing/index.ts';

/** One request as a scripted model sees it. */
export interface Turn {
  readonly request: RecordedRequest;
  readonly body: Body;
  /** How many requests of the same kind came before, 0 for the first. */
  readonly earlier: number;
  /** Texts of the last message of the user, tool results included. */
  readonly lastText: string;
  readonly isToolResult: boolean;
}

export interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly max_tokens?: number;
  readonly tools?: readonly { readonly name?: string; readonly defer_loading?: boolean }[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly system?: unknown;
  readonly output_config?: { readonly format?: unknown };
}

/** What a scripted model does with a turn. */
export type ScriptedModel = (turn: Turn) => ScriptedReply;

/**
 * Anthropic's API with a model whose every answer is written down. Calls beside the conversation (titles,
 * counts, lists of models) are answered alike for all.
 */
export function answerWith(model: ScriptedModel): (request: RecordedRequest) => ScriptedReply {
  const seen = new Map<string, number>();
  return (request) => {
    const path = request.path.split('?', 1)[0];
    if (path === '/v1/models') return { body: { data: [], has_more: false } };
    const body = JSON.parse(request.text() || '{}') as Body;
    if (path === '/v1/messages/count_tokens') return { body: { input_tokens: 42 } };
    if (path !== '/v1/messages')
      return { status: 404, body: anthropicError('not_found_error', '') };
    if (asksForTitle(body)) return say(body, '{"title":"A scripted session"}');
    const kind = request.headers['x-claude-code-agent-id'] === undefined ? 'main' : 'agent';
    const earlier = seen.get(kind) ?? 0;
    seen.set(kind, earlier + 1);
    return model({ request, body, earlier, ...lastOf(body) });
  };
}

/** A whole answer or a stream of it, as the request asks. */
export function say(body: Body, text: string, more: AnthropicAnswer = {}): ScriptedReply {
  return answer(body, { text, ...more });
}

export function callTool(body: Body, name: string, input: JsonObject): ScriptedReply {
  return answer(body, { text: '', tools: [{ id: `toolu_${name}_${nextId()}`, name, input }] });
}

function answer(body: Body, content: AnthropicAnswer): ScriptedReply {
  const whole = { id: `msg_scripted_${nextId()}`, model: body.model, ...content };
  return body.stream === true
    ? { sse: anthropicStream(whole), headers: { 'request-id': `req_scripted_${nextId()}` } }
    : { body: anthropicMessage(whole) };
}

let ids = 0;
const nextId = () => String(++ids).padStart(4, '0');

function asksForTitle(body: Body): boolean {
  return JSON.stringify(body.output_config?.format ?? null).includes('"title"');
}

function lastOf(body: Body): Pick<Turn, 'lastText' | 'isToolResult'> {
  const last = body.messages.findLast(({ role }) => role === 'user');
  const content = last?.content;
  const blocks = Array.isArray(content)
    ? (content as readonly { readonly type: string; readonly text?: string }[])
    : [{ type: 'text', text: typeof content === 'string' ? content : '' }];
  return {
    lastText: blocks.map((block) => block.text ?? JSON.stringify(block)).join('\n'),
    isToolResult: blocks.some(({ type }) => type === 'tool_result'),
  };
}
