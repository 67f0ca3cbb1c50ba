import type { ContentBlock, Message } from '../../core/call.ts';
import { optionalList, requiredObject } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';
import { readItem } from './item-read.ts';
import type { Item } from './item-read.ts';

export interface Conversation {
  readonly system: readonly ContentBlock[];
  readonly messages: readonly Message[];
}

/**
 * A string is what the user says. Of a list, system and developer messages before all others are the system
 * prompt; later ones stay where they are. What one turn of the model did, and what came back for it, are
 * items of their own here, and one message each everywhere else.
 */
export function readInput({ path, value }: NamedField, notes: ReadingNotes): Conversation {
  if (typeof value === 'string' && value !== '') {
    return { system: [], messages: [{ role: 'user', content: [{ type: 'text', text: value }] }] };
  }
  const list = typeof value === 'string' ? [] : optionalList({ path, value }, notes);
  if (list.length === 0) notes.wrong(path, 'a text or a list with at least one item');
  const items = list.map((item, index) => {
    const place = `${path}[${index}]`;
    return readItem(
      { path: place, body: requiredObject({ path: place, value: item }, notes) },
      notes,
    );
  });
  const first = items.findIndex(({ role }) => role !== 'system');
  const head = first === -1 ? items : items.slice(0, first);
  return {
    system: head.flatMap(({ content }) => content),
    messages: joinItems(items.slice(head.length)),
  };
}

function joinItems(items: readonly Item[]): readonly Message[] {
  const turns: Item[] = [];
  for (const item of items) {
    const last = turns.at(-1);
    if (last === undefined || !belongsTo(last, item)) turns.push(item);
    else turns[turns.length - 1] = { ...last, content: [...last.content, ...item.content] };
  }
  return turns.map(({ role, content }) => ({ role, content }));
}

/**
 * Is this item part of the turn before it? Outputs that follow each other answer the parallel calls of one
 * turn. What the model thinks, says and calls is one turn; only words after words are two.
 */
function belongsTo(turn: Item, item: Item): boolean {
  if (turn.role !== item.role) return false;
  if (item.role === 'user') return turn.kind === 'output' && item.kind === 'output';
  if (item.role !== 'assistant') return false;
  const hasWords = turn.content.some(({ type }) => type === 'text');
  const hasCalls = turn.content.some(({ type }) => type === 'tool-use');
  return item.kind === 'work' || hasCalls || !hasWords;
}
