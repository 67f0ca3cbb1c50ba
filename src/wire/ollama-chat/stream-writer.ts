import type { FinishReason } from '../../core/outcome.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { StreamPart } from '../../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import type { UsageReading } from '../../core/usage.ts';
import { parseBoundedJson } from '../bounded-json.ts';
import type { AnswerEnvelope, StreamWriter } from '../dialect.ts';
import { createdAtText, writeToolCall } from './answer.ts';
import { errorLine } from './errors.ts';
import { writeFinishReason } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

const NOTHING = new Uint8Array(0);

/** Parts to lines: what the simulated upstream speaks. A tool call is one line, written when it is whole. */
export function createStreamWriter(envelope: AnswerEnvelope): StreamWriter {
  let model = '';
  let usage: UsageReading = UNKNOWN_USAGE;
  let reason: FinishReason = 'other';
  const tools = new Map<number, { readonly id: string; readonly name: string; json: string }>();

  function line(fields: JsonObject): Uint8Array {
    return lineBytes({ model, created_at: createdAtText(envelope), ...fields });
  }

  function message(content: string, rest: JsonObject = {}): Uint8Array {
    return line({ message: { role: 'assistant', content, ...rest }, done: false });
  }

  function endBlock(index: number): Uint8Array {
    const tool = tools.get(index);
    if (tool === undefined) return NOTHING;
    const input = parseBoundedJson(tool.json);
    const call = writeToolCall({ ...tool, input: isObject(input) ? input : {} });
    return message('', { tool_calls: [call] });
  }

  function write(part: StreamPart): Uint8Array {
    switch (part.type) {
      case 'start':
        model = part.model;
        return NOTHING;
      case 'block-start':
        if (part.block.type === 'tool-use') tools.set(part.index, { ...part.block, json: '' });
        return NOTHING;
      case 'text-delta':
        return message(part.text);
      case 'thinking-delta':
        return message('', { thinking: part.text });
      case 'tool-input-delta': {
        const tool = tools.get(part.index);
        if (tool !== undefined) tool.json += part.json;
        return NOTHING;
      }
      case 'block-end':
        return endBlock(part.index);
      case 'usage':
        usage = part.usage;
        return NOTHING;
      case 'finish':
        reason = part.reason;
        return NOTHING;
      case 'error':
        return lineBytes(errorLine(part.error.message));
      case 'end':
        return line({
          message: { role: 'assistant', content: '' },
          done: true,
          done_reason: writeFinishReason(reason),
          ...writeUsage(usage),
        });
      case 'ping':
      case 'signature':
      case 'other':
        return NOTHING;
    }
  }

  return { write };
}

export function lineBytes(line: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(line)}\n`);
}
