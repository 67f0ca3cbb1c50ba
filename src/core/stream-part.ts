import type { UpstreamError } from './error.ts';
import type { FinishReason } from './outcome.ts';
import type { UsageReading } from './usage.ts';

/**
 * One step of a streamed answer, free of any dialect. A stream is: `start`, then blocks
 * (`block-start`, deltas, `block-end`; indexes rise from 0), `finish`, `end`. `usage` may come at any
 * time and is cumulative: the last one counts. `end` is the terminal event; without it the answer is
 * not whole, whatever came before.
 */
export type StreamPart =
  | { readonly type: 'start'; readonly id: string; readonly model: string }
  | { readonly type: 'block-start'; readonly index: number; readonly block: BlockStart }
  | { readonly type: 'text-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'thinking-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'signature'; readonly index: number; readonly signature: string }
  | { readonly type: 'tool-input-delta'; readonly index: number; readonly json: string }
  | { readonly type: 'block-end'; readonly index: number }
  | { readonly type: 'usage'; readonly usage: UsageReading }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly stopSequence: string | null }
  | { readonly type: 'ping' }
  | { readonly type: 'error'; readonly error: UpstreamError }
  | { readonly type: 'end' }
  /** An event this dialect's reader does not know, or content it was told not to read. */
  | { readonly type: 'other'; readonly name: string };

export type BlockStart =
  | { readonly type: 'text' }
  | { readonly type: 'thinking' }
  | { readonly type: 'tool-use'; readonly id: string; readonly name: string }
  | { readonly type: 'opaque'; readonly name: string };
