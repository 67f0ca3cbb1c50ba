import type { JsonObject } from '../../core/json.ts';

/** Items of an output as they stand in a response, and in the events of a stream. */

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An id of our own for an item, unique and the same each time: the response's, and the item's place. */
export function itemId(kind: 'msg' | 'rs' | 'fc', responseId: string, place: number): string {
  return `${kind}_${responseId.replace(/^(?:resp|msg)_/, '')}_${place}`;
}

export function textPart(text: string): JsonObject {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

export function messageItem(id: string, texts: readonly string[], status: ItemStatus): JsonObject {
  return { id, type: 'message', status, role: 'assistant', content: texts.map(textPart) };
}

export function summaryPart(text: string): JsonObject {
  return { type: 'summary_text', text };
}

/** `null` while there is nothing to show. */
export function reasoningItem(id: string, text: string | null): JsonObject {
  return { id, type: 'reasoning', summary: text === null ? [] : [summaryPart(text)] };
}

export interface FunctionCall {
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  readonly json: string;
}

export function callItem({ id, callId, name, json }: FunctionCall, status: ItemStatus): JsonObject {
  return { id, type: 'function_call', status, call_id: callId, name, arguments: json };
}
