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

/** By its prompt, by how it stops, or by its form: whole, without tools, forbidden to think. */
function monitorSignals(shape: RequestShape): readonly string[] {
  const found: string[] = [];
  if (shape.system.some((text) => MONITOR_PROMPT.test(text))) found.push('system:security monitor');
  if (shape.toolNames.size > 0) return found;
  if (shape.stopSequences.includes('</block>')) found.push('body:stop </block>');
  if (shape.isWhole && shape.thinking === 'disabled' && shape.system.length > 0) {
    if (/^<transcript>/i.test(shape.firstUserText)) found.push('text:transcript');
    if (isFromClaudeCode(shape)) found.push('body:whole, no thinking');
  }
  return found;
}

const MONITOR_PROMPT = /^You are (a|an|the) (security|safety) monitor\b/i;

/** The instruction that ends a conversation to summarise it: today's words and those of older versions. */
function compactionSignals({ lastUserText }: RequestShape): readonly string[] {
  return COMPACTION.test(lastUserText) ? ['text:summary instruction'] : [];
}

/** Case counts: programs too ask for "text only", and theirs are calls like any other. */
const COMPACTION =
  /^((CRITICAL|IMPORTANT): *)?(Respond|Answer|Reply) with TEXT ONLY\b|^Your task is to create a detailed summary of (the|this|our) conversation\b/;
