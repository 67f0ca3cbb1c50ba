import type { JsonObject } from './json.ts';
import type { FinishReason } from './outcome.ts';
import type { UsageReading } from './usage.ts';

/** A piece of what a model answered, free of any dialect. */
export type AnswerBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string; readonly signature: string | null }
  | {
      readonly type: 'tool-use';
      readonly id: string;
      readonly name: string;
      readonly input: JsonObject;
    }
  /** A block only its own dialect knows; `raw` is what came. */
  | { readonly type: 'opaque'; readonly name: string; readonly raw: JsonObject };

/** A whole answer, free of any dialect. */
export interface Answer {
  readonly id: string;
  /** The model that says it answered. */
  readonly model: string;
  readonly content: readonly AnswerBlock[];
  readonly finishReason: FinishReason;
  readonly stopSequence: string | null;
  readonly usage: UsageReading;
}

/** All text of an answer, joined; thinking and tool calls left out. */
export function answerText(answer: Answer): string {
  return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}
