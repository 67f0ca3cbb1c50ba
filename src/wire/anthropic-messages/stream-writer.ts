import type { JsonObject } from '../../core/json.ts';
import type { BlockStart, StreamPart } from '../../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import type { UsageReading } from '../../core/usage.ts';
import type { AnswerEnvelope, StreamWriter } from '../dialect.ts';
import { joinBytes } from '../join-bytes.ts';
import { writeUpstreamErrorEvent } from './error-write.ts';
import { eventBytes } from '../event-bytes.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

const NOTHING = new Uint8Array(0);
export const PING = new TextEncoder().encode('event: ping\ndata: {"type": "ping"}\n\n');

type Event = JsonObject & { readonly type: string };

/**
 * Parts to the events Anthropic's clients expect. The closing `message_delta` waits for `end`, because
 * other dialects tell the usage after the finish reason and it has to be in there.
 */
export function createStreamWriter(envelope: AnswerEnvelope): StreamWriter {
  const blocks = createBlockNumbers();
  let stage: 'waiting' | 'begun' | 'over' = 'waiting';
  let usage: UsageReading = UNKNOWN_USAGE;
  let stop: JsonObject = { stop_reason: null, stop_sequence: null };

  function start(id: string, model: string): readonly Event[] {
    if (stage !== 'waiting') return [];
    stage = 'begun';
    return [messageStart({ id: id || envelope.id, model, usage })];
  }

  function delta(partIndex: number, content: JsonObject): readonly Event[] {
    const index = blocks.numberOf(partIndex);
    return index === null ? [] : [{ type: 'content_block_delta', index, delta: content }];
  }

  function end(): readonly Event[] {
    // Without a beginning there is nothing to end, and an answer is never invented.
    if (stage !== 'begun') return [];
    stage = 'over';
    return [
      ...blocks.endAll().map(blockStop),
      { type: 'message_delta', delta: stop, usage: writeUsage(usage) },
      { type: 'message_stop' },
    ];
  }

  function events(part: StreamPart): readonly Event[] {
    switch (part.type) {
      case 'start':
        return start(part.id, part.model);
      case 'block-start': {
        const block = emptyBlock(part.block);
        if (block === null) return [];
        return [
          { type: 'content_block_start', index: blocks.begin(part.index), content_block: block },
        ];
      }
      case 'text-delta':
        return delta(part.index, { type: 'text_delta', text: part.text });
      case 'thinking-delta':
        return delta(part.index, { type: 'thinking_delta', thinking: part.text });
      case 'signature':
        return delta(part.index, { type: 'signature_delta', signature: part.signature });
      case 'tool-input-delta':
        return delta(part.index, { type: 'input_json_delta', partial_json: part.json });
      case 'block-end':
        return blocks.end(part.index).map(blockStop);
      case 'usage':
        usage = part.usage;
        return [];
      case 'finish':
        stop = { stop_reason: writeFinishReason(part.reason), stop_sequence: part.stopSequence };
        return [];
      case 'end':
        return end();
      case 'ping':
      case 'error':
      case 'other':
        return [];
    }
  }

  return {
    write(part) {
      if (stage === 'over') return NOTHING;
      if (part.type === 'ping') return PING;
      if (part.type === 'error') {
        stage = 'over';
        return writeUpstreamErrorEvent(part.error);
      }
      return joinBytes(events(part).map(eventBytes));
    },
  };
}

interface Opening {
  readonly id: string;
  readonly model: string;
  readonly usage: UsageReading;
}

function messageStart({ id, model, usage }: Opening): Event {
  return {
    type: 'message_start',
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeUsage(usage),
    },
  };
}

/** `null` for blocks this dialect has no word for: they are left out. */
function emptyBlock(block: BlockStart): JsonObject | null {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool-use':
      return { type: 'tool_use', id: block.id, name: block.name, input: {} };
    case 'opaque':
      return null;
  }
}

function blockStop(index: number): Event {
  return { type: 'content_block_stop', index };
}

/** Numbers without gaps for the blocks that are written, and which of them are open. */
function createBlockNumbers() {
  const open = new Map<number, number>();
  let next = 0;
  return {
    begin(partIndex: number): number {
      open.set(partIndex, next);
      return next++;
    },
    numberOf: (partIndex: number): number | null => open.get(partIndex) ?? null,
    end(partIndex: number): readonly number[] {
      const index = open.get(partIndex);
      open.delete(partIndex);
      return index === undefined ? [] : [index];
    },
    endAll: (): readonly number[] => [...open.values()],
  };
}
