import type { Call } from '../core/call.ts';
import { lastUserText } from '../core/call.ts';

/** Instructions stand at the edges of a text; what lies between is material. */
const HEAD = 3_000;
const TAIL = 1_000;
/** A longer system text is a harness's, not the job of this one call. */
const LONGEST_JOB = 2_500;

const OPENING = '<system-reminder>';
const CLOSING = '</system-reminder>';

/** What the human asked last, without reminders a harness put in, cut to about 4,000 characters. */
export function askedText(call: Call): string {
  return edges(withoutReminders(lastUserText(call)));
}

/**
 * The system text when it states the job of this one call ("You are a classifier"), else `''`: where tools are
 * offered or the text is long, it is the manual of an agent that does many things.
 */
export function jobText(call: Call): string {
  if (call.tools.length > 0) return '';
  const text = call.system.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  return text.length <= LONGEST_JOB ? text : '';
}

function edges(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

/** One pass. A reminder that is never closed is a person's own words and stays. */
export function withoutReminders(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const opening = text.indexOf(OPENING, from);
    const closing = opening < 0 ? -1 : text.indexOf(CLOSING, opening);
    if (closing < 0) break;
    kept.push(text.slice(from, opening));
    from = closing + CLOSING.length;
  }
  kept.push(text.slice(from));
  return kept.join('').trim();
}
