import type { Message, Thinking } from '../call.ts';
import type { CatalogModel } from '../catalog.ts';
import { dropsEffort } from '../chat-tools.ts';
import type { RequestChange } from '../decision.ts';
import { EFFORTS, type Effort } from '../model.ts';
import type { Target } from './target.ts';

/**
 * The client's own effort stays where the model takes it, and becomes the next lower one where it does
 * not; the binding's fills the gap. `thinking` is what the request will say of it.
 */
export function effortChanges(target: Target, thinking: Thinking | null): readonly RequestChange[] {
  const { input, model, entry, lane } = target;
  const { call } = input;
  const taken = effortsTaken(target, thinking);
  const asked = call.effort ?? model.effort;
  // Where nothing but effort says how much to think, wishing for none is wishing for the least.
  const isLeast = call.thinking?.kind === 'disabled' && entry?.kind === 'openai-compatible';
  const to = asked === null ? null : nearestEffort(isLeast ? 'minimal' : asked, taken);
  return [
    ...(to === call.effort ? [] : [{ field: 'effort', to } as const]),
    ...(lane === 'translated' || entry === null ? [] : messageChanges(call.messages, entry, taken)),
  ];
}

/** Rising. Where thinking is held back, so is effort. */
function effortsTaken(
  { input, entry, dialect }: Target,
  thinking: Thinking | null,
): readonly Effort[] {
  if (entry === null) return EFFORTS;
  if (dropsEffort(input.call, entry, dialect)) return [];
  const { efforts, disabledThinkingUpTo } = entry.capabilities;
  const isHeldBack = thinking?.kind === 'disabled' || thinking?.kind === 'between_tools';
  const most = isHeldBack && disabledThinkingUpTo !== null ? disabledThinkingUpTo : 'max';
  return EFFORTS.slice(0, EFFORTS.indexOf(most) + 1).filter((effort) => efforts.includes(effort));
}

/** The same, else the next lower one, else the lowest there is; `null` where there is none. */
function nearestEffort(asked: Effort, taken: readonly Effort[]): Effort | null {
  const notHigher = taken.filter((effort) => EFFORTS.indexOf(effort) <= EFFORTS.indexOf(asked));
  return notHigher.at(-1) ?? taken[0] ?? null;
}

function messageChanges(
  messages: readonly Message[],
  { capabilities }: CatalogModel,
  taken: readonly Effort[],
): readonly RequestChange[] {
  const settings = messages.flatMap((message) => message.settings ?? []);
  if (settings.length === 0) return [];
  if (!capabilities.messageSettings || taken.length === 0) {
    return [{ field: 'message_settings', to: null }];
  }
  const asked = new Set(settings.flatMap(({ effort }) => effort ?? []));
  return [...asked].flatMap((from) => {
    const to = nearestEffort(from, taken) ?? from;
    return to === from ? [] : [{ field: 'message_effort', from, to } as const];
  });
}
