import type { FinishReason } from '../../core/outcome.ts';
import type { BlockStart, StreamPart } from '../../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import type { UsageReading } from '../../core/usage.ts';
import type { AnswerEnvelope, StreamWriter } from '../dialect.ts';
import { eventBytes } from '../event-bytes.ts';
import { joinBytes } from '../join-bytes.ts';
import { writeUpstreamErrorEvent } from './error-write.ts';
import { incompleteReason } from './finish-status.ts';
import { createOutputEvents, type OutputEvent, type OutputEvents } from './output-events.ts';
import { responseObject } from './response-object.ts';

const NOTHING = new Uint8Array(0);
export const PING = new TextEncoder().encode(': ping\n\n');

/**
 * Parts to the events of a streamed response. The last one waits for `end`: it holds the whole response, and
 * other dialects tell the usage after the finish reason. Without a beginning there is nothing to end.
 */
export function createStreamWriter(envelope: AnswerEnvelope): StreamWriter {
  let stage: 'waiting' | 'begun' | 'over' = 'waiting';
  let head = { id: envelope.id, model: '' };
  let output: OutputEvents = createOutputEvents(envelope.id);
  let usage: UsageReading = UNKNOWN_USAGE;
  let reason: FinishReason = 'other';
  let number = 0;

  function start(id: string, model: string): readonly OutputEvent[] {
    if (stage !== 'waiting') return [];
    stage = 'begun';
    head = { id: id || envelope.id, model };
    output = createOutputEvents(head.id);
    const response = responseObject({ ...head, output: [], finish: null }, envelope);
    return [
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
    ];
  }

  function end(): readonly OutputEvent[] {
    stage = 'over';
    const isCut = incompleteReason(reason) !== null;
    const closing = output.close(isCut ? 'incomplete' : 'completed');
    const soFar = { ...head, output: output.items(), finish: { reason, usage } };
    const type = isCut ? 'response.incomplete' : 'response.completed';
    return [...closing, { type, response: responseObject(soFar, envelope) }];
  }

  function events(part: StreamPart): readonly OutputEvent[] {
    switch (part.type) {
      case 'start':
        return start(part.id, part.model);
      case 'usage':
        usage = part.usage;
        return [];
      case 'finish':
        reason = part.reason;
        return [];
      case 'end':
        return stage === 'begun' ? end() : [];
      default:
        return stage === 'begun' ? outputEvents(output, part) : [];
    }
  }

  const numbered = (event: OutputEvent): Uint8Array =>
    eventBytes({ ...event, sequence_number: number++ });

  return {
    write(part) {
      if (stage === 'over') return NOTHING;
      if (part.type === 'ping') return PING;
      if (part.type === 'error') {
        stage = 'over';
        return writeUpstreamErrorEvent(part.error, number);
      }
      return joinBytes(events(part).map(numbered));
    },
  };
}

function outputEvents(output: OutputEvents, part: StreamPart): readonly OutputEvent[] {
  switch (part.type) {
    case 'block-start':
      return startBlock(output, part.block);
    case 'text-delta':
      return output.text(part.text);
    case 'thinking-delta':
      return output.thinking(part.text);
    case 'tool-input-delta':
      return output.callInput(part.json);
    case 'block-end':
      return output.endText();
    default:
      return [];
  }
}

/** Thinking begins with its first words: much of it is never shown. */
function startBlock(output: OutputEvents, block: BlockStart): readonly OutputEvent[] {
  switch (block.type) {
    case 'text':
      return output.startText();
    case 'tool-use':
      return output.startCall(block.id, block.name);
    case 'thinking':
      return output.close('completed');
    case 'opaque':
      return [];
  }
}
