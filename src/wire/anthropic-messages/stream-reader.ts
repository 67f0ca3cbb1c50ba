import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { BlockStart, StreamPart } from '../../core/stream-part.ts';
import { UNKNOWN_USAGE, tokenCount } from '../../core/usage.ts';
import type { UsageReading } from '../../core/usage.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { StreamReader, WantedParts } from '../dialect.ts';
import { textOf } from '../text-of.ts';
import { UNREADABLE_EVENT } from '../upstream-fault.ts';
import type { WireEvent } from '../wire-event.ts';
import { readErrorEvent } from './error-read.ts';
import { readFinishReason } from './finish-reason.ts';
import { readUsage } from './usage.ts';

const DELTA = 'content_block_delta';
const PING: readonly StreamPart[] = [{ type: 'ping' }];
const SKIPPED_DELTA: readonly StreamPart[] = [{ type: 'other', name: DELTA }];
const UNREADABLE: readonly StreamPart[] = [{ type: 'other', name: 'unreadable' }];
const AFTER_END: readonly StreamPart[] = [{ type: 'other', name: 'after the end' }];

/** Events to parts. Only `message_stop` ends a stream; what comes behind it or an error is not read. */
export function createStreamReader(
  mode: 'full' | 'observe',
  wanted: WantedParts = { signatures: false },
): StreamReader {
  let usage: UsageReading = UNKNOWN_USAGE;
  let isOver = false;
  let characters = 0;
  /** Blocks whose deltas mean nothing to anyone else. */
  const opaque = new Set<number>();

  function counted(value: Json | undefined): StreamPart {
    usage = readUsage(value, usage);
    return { type: 'usage', usage };
  }

  function over(part: StreamPart): readonly StreamPart[] {
    isOver = true;
    return [part];
  }

  function readStart(event: JsonObject): readonly StreamPart[] {
    const message = isObject(event['message']) ? event['message'] : {};
    const start = { id: textOf(message['id']), model: textOf(message['model']) };
    return [{ type: 'start', ...start }, counted(message['usage'])];
  }

  function readBlockStart(event: JsonObject, index: number): readonly StreamPart[] {
    const raw = isObject(event['content_block']) ? event['content_block'] : {};
    const block = readBlock(raw);
    const start: StreamPart = { type: 'block-start', index, block };
    if (block.type === 'opaque') {
      opaque.add(index);
      return [start, ...readRedacted(raw, index)];
    }
    // Blocks begin empty; a server that puts the first words here must not lose them.
    return [start, ...count(readText(raw, index))];
  }

  /** What is hidden has no words for other dialects; whoever keeps track of signers needs its data. */
  function readRedacted(raw: JsonObject, index: number): readonly StreamPart[] {
    if (!wanted.signatures || raw['type'] !== 'redacted_thinking') return [];
    return [{ type: 'signature', index, signature: textOf(raw['data']) }];
  }

  function readDelta(event: JsonObject, index: number): readonly StreamPart[] {
    const delta = isObject(event['delta']) ? event['delta'] : {};
    const parts = opaque.has(index) ? [] : count(readText(delta, index));
    if (parts.length === 0) return SKIPPED_DELTA;
    if (mode === 'full') return parts;
    const signed = wanted.signatures ? parts.filter(({ type }) => type === 'signature') : [];
    return signed.length > 0 ? signed : SKIPPED_DELTA;
  }

  function count(parts: readonly StreamPart[]): readonly StreamPart[] {
    for (const part of parts) characters += charactersOf(part);
    return parts;
  }

  function readMessageDelta(event: JsonObject): readonly StreamPart[] {
    const delta = isObject(event['delta']) ? event['delta'] : {};
    const stop = delta['stop_reason'];
    const sequence = delta['stop_sequence'];
    const parts = isObject(event['usage']) ? [counted(event['usage'])] : [];
    if (typeof stop !== 'string') return parts;
    const stopSequence = typeof sequence === 'string' ? sequence : null;
    return [...parts, { type: 'finish', reason: readFinishReason(stop), stopSequence }];
  }

  function readInBlock(type: string, event: JsonObject): readonly StreamPart[] {
    const index = tokenCount(event['index']);
    if (index === null) return UNREADABLE;
    if (type === 'content_block_start') return readBlockStart(event, index);
    return type === DELTA ? readDelta(event, index) : [{ type: 'block-end', index }];
  }

  function readEvent(type: string, event: JsonObject): readonly StreamPart[] {
    switch (type) {
      case 'message_start':
        return readStart(event);
      case 'content_block_start':
      case DELTA:
      case 'content_block_stop':
        return readInBlock(type, event);
      case 'message_delta':
        return readMessageDelta(event);
      case 'message_stop':
        return over({ type: 'end' });
      case 'ping':
        return PING;
      case 'error':
        return over({ type: 'error', error: readErrorEvent(event) });
      default:
        return [{ type: 'other', name: type }];
    }
  }

  return {
    read({ event, data, raw }: WireEvent) {
      if (isOver) return AFTER_END;
      if (data === '') return raw[0] === COLON ? PING : [];
      if (mode === 'observe' && event === DELTA && !(wanted.signatures && isSigned(data))) {
        characters += estimatedCharacters(data);
        return SKIPPED_DELTA;
      }
      const json = parseBoundedJson(data);
      if (isObject(json)) return readEvent(textOf(json['type']) || event, json);
      // Bytes that travel untouched are the client's to judge; a translation would have a hole.
      return mode === 'observe' ? UNREADABLE : over({ type: 'error', error: UNREADABLE_EVENT });
    },
    contentCharacters: () => characters,
  };
}

