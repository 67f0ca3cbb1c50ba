import type { JsonObject } from '../../core/json.ts';
import { hashText } from '../seeded-random.ts';
import { contentCharacters } from './anthropic-request.ts';
import { objectOr, objectsIn } from './loose-json.ts';
import { countTokens, type SimulatedModel } from './simulated-model.ts';

/** How the prompt of one request splits; the three (writes are two) add up to the prompt. */
export interface CacheSplit {
  readonly fresh: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
}

/**
 * Remembers marked prefixes by model. The longest known prefix of a request is read, the rest up to its
 * last mark is written. Nothing is forgotten: a simulated day is shorter than any cache's life.
 */
export interface PromptCache {
  split(body: JsonObject, model: SimulatedModel, promptTokens: number): CacheSplit;
}

export function createPromptCache(): PromptCache {
  const known = new Set<string>();
  return {
    split: (body, model, promptTokens) => {
      const prefixes = prefixesOf(body, model);
      const lastMark = prefixes.findLastIndex(({ mark }) => mark !== null);
      const marked = prefixes.slice(0, lastMark + 1);
      const cached = marked.filter(({ tokens }) => tokens >= model.cacheMinimumTokens);
      const read = cached.findLast(({ hash }) => known.has(hash))?.tokens ?? 0;
      const end = cached.at(-1);
      for (const { hash, mark } of cached) if (mark !== null) known.add(hash);
      const written = Math.min(Math.max(0, (end?.tokens ?? 0) - read), promptTokens - read);
      const isHour = end?.mark === '1h';
      return {
        fresh: Math.max(0, promptTokens - read - written),
        read,
        write5m: isHour ? 0 : written,
        write1h: isHour ? written : 0,
      };
    },
  };
}

interface Prefix {
  readonly hash: string;
  readonly tokens: number;
  /** The life asked for where the block carries a mark. */
  readonly mark: '5m' | '1h' | null;
}

/** One prefix per block, in the order a model reads them: tools, system, messages. */
function prefixesOf(body: JsonObject, model: SimulatedModel): readonly Prefix[] {
  let hash = model.id;
  let characters = 0;
  return blocksOf(body).map((block) => {
    const { cache_control: control, ...content } = block;
    hash = hashText(hash + JSON.stringify(content));
    characters += contentCharacters([content]);
    const mark = control === undefined || control === null ? null : lifeOf(control);
    return { hash, tokens: countTokens(model, characters), mark };
  });
}

function blocksOf(body: JsonObject): readonly JsonObject[] {
  const messages = objectsIn(body['messages']).flatMap((message) => asBlocks(message['content']));
  return [...objectsIn(body['tools']), ...asBlocks(body['system']), ...messages];
}

function asBlocks(content: unknown): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content);
}

function lifeOf(control: unknown): '5m' | '1h' {
  return objectOr(control)['ttl'] === '1h' ? '1h' : '5m';
}
