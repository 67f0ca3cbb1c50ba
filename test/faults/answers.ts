import {
  anthropicEvent,
  anthropicMessage,
  anthropicStream,
  type AnthropicAnswer,
} from '../../src/testing/index.ts';
import type { JsonObject } from '../../src/core/json.ts';

/** What the sample policy's workhorse answers. */
export function answer(changes: AnthropicAnswer = {}): JsonObject {
  return anthropicMessage({ model: 'sample-work', ...changes });
}

export function events(changes: AnthropicAnswer = {}): readonly string[] {
  return anthropicStream({ model: 'sample-work', ...changes });
}

/** The first events of an answer, up to and with some content. */
export function beginning(text = 'Hello from'): readonly string[] {
  return [...events().slice(0, 3), delta(text)];
}

export function delta(text: string): string {
  return anthropicEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}
