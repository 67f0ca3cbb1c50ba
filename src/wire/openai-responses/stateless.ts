import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';

/**
 * What in this body leans on something the server would have to keep, in words for the client, or `null`.
 * Modicum stores no prompts and no answers, so each of these would point at nothing, wherever the call goes.
 */
export function statefulProblem(body: JsonObject): string | null {
  for (const { name, asks, instead } of STATEFUL) {
    if (asks(body[name])) return sentence(`\`${name}\``, instead);
  }
  const reference = referenceIn(body['input']);
  return reference === null ? null : sentence(`The item reference \`${reference}\``, SEND_THE_ITEM);
}

interface Stateful {
  readonly name: string;
  readonly asks: (value: Json | undefined) => boolean;
  /** What to do instead. */
  readonly instead: string;
}

const SEND_THE_ITEMS = 'send the items of the earlier turns in `input` again.';
const SEND_THE_ITEM =
  'send the item itself, not its id (the AI SDK does with `providerOptions.openai.store: false`).';

const STATEFUL: readonly Stateful[] = [
  { name: 'previous_response_id', asks: isGiven, instead: SEND_THE_ITEMS },
  { name: 'conversation', asks: isGiven, instead: SEND_THE_ITEMS },
  {
    name: 'background',
    asks: (value) => value === true,
    instead: 'leave it out and wait for the answer, streamed if it takes long.',
  },
  {
    name: 'prompt',
    asks: isGiven,
    instead: 'write what the prompt says into `instructions` and `input`.',
  },
  { name: 'store', asks: (value) => value === true, instead: 'leave it out or write `false`.' },
];

function sentence(what: string, instead: string): string {
  return `${what} is not possible here: Modicum keeps no responses. Instead, ${instead}`;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** Where the first item stands that is only the id of one. Its type may be left out. */
function referenceIn(input: Json | undefined): string | null {
  if (!Array.isArray(input)) return null;
  const index = input.findIndex(isReference);
  return index === -1 ? null : `input[${index}]`;
}

function isReference(item: Json): boolean {
  if (!isObject(item)) return false;
  if (item['type'] === 'item_reference') return true;
  return !isGiven(item['type']) && !isGiven(item['role']) && typeof item['id'] === 'string';
}
