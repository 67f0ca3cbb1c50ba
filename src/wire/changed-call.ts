import type { Call } from '../core/call.ts';
import type { RequestChange } from '../core/decision.ts';
import { EFFORTS } from '../core/model.ts';

/** The call as its model is to see it: what the decision changes for that model's sake, changed. */
export function changedCall(call: Call, changes: readonly RequestChange[]): Call {
  return changes.reduce(withChange, call);
}

function withChange(call: Call, change: RequestChange): Call {
  switch (change.field) {
    case 'model':
      // What travels is `WriteTarget.model`; what the client asked for stays what it asked for.
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
      return { ...call, thinking: null };
  }
}
