import type { Thinking } from '../core/call.ts';
import type { Candidate, RequestChange } from '../core/decision.ts';

/** What this candidate gets that differs from what the client wrote, as ledger and headers say it. */
export function changeTexts(
  candidate: Pick<Candidate, 'changes' | 'leftOut' | 'reworded'>,
): readonly string[] {
  return [
    ...candidate.changes.flatMap(changeText),
    ...candidate.leftOut.map((name) => `${name} left out`),
    ...candidate.reworded,
  ];
}

function changeText(change: RequestChange): readonly string[] {
  switch (change.field) {
    case 'betas':
      return [
        ...change.without.map((beta) => `beta ${beta} left out`),
        ...change.with.map((beta) => `beta ${beta} added`),
      ];
    case 'thinking_blocks':
      return ['thinking of another model left out'];
    case 'system_messages':
      return ['system message moved into user text'];
    case 'deferred_tools':
      return ['deferred tools loaded or left out'];
    case 'message_effort':
      return [`message_effort=${change.to} for ${change.from}`];
    case 'thinking':
      return [`thinking=${change.to === null ? 'removed' : thinkingText(change.to)}`];
    case 'model':
    case 'max_tokens':
    case 'effort':
    case 'temperature':
    case 'top_p':
    case 'top_k':
    case 'speed':
    case 'metadata':
    case 'message_settings':
    case 'attribution':
    case 'store':
      return [`${change.field}=${change.to ?? 'removed'}`];
  }
}

function thinkingText(thinking: Thinking): string {
  return thinking.kind === 'budget' ? `budget ${thinking.budgetTokens}` : thinking.kind;
}
