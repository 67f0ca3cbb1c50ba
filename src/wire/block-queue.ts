import type { StreamPart } from '../core/stream-part.ts';

/**
 * Turns deltas that may arrive interleaved (parallel tool calls do) into blocks one after the other, which
 * is what a stream of parts promises. One block is live and passes its deltas on at once. Text ends where
 * something else begins; a tool call may always get more, so whatever comes beside a live one waits until
 * the answer is finished.
 */
export interface BlockQueue {
  text(kind: 'text' | 'thinking', text: string): readonly StreamPart[];
  tool(delta: ToolDelta): readonly StreamPart[];
  /** Ends the live block and lets out those that waited. */
  finish(): readonly StreamPart[];
}

export interface ToolDelta {
  /** The upstream's own number of the call. */
  readonly call: number;
  /** `''` in all deltas of a call but the first. */
  readonly id: string;
  readonly name: string;
  readonly json: string;
}

type Block =
  | { readonly type: 'text' | 'thinking'; readonly call: null; text: string }
  | { readonly type: 'tool-use'; readonly call: number; id: string; name: string; text: string };

export function createBlockQueue(): BlockQueue {
  let live: Block | null = null;
  let waiting: Block[] = [];
  let index = -1;

  function begin(block: Block): readonly StreamPart[] {
    const ended = end();
    live = block;
    index++;
    return [
      ...ended,
      { type: 'block-start', index, block: startOf(block) },
      ...deltaOf(block, index),
    ];
  }

  function end(): readonly StreamPart[] {
    if (live === null) return [];
    live = null;
    return [{ type: 'block-end', index }];
  }

  return {
    text(type, text) {
      const block: Block = { type, call: null, text };
      if (live?.type === type) return deltaOf(block, index);
      if (live?.type !== 'tool-use') return begin(block);
      const last = waiting.at(-1);
      if (last?.type === type) last.text += text;
      else waiting.push(block);
      return [];
    },
    tool({ call, id, name, json }) {
      const block: Block = { type: 'tool-use', call, id, name, text: json };
      if (live?.call === call) return deltaOf(block, index);
      if (live?.type !== 'tool-use') return begin(block);
      const known = waiting.find((other) => other.call === call);
      if (known === undefined) waiting.push(block);
      else known.text += json;
      return [];
    },
    finish() {
      const rest = waiting;
      waiting = [];
      return [...rest.flatMap(begin), ...end()];
    },
  };
}

function startOf(block: Block): Extract<StreamPart, { type: 'block-start' }>['block'] {
  return block.type === 'tool-use'
    ? { type: 'tool-use', id: block.id, name: block.name }
    : { type: block.type };
}

function deltaOf(block: Block, index: number): readonly StreamPart[] {
  if (block.text === '') return [];
  switch (block.type) {
    case 'text':
      return [{ type: 'text-delta', index, text: block.text }];
    case 'thinking':
      return [{ type: 'thinking-delta', index, text: block.text }];
    case 'tool-use':
      return [{ type: 'tool-input-delta', index, json: block.text }];
  }
}
