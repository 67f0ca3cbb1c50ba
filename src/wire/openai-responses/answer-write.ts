import type { Answer, AnswerBlock } from '../../core/answer.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnswerEnvelope } from '../dialect.ts';
import { incompleteReason } from './finish-status.ts';
import { callItem, itemId, messageItem, reasoningItem, type ItemStatus } from './output-item.ts';
import { responseObject } from './response-object.ts';

/**
 * An answer as a response, its items in the order they came. Texts that follow each other are parts of one
 * message; blocks of other dialects and signatures have no place.
 */
export function writeAnswer(answer: Answer, envelope: AnswerEnvelope): JsonObject {
  const id = answer.id || envelope.id;
  const { model, finishReason: reason, usage } = answer;
  const output = writeOutput(id, answer);
  return responseObject({ id, model, output, finish: { reason, usage } }, envelope);
}

function writeOutput(responseId: string, { content, finishReason }: Answer): readonly JsonObject[] {
  const groups = grouped(content);
  const isCut = incompleteReason(finishReason) !== null;
  return groups.map((group, place) => {
    const status = isCut && place === groups.length - 1 ? 'incomplete' : 'completed';
    return writeGroup(group, { responseId, place, status });
  });
}

/** Texts that follow each other, or one block of another kind. */
type Group =
  | readonly { readonly type: 'text'; readonly text: string }[]
  | Extract<AnswerBlock, { type: 'thinking' | 'tool-use' }>;

function grouped(content: readonly AnswerBlock[]): readonly Group[] {
  const groups: Group[] = [];
  for (const block of content) {
    const last = groups.at(-1);
    if (block.type === 'opaque' || isHidden(block)) continue;
    if (block.type !== 'text') groups.push(block);
    else if (Array.isArray(last)) groups[groups.length - 1] = [...last, block];
    else groups.push([block]);
  }
  return groups;
}

/** Thinking of which nothing is shown. */
function isHidden(block: AnswerBlock): boolean {
  return block.type === 'thinking' && block.text === '';
}

interface Place {
  readonly responseId: string;
  readonly place: number;
  readonly status: ItemStatus;
}

function writeGroup(group: Group, { responseId, place, status }: Place): JsonObject {
  if (!('type' in group)) {
    const texts = group.map(({ text }) => text);
    return messageItem(itemId('msg', responseId, place), texts, status);
  }
  if (group.type === 'thinking') {
    return reasoningItem(itemId('rs', responseId, place), group.text);
  }
  const json = JSON.stringify(group.input);
  const call = { id: itemId('fc', responseId, place), callId: group.id, name: group.name, json };
  return callItem(call, status);
}
