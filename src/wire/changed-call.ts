import { isAttributed, withoutAttribution } from '../core/attribution.ts';
import type { Call, ContentBlock } from '../core/call.ts';
import type { RequestChange } from '../core/decision.ts';
import { EFFORTS } from '../core/model.ts';
import { loadedTools, tellLoadedTools } from './loaded-tools.ts';
import { systemReminder } from './stand-in-text.ts';

/** The call as its model is to see it: what the decision changes for that model's sake, changed. */
export function changedCall(call: Call, changes: readonly RequestChange[]): Call {
  return changes.reduce(withChange, call);
}

function withChange(call: Call, change: RequestChange): Call {
  switch (change.field) {
    case 'model':
    case 'betas':
    case 'store':
      // What travels is `WriteTarget.model`, and a header; what the client asked for stays what it asked for.
      return call;
    case 'message_settings':
    case 'message_effort':
      // Nobody but the model that the client wrote for has a place for them: no writer writes any.
      return call;
    case 'max_tokens':
      return { ...call, maxOutputTokens: change.to };
    case 'effort':
      return { ...call, effort: EFFORTS.find((effort) => effort === change.to) ?? null };
    case 'temperature':
      return { ...call, temperature: null };
    case 'top_p':
      return { ...call, topP: null };
    case 'top_k':
      return { ...call, topK: null };
    case 'thinking':
      return { ...call, thinking: change.to };
    case 'metadata':
      return { ...call, user: null };
    case 'speed': {
      const { fast: _, ...others } = call;
      return others;
    }
    case 'thinking_blocks':
      return withoutThinking(call, change.without);
    case 'system_messages':
      return withFoldedSystem(call);
    case 'deferred_tools':
      return withLoadedTools(call);
    case 'attribution':
      return { ...call, system: call.system.flatMap(withoutAttributionLine) };
  }
}

/** Without tools there is no choice among them. */
function withLoadedTools(call: Call): Call {
  const tools = loadedTools(call);
  const messages = tellLoadedTools(call);
  return tools.length > 0
    ? { ...call, tools, messages }
    : { ...call, tools, messages, toolChoice: null, parallelToolCalls: null };
}

function withoutThinking(call: Call, signatures: readonly string[]): Call {
  const isGone = (block: ContentBlock): boolean =>
    block.type === 'thinking' && signatures.includes(block.signature ?? '');
  const messages = call.messages.map((message) => ({
    ...message,
    content: message.content.filter((block) => !isGone(block)),
  }));
  return { ...call, messages };
}

/** Writers join turns and leave out empty ones as their dialect wants it. */
function withFoldedSystem(call: Call): Call {
  const messages = call.messages.map((message) =>
    message.role === 'system'
      ? ({ role: 'user', content: message.content.flatMap(foldBlock) } as const)
      : message,
  );
  return { ...call, messages };
}

function foldBlock(block: ContentBlock): readonly ContentBlock[] {
  if (block.type !== 'text') return [block];
  return block.text.trim() === '' ? [] : [{ type: 'text', text: systemReminder(block.text) }];
}

function withoutAttributionLine(block: ContentBlock): readonly ContentBlock[] {
  if (block.type !== 'text' || !isAttributed(block)) return [block];
  const text = withoutAttribution(block.text);
  return text === '' ? [] : [{ type: 'text', text }];
}
