import type { JsonObject } from '../../core/json.ts';
import { halves } from './halves.ts';

/** What a ready-made Ollama answer holds. Everything has a believable default. */
export interface OllamaAnswer {
  readonly text?: string;
  readonly tools?: readonly { readonly name: string; readonly input: JsonObject }[];
  readonly thinking?: string;
  readonly model?: string;
  readonly promptEvalCount?: number;
  readonly evalCount?: number;
  /** `stop` or `length`. */
  readonly doneReason?: string;
}

const CREATED_AT = '2026-11-20T09:00:00.000000Z';

/** A whole answer, as `POST /api/chat` gives it with `stream: false`. */
export function ollamaAnswer(answer: OllamaAnswer = {}): JsonObject {
  return {
    model: modelOf(answer),
    created_at: CREATED_AT,
    message: messageOf(answer, textOf(answer)),
    ...closing(answer),
  };
}

/** The same answer as NDJSON lines, the last one with `done: true`, usage and timings. */
export function ollamaStream(answer: OllamaAnswer = {}): readonly string[] {
  const head = { model: modelOf(answer), created_at: CREATED_AT };
  const lines: JsonObject[] = halves(textOf(answer)).map((half) => ({
    ...head,
    message: { role: 'assistant', content: half },
    done: false,
  }));
  if (answer.tools !== undefined || answer.thinking !== undefined) {
    lines.unshift({ ...head, message: messageOf(answer, ''), done: false });
  }
  lines.push({ ...head, message: { role: 'assistant', content: '' }, ...closing(answer) });
  return lines.map(ollamaLine);
}

/** One line as it stands on the wire. */
export function ollamaLine(fields: JsonObject): string {
  return `${JSON.stringify(fields)}\n`;
}

/** An error body; as a line, what comes after the stream has begun. */
export function ollamaError(message = 'llama runner process has terminated'): JsonObject {
  return { error: message };
}

function closing(answer: OllamaAnswer): JsonObject {
  return {
    done: true,
    done_reason: answer.doneReason ?? 'stop',
    total_duration: 1_420_000_000,
    load_duration: 12_000_000,
    prompt_eval_count: answer.promptEvalCount ?? 211,
    prompt_eval_duration: 310_000_000,
    eval_count: answer.evalCount ?? 37,
    eval_duration: 1_060_000_000,
  };
}

function messageOf(answer: OllamaAnswer, content: string): JsonObject {
  const calls = (answer.tools ?? []).map((tool) => ({
    function: { name: tool.name, arguments: tool.input },
  }));
  return {
    role: 'assistant',
    content,
    ...(answer.thinking === undefined ? {} : { thinking: answer.thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function textOf(answer: OllamaAnswer): string {
  return answer.text ?? ((answer.tools ?? []).length === 0 ? 'Hello from the script.' : '');
}

function modelOf(answer: OllamaAnswer): string {
  return answer.model ?? 'qwen2.5:7b';
}
