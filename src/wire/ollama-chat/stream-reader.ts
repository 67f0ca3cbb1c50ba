import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import { deltaCharacters } from '../delta-characters.ts';
import type { StreamReader } from '../dialect.ts';
import { UNREADABLE_EVENT } from '../upstream-fault.ts';
import type { WireEvent } from '../wire-event.ts';
import { textOf } from '../text-of.ts';
import { streamError } from './errors.ts';
import { readFinishReason } from './finish-reason.ts';
import { readToolCalls } from './tool-calls-read.ts';
import type { OllamaToolCall } from './tool-calls-read.ts';
import { readUsage } from './usage.ts';

const SKIPPED_DELTA: readonly StreamPart[] = [{ type: 'other', name: 'delta' }];
const UNKNOWN_LINE: readonly StreamPart[] = [{ type: 'other', name: 'unknown' }];

/** Lines to parts. A line with `done: true` ends the stream; tool calls come whole, each in one line. */
export function createStreamReader(mode: 'full' | 'observe'): StreamReader {
  let stage: 'waiting' | 'begun' | 'over' = 'waiting';
  let open: 'text' | 'thinking' | null = null;
  let index = -1;
  let createdAt: Json | undefined;
  let toolCalls = 0;
  let characters = 0;

  function readLine(line: JsonObject): readonly StreamPart[] {
    if (line['error'] !== undefined && line['error'] !== null) {
      stage = 'over';
      return [{ type: 'error', error: streamError(line['error']) }];
    }
    if (!isObject(line['message']) && line['done'] !== true) return UNKNOWN_LINE;
    const message = isObject(line['message']) ? line['message'] : {};
    return [...start(line), ...readMessage(message), ...(line['done'] === true ? done(line) : [])];
  }

  function start(line: JsonObject): readonly StreamPart[] {
    if (stage !== 'waiting') return [];
    stage = 'begun';
    createdAt = line['created_at'];
    return [{ type: 'start', id: '', model: textOf(line['model']) }];
  }

  function readMessage(message: JsonObject): readonly StreamPart[] {
    const thinking = textOf(message['thinking']);
    const content = textOf(message['content']);
    const calls = readToolCalls(message, { createdAt, before: toolCalls });
    characters += thinking.length + content.length;
    toolCalls += calls.length;
    const parts = [
      ...say('thinking', thinking),
      ...say('text', content),
      ...calls.flatMap(callTool),
    ];
    return mode === 'full' ? parts : [];
  }

  function say(type: 'text' | 'thinking', said: string): readonly StreamPart[] {
    if (said === '') return [];
    const begun = open === type ? [] : begin(type);
    const delta: StreamPart =
      type === 'text'
        ? { type: 'text-delta', index, text: said }
        : { type: 'thinking-delta', index, text: said };
    return [...begun, delta];
  }

  function begin(type: 'text' | 'thinking'): readonly StreamPart[] {
    const closed = close();
    open = type;
    index++;
    return [...closed, { type: 'block-start', index, block: { type } }];
  }

  function callTool({ id, name, input }: OllamaToolCall): readonly StreamPart[] {
    const closed = close();
    const json = JSON.stringify(input);
    characters += json.length;
    index++;
    return [
      ...closed,
      { type: 'block-start', index, block: { type: 'tool-use', id, name } },
      { type: 'tool-input-delta', index, json },
      { type: 'block-end', index },
    ];
  }

  function close(): readonly StreamPart[] {
    if (open === null) return [];
    open = null;
    return [{ type: 'block-end', index }];
  }

  function done(line: JsonObject): readonly StreamPart[] {
    stage = 'over';
    const reason = readFinishReason(line['done_reason'], toolCalls > 0);
    return [
      ...(mode === 'full' ? close() : []),
      { type: 'usage', usage: readUsage(line) },
      { type: 'finish', reason, stopSequence: null },
      { type: 'end' },
    ];
  }

  function skim(data: string): boolean {
    if (mode === 'full' || stage === 'waiting' || !isPlainDelta(data)) return false;
    characters += deltaCharacters(data, CONTENT_MARKERS);
    return true;
  }

  return {
    read({ data }: WireEvent) {
      if (stage === 'over' || data.trim() === '') return [];
      if (skim(data)) return SKIPPED_DELTA;
      const line = parseBoundedJson(data);
      if (isObject(line)) return readLine(line);
      if (mode === 'observe') return UNKNOWN_LINE;
      stage = 'over';
      return [{ type: 'error', error: UNREADABLE_EVENT }];
    },
    contentCharacters: () => characters,
  };
}

const CONTENT_MARKERS = ['"content":"', '"thinking":"'];

/** A line that certainly holds nothing but text: inside a string these words would have escaped quotes. */
function isPlainDelta(data: string): boolean {
  return (
    data.includes('"done":false') && !data.includes('"tool_calls"') && !data.includes('"error"')
  );
}
