import type { Call, ContentBlock } from '../core/call.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';
import { withoutReminders } from './asked-text.ts';
import { callShape } from './call-shape.ts';

/** A call as the classifier sees it: what is asked now, and what surrounds it. Bounded by `readingOf`. */
export interface Reading {
  /** What the human, or the program, asks now; freed of what a harness put in. */
  readonly ask: string;
  /** The beginning of the system text where it states a job; `''` where it is the manual of a harness. */
  readonly system: string;
  /** What was asked the turn before; `''` on the first. */
  readonly earlierAsk: string;
  /** How the last answer ended. Nobody's word is trusted: it moves a tier only within floor and cap. */
  readonly earlierAnswer: string;
  /** Answers so far. */
  readonly turns: number;
  /** Names of the tools offered. */
  readonly tools: readonly string[];
  /** What the form of the answer asked for says: `schema:enum`; `null` when it says nothing. */
  readonly shape: string | null;
  readonly purpose: PurposeReading['purpose'];
  /** Pictures or documents are part of the call. */
  readonly hasAttachments: boolean;
}

/** Characters of an ask that are looked at, from its beginning and from its end. */
const ASK_HEAD = 6_000;
const ASK_TAIL = 1_500;
const SYSTEM_HEAD = 2_000;
const EARLIER = 800;
const MOST_TOOLS = 24;

/** Linear in the text of the last turns; earlier messages are only counted. */
export function readingOf(call: Call, purpose: PurposeReading = PLAIN_CALL): Reading {
  const [ask = '', earlierAsk = ''] = lastTwoAsks(call);
  const answers = call.messages.filter(({ role }) => role === 'assistant');
  return {
    ask,
    system: isHarness(purpose) ? '' : systemText(call),
    earlierAsk: earlierAsk.slice(0, EARLIER),
    earlierAnswer: lastAnswer(answers).slice(-EARLIER),
    turns: answers.length,
    tools: call.tools.slice(0, MOST_TOOLS).map(({ name }) => name.slice(0, 64)),
    shape: callShape(call)?.name ?? null,
    purpose: purpose.purpose,
    hasAttachments: call.size.images + call.size.documents > 0,
  };
}

/** The last one first. Turns that only bring results ask nothing. */
function lastTwoAsks({ messages }: Call): readonly string[] {
  const found: string[] = [];
  for (let index = messages.length - 1; index >= 0 && found.length < 2; index -= 1) {
    const message = messages[index];
    const ask = message?.role === 'user' ? askedIn(message) : '';
    if (ask !== '') found.push(ask);
  }
  return found;
}

/** Turns of an agent's main conversation: their system text is a manual, whatever is asked. */
function isHarness({ purpose }: PurposeReading): boolean {
  return purpose === 'main' || purpose === 'tool_continuation' || purpose === 'compaction';
}

function askedIn(message: Call['messages'][number]): string {
  const texts = message.content.flatMap(textOf);
  if (texts.length === 0) return '';
  const text = texts.length === 1 ? (texts[0] ?? '') : texts.join('\n');
  // Before it is cut: what is asked may stand between two reminders longer than what is looked at.
  return edges(withoutReminders(text));
}

function edges(text: string): string {
  if (text.length <= ASK_HEAD + ASK_TAIL) return text;
  return `${text.slice(0, ASK_HEAD)}\n${text.slice(-ASK_TAIL)}`;
}

function lastAnswer(answers: readonly Call['messages'][number][]): string {
  for (let index = answers.length - 1; index >= 0; index -= 1) {
    const texts = (answers[index]?.content ?? []).flatMap(textOf);
    if (texts.length > 0) return texts.join('\n');
  }
  return '';
}

function systemText({ system }: Call): string {
  const texts = system.flatMap(textOf).filter((text) => !text.startsWith(ATTRIBUTION));
  return texts.join('\n').slice(0, SYSTEM_HEAD);
}

/** Claude Code's line about itself. */
const ATTRIBUTION = 'x-anthropic-billing-header:';

function textOf(block: ContentBlock): readonly string[] {
  return block.type === 'text' && block.text !== '' ? [block.text] : [];
}