const COLON = 0x3a;
/** Deltas that carry content, with what stands around it. */
const WRAPPINGS = [
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['input_json_delta', 'partial_json'],
].map(([type = '', field = '']) => ({
  kind: `"${type}"`,
  length: JSON.stringify({ type: DELTA, index: 0, delta: { type, [field]: '' } }).length,
}));

/** A delta names its kind before this. */
const HEAD = 80;

/** The one delta of a thinking block that is not thinking. */
function isSigned(data: string): boolean {
  return data.lastIndexOf('"signature_delta"', HEAD) !== -1;
}

/** Escapes make it a little more than there is. Looking closer would cost as much as parsing. */
function estimatedCharacters(data: string): number {
  const wrapping = WRAPPINGS.find(({ kind }) => data.lastIndexOf(kind, HEAD) !== -1);
  return wrapping === undefined ? 0 : Math.max(0, data.length - wrapping.length);
}

function readBlock(block: JsonObject): BlockStart {
  const type = textOf(block['type']);
  if (type === 'text' || type === 'thinking') return { type };
  if (type !== 'tool_use') return { type: 'opaque', name: type };
  return { type: 'tool-use', id: textOf(block['id']), name: textOf(block['name']) };
}

/** What a delta, or the beginning of a block, says: the field that is filled tells its kind. */
function readText(from: JsonObject, index: number): readonly StreamPart[] {
  const text = textOf(from['text']);
  const thinking = textOf(from['thinking']);
  const signature = textOf(from['signature']);
  const json = textOf(from['partial_json']);
  const parts: StreamPart[] = [];
  if (text !== '') parts.push({ type: 'text-delta', index, text });
  if (thinking !== '') parts.push({ type: 'thinking-delta', index, text: thinking });
  if (signature !== '') parts.push({ type: 'signature', index, signature });
  if (json !== '') parts.push({ type: 'tool-input-delta', index, json });
  return parts;
}

function charactersOf(part: StreamPart): number {
  if (part.type === 'text-delta' || part.type === 'thinking-delta') return part.text.length;
  return part.type === 'tool-input-delta' ? part.json.length : 0;
}
