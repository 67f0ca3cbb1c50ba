import type { Json, JsonObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import type { UsageReading } from '../../core/usage.ts';
import type { AnswerEnvelope, StreamWriter } from '../dialect.ts';
import { joinBytes } from '../join-bytes.ts';
import { eventBytes, writeUpstreamErrorEvent } from './error-write.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

const NOTHING = new Uint8Array(0);
export const PING = new TextEncoder().encode(': ping\n\n');

/** Parts to chunks. Thinking travels as `reasoning_content`, the name most compatible servers chose. */
export function createStreamWriter(envelope: AnswerEnvelope): StreamWriter {
  let id = envelope.id;
  let model = '';
  let usage: UsageReading = UNKNOWN_USAGE;
  const tools = createToolNumbers();

  function chunk(choices: readonly Json[], rest: JsonObject = {}): Uint8Array {
    const created = envelope.createdAt;
    return eventBytes({ id, object: 'chat.completion.chunk', created, model, choices, ...rest });
  }

  function delta(content: JsonObject, finishReason: string | null = null): Uint8Array {
    return chunk([{ index: 0, delta: content, logprobs: null, finish_reason: finishReason }]);
  }

  function toolDelta(index: number, json: string): Uint8Array {
    return delta({ tool_calls: [{ index: tools.wrote(index), function: { arguments: json } }] });
  }

  function startBlock({ index, block }: Extract<StreamPart, { type: 'block-start' }>): Uint8Array {
    if (block.type !== 'tool-use') return NOTHING;
    const called = { name: block.name, arguments: '' };
    const number = tools.begin(index);
    return delta({
      tool_calls: [{ index: number, id: block.id, type: 'function', function: called }],
    });
  }

  function end(): Uint8Array {
    const counts = envelope.includeUsage ? writeUsage(usage) : null;
    const done = new TextEncoder().encode('data: [DONE]\n\n');
    return counts === null ? done : joinBytes([chunk([], { usage: counts }), done]);
  }

  function write(part: StreamPart): Uint8Array {
    switch (part.type) {
      case 'start':
        id = part.id || envelope.id;
        model = part.model;
        return delta({ role: 'assistant', content: '' });
      case 'block-start':
        return startBlock(part);
      case 'text-delta':
        return delta({ content: part.text });
      case 'thinking-delta':
        return delta({ reasoning_content: part.text });
      case 'tool-input-delta':
        return toolDelta(part.index, part.json);
      case 'block-end':
        // A tool without input gets none streamed, and a client would parse the empty text.
        return tools.isSilent(part.index) ? toolDelta(part.index, '{}') : NOTHING;
      case 'usage':
        usage = part.usage;
        return NOTHING;
      case 'finish':
        return delta({}, writeFinishReason(part.reason));
      case 'ping':
        return PING;
      case 'error':
        return writeUpstreamErrorEvent(part.error);
      case 'end':
        return end();
      case 'signature':
      case 'other':
        return NOTHING;
    }
  }

  return { write };
}

/** OpenAI numbers tool calls by themselves, from 0; parts number all blocks. */
function createToolNumbers() {
  const numbers = new Map<number, number>();
  const silent = new Set<number>();
  return {
    begin(index: number): number {
      numbers.set(index, numbers.size);
      silent.add(index);
      return numbers.size - 1;
    },
    wrote(index: number): number {
      silent.delete(index);
      return numbers.get(index) ?? 0;
    },
    isSilent: (index: number): boolean => silent.has(index),
  };
}
