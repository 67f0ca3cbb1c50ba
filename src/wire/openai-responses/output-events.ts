import type { JsonObject } from '../../core/json.ts';
import {
  callItem,
  itemId,
  messageItem,
  reasoningItem,
  summaryPart,
  textPart,
  type ItemStatus,
} from './output-item.ts';

/** An event without its number. */
export type OutputEvent = JsonObject & { readonly type: string };

/**
 * The output of a streamed response, item by item, and the events that tell of it. One item is open at a
 * time; it is closed when the next one begins, or at the end, when it is known whether the answer was cut.
 */
export interface OutputEvents {
  /** A text begins: a part of the open message, or of a new one. */
  startText(): readonly OutputEvent[];
  endText(): readonly OutputEvent[];
  startCall(callId: string, name: string): readonly OutputEvent[];
  /** A delta of a kind whose item is not open is dropped; thinking opens its own. */
  text(delta: string): readonly OutputEvent[];
  thinking(delta: string): readonly OutputEvent[];
  callInput(delta: string): readonly OutputEvent[];
  close(status: ItemStatus): readonly OutputEvent[];
  /** The items that are closed. */
  items(): readonly JsonObject[];
}

type Open =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly texts: string[];
      /** Whether the last of the texts is still growing. */
      growing: boolean;
    }
  | { readonly kind: 'reasoning'; readonly id: string; text: string }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly callId: string;
      readonly name: string;
      json: string;
    };

export function createOutputEvents(responseId: string): OutputEvents {
  const closed: JsonObject[] = [];
  let open: Open | null = null;

  const at = (id: string) => ({ item_id: id, output_index: closed.length });
  const newId = (kind: 'msg' | 'rs' | 'fc'): string => itemId(kind, responseId, closed.length);
  const added = (item: JsonObject): OutputEvent => {
    return { type: 'response.output_item.added', output_index: closed.length, item };
  };

  function startText(): readonly OutputEvent[] {
    const before = open?.kind === 'message' ? endText() : close('completed');
    const opening: OutputEvent[] = [];
    if (open?.kind !== 'message') {
      open = { kind: 'message', id: newId('msg'), texts: [], growing: false };
      opening.push(added(messageItem(open.id, [], 'in_progress')));
    }
    open.texts.push('');
    open.growing = true;
    const place = { ...at(open.id), content_index: open.texts.length - 1 };
    const part = { type: 'response.content_part.added', ...place, part: textPart('') };
    return [...before, ...opening, part];
  }

  function text(delta: string): readonly OutputEvent[] {
    if (open?.kind !== 'message' || !open.growing) return [];
    const index = open.texts.length - 1;
    open.texts[index] += delta;
    const place = { ...at(open.id), content_index: index };
    return [{ type: 'response.output_text.delta', ...place, delta, logprobs: [] }];
  }

  function endText(): readonly OutputEvent[] {
    if (open?.kind !== 'message' || !open.growing) return [];
    open.growing = false;
    const index = open.texts.length - 1;
    const whole = open.texts[index] ?? '';
    const place = { ...at(open.id), content_index: index };
    return [
      { type: 'response.output_text.done', ...place, text: whole, logprobs: [] },
      { type: 'response.content_part.done', ...place, part: textPart(whole) },
    ];
  }

  function thinking(delta: string): readonly OutputEvent[] {
    const before = open?.kind === 'reasoning' ? [] : [...close('completed'), ...openReasoning()];
    if (open?.kind !== 'reasoning') return before;
    open.text += delta;
    const place = { ...at(open.id), summary_index: 0 };
    return [...before, { type: 'response.reasoning_summary_text.delta', ...place, delta }];
  }

  function openReasoning(): readonly OutputEvent[] {
    const id = newId('rs');
    open = { kind: 'reasoning', id, text: '' };
    const part = { ...at(id), summary_index: 0, part: summaryPart('') };
    return [
      added(reasoningItem(id, null)),
      { type: 'response.reasoning_summary_part.added', ...part },
    ];
  }

  function startCall(callId: string, name: string): readonly OutputEvent[] {
    const before = close('completed');
    open = { kind: 'call', id: newId('fc'), callId, name, json: '' };
    return [...before, added(callItem(open, 'in_progress'))];
  }

  function callInput(delta: string): readonly OutputEvent[] {
    if (open?.kind !== 'call') return [];
    open.json += delta;
    return [{ type: 'response.function_call_arguments.delta', ...at(open.id), delta }];
  }

  function close(status: ItemStatus): readonly OutputEvent[] {
    if (open === null) return [];
    const ending = endOf(open);
    const item = itemOf(open, status);
    const place = closed.length;
    open = null;
    closed.push(item);
    return [...ending, { type: 'response.output_item.done', output_index: place, item }];
  }

  function endOf(item: Open): readonly OutputEvent[] {
    switch (item.kind) {
      case 'message':
        return endText();
      case 'reasoning':
        return endOfReasoning(item.text, { ...at(item.id), summary_index: 0 });
      case 'call': {
        // A call without input has none streamed, and a client would parse the empty text.
        const silent = item.json === '' ? callInput('{}') : [];
        const json = item.json;
        const done = { type: 'response.function_call_arguments.done', ...at(item.id) };
        return [...silent, { ...done, name: item.name, arguments: json }];
      }
    }
  }

  return { startText, endText, startCall, text, thinking, callInput, close, items: () => closed };
}

function endOfReasoning(text: string, place: JsonObject): readonly OutputEvent[] {
  return [
    { type: 'response.reasoning_summary_text.done', ...place, text },
    { type: 'response.reasoning_summary_part.done', ...place, part: summaryPart(text) },
  ];
}

function itemOf(item: Open, status: ItemStatus): JsonObject {
  switch (item.kind) {
    case 'message':
      return messageItem(item.id, item.texts, status);
    case 'reasoning':
      return reasoningItem(item.id, item.text);
    case 'call':
      return callItem(item, status);
  }
}
