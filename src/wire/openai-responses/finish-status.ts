import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { FinishReason } from '../../core/outcome.ts';

/** What an answer held, where its status does not say it. */
export interface AnswerSigns {
  readonly usedTools: boolean;
  readonly refused: boolean;
}

/** Why a model stopped, from a response that is over. */
export function readFinishReason(response: JsonObject, signs: AnswerSigns): FinishReason {
  if (response['status'] === 'incomplete') {
    const details = response['incomplete_details'];
    return (isObject(details) ? INCOMPLETE.get(details['reason']) : undefined) ?? 'other';
  }
  if (signs.refused) return 'refusal';
  return signs.usedTools ? 'tool_use' : 'end';
}

const INCOMPLETE: ReadonlyMap<Json | undefined, FinishReason> = new Map([
  ['max_output_tokens', 'max_tokens'],
  ['content_filter', 'refusal'],
]);

/** What the items of an output say of themselves. */
export function signsOf(output: Json | undefined): AnswerSigns {
  const items = Array.isArray(output) ? output.filter(isObject) : [];
  return {
    usedTools: items.some((item) => item['type'] === 'function_call'),
    refused: items.some(holdsRefusal),
  };
}

function holdsRefusal({ content }: JsonObject): boolean {
  return (
    Array.isArray(content) &&
    content.some((part: Json) => isObject(part) && part['type'] === 'refusal')
  );
}

/** Why an answer is not complete, or `null` when it is. A pause or a stop sequence has no word here. */
export function incompleteReason(reason: FinishReason): string | null {
  switch (reason) {
    case 'max_tokens':
    case 'context_window':
      return 'max_output_tokens';
    case 'refusal':
      return 'content_filter';
    default:
      return null;
  }
}
