import type { Answer, AnswerBlock } from '../core/answer.ts';
import { isObject } from '../core/json.ts';
import type { JsonObject } from '../core/json.ts';
import type { FinishReason } from '../core/outcome.ts';
import type { BlockStart, StreamPart } from '../core/stream-part.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import type { UsageReading } from '../core/usage.ts';
import { parseBoundedJson } from './bounded-json.ts';

/** Makes an answer of a stream's parts; one per stream. */
export interface AnswerCollector {
  add(part: StreamPart): void;
  /** `null` until the stream has ended well: an answer without its end is not one. */
  answer(): Answer | null;
}

export function createAnswerCollector(): AnswerCollector {
  let head = { id: '', model: '' };
  let finish: { reason: FinishReason; stopSequence: string | null } = NO_FINISH;
  let usage: UsageReading = UNKNOWN_USAGE;
  let state: 'open' | 'ended' | 'failed' = 'open';
  const drafts = new Map<number, Draft>();

  function append(index: number, text: string): void {
    drafts.get(index)?.pieces.push(text);
  }

  function add(part: StreamPart): void {
    switch (part.type) {
      case 'start':
        head = { id: part.id, model: part.model };
        return;
      case 'block-start':
        drafts.set(part.index, { start: part.block, pieces: [], signature: null });
        return;
      case 'text-delta':
      case 'thinking-delta':
        return append(part.index, part.text);
      case 'tool-input-delta':
        return append(part.index, part.json);
      case 'signature': {
        const draft = drafts.get(part.index);
        if (draft !== undefined) draft.signature = (draft.signature ?? '') + part.signature;
        return;
      }
      case 'usage':
        usage = part.usage;
        return;
      case 'finish':
        finish = part;
        return;
      case 'end':
        state = 'ended';
        return;
      case 'error':
        state = 'failed';
        return;
      case 'block-end':
      case 'ping':
      case 'other':
    }
  }

  return {
    add(part) {
      if (state === 'open') add(part);
    },
    answer() {
      if (state !== 'ended') return null;
      const content = [...drafts.values()].map(toBlock);
      const { reason: finishReason, stopSequence } = finish;
      return { ...head, content, finishReason, stopSequence, usage };
    },
  };
}

const NO_FINISH = { reason: 'other', stopSequence: null } as const;

/** A block while it comes. */
interface Draft {
  readonly start: BlockStart;
  readonly pieces: string[];
  signature: string | null;
}

function toBlock({ start, pieces, signature }: Draft): AnswerBlock {
  const text = pieces.join('');
  switch (start.type) {
    case 'text':
      return { type: 'text', text };
    case 'thinking':
      return { type: 'thinking', text, signature };
    case 'tool-use':
      return { ...start, input: toolInput(text) };
    case 'opaque':
      // Parts do not carry what only one dialect knows.
      return { type: 'opaque', name: start.name, raw: {} };
  }
}

/**
 * A tool without input streams none. Input that is no JSON object (cut at the token limit, or a weak
 * model's) is kept under a name that no tool has, the one Anthropic's documentation proposes: an empty
 * object could pass for a call without arguments and be carried out.
 */
function toolInput(text: string): JsonObject {
  if (text.trim() === '') return {};
  const input = parseBoundedJson(text);
  return isObject(input) ? input : { INVALID_JSON: text };
}
