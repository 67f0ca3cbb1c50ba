import type { JsonObject } from '../../core/json.ts';

/** What a simulated model reads of a request, whatever dialect it came in. */
export interface SimulatedRequest {
  readonly system: string;
  /** Text of the last user turn; of the last tool result when that is what came last. */
  readonly prompt: string;
  readonly afterToolResult: boolean;
  readonly tools: readonly SimulatedTool[];
  readonly toolChoice: SimulatedToolChoice;
  /** `null`: free text. A `null` schema: any JSON. */
  readonly format: { readonly schema: JsonObject | null } | null;
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  readonly thinks: boolean;
  /** Everything the model reads, images counted as text of their usual size. */
  readonly characters: number;
  /** The content that decides the answer; two requests with the same one count as repeats. */
  readonly key: string;
}

export interface SimulatedTool {
  readonly name: string;
  readonly schema: JsonObject;
}

export type SimulatedToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'tool'; readonly name: string };

/** About 1,500 tokens, what a screenshot costs. */
export const IMAGE_CHARACTERS = 5000;

/**
 * The part of a request that says what to do: system text and both ends of the prompt. The middle is
 * material, and words in it must not be taken for instructions.
 */
export function instructionOf(request: SimulatedRequest): string {
  const { prompt } = request;
  if (prompt.length <= 1200) return `${request.system}\n${prompt}`;
  return `${request.system}\n${prompt.slice(0, 600)}\n${prompt.slice(-600)}`;
}
