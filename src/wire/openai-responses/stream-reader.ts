import type { UpstreamError } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { tokenCount } from '../../core/usage.ts';
import { createBlockQueue } from '../block-queue.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import { deltaCharacters } from '../delta-characters.ts';
import type { StreamReader } from '../dialect.ts';
import { readErrorObject } from '../openai-chat/error-read.ts';
import { textOf } from '../text-of.ts';
import { UNREADABLE_EVENT } from '../upstream-fault.ts';
import type { WireEvent } from '../wire-event.ts';
import { readFinishReason, signsOf } from './finish-status.ts';
import { PARAGRAPH } from './reasoning-text.ts';
import { readUsage } from './usage.ts';

const PING: StreamPart = { type: 'ping' };
const SKIPPED_DELTA: readonly StreamPart[] = [{ type: 'other', name: 'delta' }];
const UNKNOWN_EVENT: StreamPart = { type: 'other', name: 'unknown' };

/**
 * Events to parts. A stream ends with the response itself, complete or not; what comes behind that or an
 * error is not read. Events of hosted tools mean nothing to anyone else.
 */
export function createStreamReader(mode: 'full' | 'observe'): StreamReader {
  const blocks = createBlockQueue();
  /** Calls by their place in the output, and whether any of their input has come. */
  const calls = new Map<number, boolean>();
  let stage: 'waiting' | 'begun' | 'over' = 'waiting';
  let characters = 0;

  /** A server that does not tell the response first has no id for it. */
  function start(response: Json | undefined): readonly StreamPart[] {
    if (stage !== 'waiting') return [];
    stage = 'begun';
    const { id, model } = isObject(response) ? response : {};
    return [{ type: 'start', id: textOf(id), model: textOf(model) }];
  }

  function failed(error: UpstreamError): readonly StreamPart[] {
    stage = 'over';
    return [{ type: 'error', error }];
  }

  function end(event: JsonObject, status: 'completed' | 'incomplete'): readonly StreamPart[] {
    const response = isObject(event['response']) ? event['response'] : {};
    const parts = [...start(response), ...(mode === 'full' ? blocks.finish() : [])];
    stage = 'over';
    if (isObject(response['usage'])) {
      const usage = readUsage(response['usage'], response['service_tier']);
      parts.push({ type: 'usage', usage });
    }
    const said = { ...response, status: response['status'] ?? status };
    const signs = signsOf(response['output']);
    const usedTools = signs.usedTools || calls.size > 0;
    const reason = readFinishReason(said, { ...signs, usedTools });
    return [...parts, { type: 'finish', reason, stopSequence: null }, { type: 'end' }];
  }

  /** A call's name and id stand in its item; some servers put its input there as well. */
  function itemAdded({ item, output_index: place }: JsonObject): readonly StreamPart[] {
    const call = tokenCount(place);
    if (call === null || !isObject(item) || item['type'] !== 'function_call') return [];
    const json = textOf(item['arguments']);
    calls.set(call, json !== '');
    return blocks.tool({ call, id: textOf(item['call_id']), name: textOf(item['name']), json });
  }

  function callInput(event: JsonObject, json: string): readonly StreamPart[] {
    const call = tokenCount(event['output_index']);
    if (call === null || !calls.has(call) || json === '') return [];
    calls.set(call, true);
    return blocks.tool({ call, id: '', name: '', json });
  }

  /** Repeats what was streamed, if anything was. */
  function callInputDone(event: JsonObject): readonly StreamPart[] {
    const call = tokenCount(event['output_index']);
    const streamed = call !== null && calls.get(call) === true;
    return streamed ? [] : callInput(event, textOf(event['arguments']));
  }

  function delta(type: string, event: JsonObject): readonly StreamPart[] {
    const text = textOf(event['delta']);
    characters += text.length;
    if (mode === 'observe') return SKIPPED_DELTA;
    if (text === '') return [];
    switch (type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        return blocks.text('text', text);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return blocks.text('thinking', text);
      case 'response.function_call_arguments.delta':
        return callInput(event, text);
      default:
        return SKIPPED_DELTA;
    }
  }

  function readContent(type: string, event: JsonObject): readonly StreamPart[] {
    if (isTextDelta(type)) return delta(type, event);
    if (mode === 'observe') return [{ type: 'other', name: type }];
    switch (type) {
      case 'response.output_item.added':
        return itemAdded(event);
      case 'response.function_call_arguments.done':
        return callInputDone(event);
      case 'response.reasoning_summary_part.added':
        return event['summary_index'] === 0 ? [] : blocks.text('thinking', PARAGRAPH);
      default:
        return [{ type: 'other', name: type }];
    }
  }

  function readEvent(type: string, event: JsonObject): readonly StreamPart[] {
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return start(event['response']);
      case 'response.completed':
        return end(event, 'completed');
      case 'response.incomplete':
        return end(event, 'incomplete');
      case 'response.failed':
        return failed(readErrorObject(errorOf(event['response'])));
      case 'error':
        return failed(readErrorObject(errorOf(event)));
      default:
        if (type.startsWith('response.')) {
          return [...start(null), ...readContent(type, event)];
        }
        // Some servers send an error as Chat Completions does, without a name.
        return isObject(event['error']) ? failed(readErrorObject(event['error'])) : [UNKNOWN_EVENT];
    }
  }

  /** What watching need not parse, by the name of the event. */
  function skimmed(event: string, data: string): readonly StreamPart[] | null {
    if (mode === 'full' || stage === 'waiting' || !event.startsWith('response.')) return null;
    if (TERMINAL.has(event)) return null;
    if (!isTextDelta(event)) return [{ type: 'other', name: event }];
    characters += deltaCharacters(data, DELTA_MARKERS);
    return SKIPPED_DELTA;
  }

  return {
    read({ event, data, raw }: WireEvent) {
      if (stage === 'over') return [];
      if (data === '') return raw[0] === COLON ? [PING] : [];
      if (data === '[DONE]') return [UNKNOWN_EVENT];
      const known = skimmed(event, data);
      if (known !== null) return known;
      const json = parseBoundedJson(data);
      if (isObject(json)) return readEvent(textOf(json['type']) || event, json);
      // Bytes that travel untouched are the client's to judge; a translation would have a hole.
      return mode === 'observe' ? [UNKNOWN_EVENT] : failed(UNREADABLE_EVENT);
    },
    contentCharacters: () => characters,
  };
}

const COLON = 0x3a;
const DELTA_MARKERS = ['"delta":"', '"delta": "'];
const TERMINAL: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
]);

/** Text that a model wrote, for whom ever. Sound and pictures are counted otherwise. */
function isTextDelta(type: string): boolean {
  return type.endsWith('.delta') && !type.includes('audio');
}

/** OpenAI documents an error's words at the top of its event and sends them one level below. */
function errorOf(from: Json | undefined): Json {
  if (!isObject(from)) return {};
  return isObject(from['error']) ? from['error'] : { ...from, type: from['code'] ?? '' };
}
