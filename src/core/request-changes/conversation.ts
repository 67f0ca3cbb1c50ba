import { isAttributed } from '../attribution.ts';
import type { Call } from '../call.ts';
import type { RequestChange } from '../decision.ts';
import type { Target } from './target.ts';

/** What is different in what the model is told: whose words, which tools, and what is nobody's business. */
export function conversationChanges(target: Target): readonly RequestChange[] {
  const { input, entry, lane } = target;
  const { call } = input;
  const changes: RequestChange[] = [];
  if (entry?.capabilities.systemMessages === false && hasSystemMessage(call)) {
    changes.push({ field: 'system_messages', to: 'user' });
  }
  const isDeferring = lane === 'untouched' && entry?.capabilities.deferredTools !== false;
  if (!isDeferring && hasDeferredTool(call)) {
    changes.push({ field: 'deferred_tools', to: 'loaded' });
  }
  // What differs from call to call would keep a cache elsewhere from ever being used twice.
  const isElsewhere = lane === 'translated' || (entry !== null && entry.kind !== 'anthropic');
  if (isElsewhere && call.system.some(isAttributed)) {
    changes.push({ field: 'attribution', to: null });
  }
  if (isElsewhere && lane === 'untouched' && isOfAnthropic(call) && call.user !== null) {
    changes.push({ field: 'metadata', to: null });
  }
  return changes;
}

function isOfAnthropic({ dialect }: Call): boolean {
  return dialect === 'anthropic-messages';
}

function hasSystemMessage({ messages }: Call): boolean {
  return messages.some(({ role }) => role === 'system');
}

function hasDeferredTool({ tools, messages }: Call): boolean {
  return (
    tools.some(({ deferred }) => deferred) ||
    messages.some(({ content }) =>
      content.some(
        (block) =>
          block.type === 'tool-reference' ||
          (block.type === 'tool-result' &&
            block.content.some(({ type }) => type === 'tool-reference')),
      ),
    )
  );
}
