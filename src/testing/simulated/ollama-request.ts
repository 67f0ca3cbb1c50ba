import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { numberOr, objectOr, objectsIn, textOr, textsIn } from './loose-json.ts';
import type { SimulatedModel } from './simulated-model.ts';
import { IMAGE_CHARACTERS, type SimulatedRequest } from './simulated-request.ts';

/** A `POST /api/chat` body as a local model reads it, and what is left of it in its context. */
export interface OllamaRead {
  readonly request: SimulatedRequest;
  readonly promptEvalCount: number;
}

/** What a server with little memory allocates unless the request says `num_ctx`. */
const DEFAULT_CONTEXT_TOKENS = 4096;

/**
 * A prompt longer than `num_ctx` is cut at its front without a word, as Ollama does: the answer is made
 * from what is left, and only `prompt_eval_count` shows it.
 */
export function readOllamaRequest(body: JsonObject, model: SimulatedModel): OllamaRead {
  const options = objectOr(body['options']);
  const context = numberOr(options['num_ctx'], DEFAULT_CONTEXT_TOKENS);
  const messages = objectsIn(body['messages']);
  const characters = charactersOf(messages, body['tools']);
  const room = Math.floor(context * model.charactersPerToken);
  const isCut = characters > room;
  const read = [messages, body['tools'], body['format'], isCut ? context : null];
  const predicted = numberOr(options['num_predict'], -1);
  const last = messages.at(-1) ?? {};
  const system = messages
    .filter(({ role }) => role === 'system')
    .map(contentOf)
    .join('\n');
  return {
    promptEvalCount: Math.min(context, Math.ceil(characters / model.charactersPerToken)),
    request: {
      system: isCut ? '' : system,
      prompt: isCut ? contentOf(last).slice(-room) : contentOf(last),
      afterToolResult: last['role'] === 'tool',
      tools: objectsIn(body['tools']).map((tool) => ({
        name: textOr(objectOr(tool['function'])['name']),
        schema: objectOr(objectOr(tool['function'])['parameters']),
      })),
      toolChoice: { kind: 'auto' },
      format: formatOf(body['format']),
      maxTokens: predicted > 0 ? predicted : model.outputTokens,
      stopSequences: textsIn(options['stop']),
      thinks: false,
      characters: Math.min(characters, room),
      key: JSON.stringify(read),
    },
  };
}

function contentOf(message: JsonObject): string {
  return textOr(message['content']);
}

function charactersOf(messages: readonly JsonObject[], tools: unknown): number {
  const parts = messages.map((message) => {
    const images = Array.isArray(message['images']) ? message['images'].length : 0;
    return contentOf(message).length + images * IMAGE_CHARACTERS + 4;
  });
  const definitions = tools === undefined ? 0 : JSON.stringify(tools).length;
  return parts.reduce((sum, part) => sum + part, definitions);
}

function formatOf(format: unknown): SimulatedRequest['format'] {
  if (format === 'json') return { schema: null };
  return isObject(format) ? { schema: format } : null;
}
