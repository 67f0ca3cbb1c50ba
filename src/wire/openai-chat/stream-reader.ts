import type { UpstreamError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { StreamReader } from '../dialect.ts';
import { UNREADABLE_EVENT } from '../upstream-fault.ts';
import type { WireEvent } from '../wire-event.ts';
import { textOf } from '../text-of.ts';
import { thinkingText } from './answer-read.ts';
import { createBlockQueue } from '../block-queue.ts';
import { createDeltaSkimmer } from './delta-skimmer.ts';
import { readErrorObject } from './error-read.ts';
import { readFinishReason } from './finish-reason.ts';
import { readUsage } from './usage.ts';

const DONE = '[DONE]';
const PING: StreamPart = { type: 'ping' };
const SKIPPED_DELTA: readonly StreamPart[] = [{ type: 'other', name: 'delta' }];
const UNKNOWN_EVENT: StreamPart = { type: 'other', name: 'unknown' };

/**
 * Chunks to parts. Only `[DONE]` ends a stream, and only one that has begun: a finish reason alone does
 * not, because usage may still follow. Other choices than the first are not read, only counted.
 */
export function createStreamReader(mode: 'full' | 'observe'): StreamReader {
  const blocks = createBlockQueue();
  const skimmer = createDeltaSkimmer();
  let stage: 'waiting' | 'begun' | 'finished' | 'over' = 'waiting';
  let usedTools = false;
  let refused = false;
  let characters = 0;
  /** Said in some chunks, not always in the one with the usage. */
  let serviceTier: Json = null;

  function over(parts: readonly StreamPart[]): readonly StreamPart[] {
    stage = 'over';
    return parts;
  }

  /** Some servers say nothing but `[DONE]` at the end; they do say that it is the end. */
  function done(): readonly StreamPart[] {
    if (stage === 'waiting') return over([]);
    return [...finish('other'), ...over([{ type: 'end' }])];
  }

  function finish(word: Json): readonly StreamPart[] {
    if (stage === 'finished') return [];
    stage = 'finished';
    const rest = mode === 'full' ? blocks.finish() : [];
    const reason = readFinishReason(word, { usedTools, refused });
    return [...rest, { type: 'finish', reason, stopSequence: null }];
  }

  function failed(error: UpstreamError): readonly StreamPart[] {
    return over([{ type: 'error', error }]);
  }

  function readChunk(chunk: JsonObject): readonly StreamPart[] {
    const error = chunk['error'];
    if (error !== undefined && error !== null) return failed(readErrorObject(error));
    const choices = chunk['choices'];
    if (!Array.isArray(choices) && !isObject(chunk['usage'])) return [UNKNOWN_EVENT];
    const usage = chunk['usage'];
    serviceTier = chunk['service_tier'] ?? serviceTier;
    return [
      ...start(chunk),
      ...(Array.isArray(choices) ? choices.filter(isObject).flatMap(readChoice) : []),
      ...(isObject(usage)
        ? [{ type: 'usage', usage: readUsage(usage, serviceTier) } as const]
        : []),
    ];
  }

  function start(chunk: JsonObject): readonly StreamPart[] {
    if (stage !== 'waiting') return [];
    stage = 'begun';
    return [{ type: 'start', id: textOf(chunk['id']), model: textOf(chunk['model']) }];
  }

  function readChoice(choice: JsonObject): readonly StreamPart[] {
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    characters += contentCharacters(delta);
    if (choice['index'] !== undefined && choice['index'] !== 0) return [];
    if (stage === 'finished') return [];
    usedTools ||= Array.isArray(delta['tool_calls']) && delta['tool_calls'].length > 0;
    refused ||= textOf(delta['refusal']) !== '';
    const content = mode === 'full' ? readDelta(delta) : skipDelta(delta);
    const word = choice['finish_reason'];
    return typeof word === 'string' ? [...content, ...finish(word)] : content;
  }

  function readDelta(delta: JsonObject): readonly StreamPart[] {
    const thinking = thinkingText(delta);
    const said = textOf(delta['content']) + textOf(delta['refusal']);
    return [
      ...(thinking === '' ? [] : blocks.text('thinking', thinking)),
      ...(said === '' ? [] : blocks.text('text', said)),
      ...toolDeltas(delta).flatMap((call, position) =>
        blocks.tool({
          call: typeof call['index'] === 'number' ? call['index'] : position,
          id: textOf(call['id']),
          name: textOf(functionOf(call)['name']),
          json: textOf(functionOf(call)['arguments']),
        }),
      ),
    ];
  }

  return {
    read({ data, raw }: WireEvent) {
      if (stage === 'over') return [];
      if (data === '') return raw[0] === COLON ? [PING] : [];
      if (data === DONE) return done();
      const skimmed = mode === 'observe' ? skimmer.characters(data) : null;
      if (skimmed !== null) {
        characters += skimmed;
        return SKIPPED_DELTA;
      }
      if (mode === 'observe') skimmer.learn(data);
      const chunk = parseBoundedJson(data);
      if (isObject(chunk)) return readChunk(chunk);
      // Bytes that travel untouched are the client's to judge; a translation would have a hole.
      return mode === 'observe' ? [UNKNOWN_EVENT] : failed(UNREADABLE_EVENT);
    },
    contentCharacters: () => characters,
  };
}

const COLON = 0x3a;

/** That there was content is worth knowing to whoever measures the time to the first token. */
function skipDelta(delta: JsonObject): readonly StreamPart[] {
  return contentCharacters(delta) > 0 || toolDeltas(delta).length > 0 ? SKIPPED_DELTA : [];
}

function contentCharacters(delta: JsonObject): number {
  const own = ['content', 'reasoning_content', 'reasoning', 'refusal'];
  const said = own.reduce((sum, name) => sum + textOf(delta[name]).length, 0);
  return toolDeltas(delta).reduce(
    (sum, call) => sum + textOf(functionOf(call)['arguments']).length,
    said,
  );
}

function toolDeltas(delta: JsonObject): readonly JsonObject[] {
  const calls = delta['tool_calls'];
  return Array.isArray(calls) ? calls.filter(isObject) : [];
}

function functionOf(call: JsonObject): JsonObject {
  return isObject(call['function']) ? call['function'] : {};
}

/** The chunk that only tells the usage: no choices, and there because it was asked for. */
export function isUsageChunk({ data }: WireEvent): boolean {
  if (!data.includes('"usage"') || !/"choices"\s*:\s*\[\s*\]/.test(data)) return false;
  const chunk = parseBoundedJson(data);
  return isObject(chunk) && Array.isArray(chunk['choices']) && chunk['choices'].length === 0
    ? isObject(chunk['usage'])
    : false;
}
