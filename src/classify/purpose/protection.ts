import type { PurposeReading } from '../../core/purpose.ts';
import { isFromClaudeCode } from './claude-code.ts';
import type { RequestShape } from './request-shape.ts';

export interface Protection {
  readonly by: NonNullable<PurposeReading['protectedBy']>;
  readonly signals: readonly string[];
}

/**
 * Why a call must be served by the model it names, or `null`. Read from the body alone, so that no missing
 * header can take protection away. A text that says so is believed: whoever pastes one only gets the model
 * they asked for, and a newer client's check must not be answered by a lesser model.
 */
export function protectionOf(shape: RequestShape): Protection | null {
  const monitor = monitorSignals(shape);
  if (monitor.length > 0) return { by: 'safety_monitor', signals: monitor };
  if (shape.hasSafeguards) return { by: 'safeguards', signals: ['body:safeguards'] };
  const compaction = compactionSignals(shape);
  return compaction.length > 0 ? { by: 'compaction', signals: compaction } : null;
}

/**
 * By its prompt, by how it stops or by what it is asked, each enough by itself whatever else the call
 * carries; and by its form: whole, without tools, forbidden to think.
 */
function monitorSignals(shape: RequestShape): readonly string[] {
  const { askedTexts } = shape;
  const found: string[] = [];
  if (shape.prompts.some((text) => MONITOR_PROMPT.test(text)))
    found.push('system:security monitor');
  if (shape.stopSequences.includes('</block>')) found.push('body:stop </block>');
  if (askedTexts.some((text) => MONITOR_STAGE.test(text))) found.push('text:monitor stage');
  if (holdsTranscript(askedTexts)) found.push('text:transcript');
  const isForm = shape.isWhole && shape.thinking === 'disabled' && shape.toolNames.size === 0;
  if (isForm && isFromClaudeCode(shape)) found.push('body:whole, no thinking');
  return found;
}

/** Not every mention: prompts of an agent may speak of a monitor that watches it. */
const MONITOR_PROMPT =
  /\byou are (a|an|the)( \S{1,40}){0,3} (security|safety) monitor\b|\b(security|safety) monitor for autonomous\b/i;

const MONITOR_STAGE =
  /^(Err on the side of blocking\. Stage \d|Review the classification process and follow it)/i;

/** What is to be judged stands between two blocks of their own, which no text pasted whole has. */
function holdsTranscript(texts: readonly string[]): boolean {
  const start = texts.findIndex((text) => /^<transcript>\s*$/i.test(text));
  return start >= 0 && texts.slice(start + 1).some((text) => /^<\/transcript>/i.test(text));
}

/** The instruction that ends a conversation to summarise it: today's words and those of older versions. */
function compactionSignals({ askedTexts }: RequestShape): readonly string[] {
  return askedTexts.some((text) => COMPACTION.test(text)) ? ['text:summary instruction'] : [];
}

/** Case counts: programs too ask for "text only", and theirs are calls like any other. */
const COMPACTION =
  /^((CRITICAL|IMPORTANT): *)?(Respond|Answer|Reply) with TEXT ONLY\b|^Your task is to create a detailed summary of (the|this|our) conversation\b/;
