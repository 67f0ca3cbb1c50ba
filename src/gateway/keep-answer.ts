import type { CallRecord } from './call-record.ts';
import type { Gateway } from './gateway.ts';
import type { WholeAnswer } from './served.ts';

/** The call, as far as keeping its answer needs it. */
export interface Answered {
  readonly gateway: Pick<Gateway, 'repeats' | 'clock' | 'policy'>;
  readonly repeatKey: string | null;
  readonly record: Pick<CallRecord, 'callId'>;
}

/**
 * Keeps an answer for the next call that is the same. Only what its validators accepted and its model
 * ended by itself: a stream that is judged after it went out is none of these.
 */
export function keepAnswer({ gateway, repeatKey, record }: Answered, ready: WholeAnswer): void {
  const { verdict, finishReason, status, headers, body } = ready;
  if (repeatKey === null || status !== 200) return;
  if (verdict.kind !== 'accepted' || finishReason !== 'end') return;
  const answer = {
    callId: record.callId,
    answeredAt: gateway.clock.now(),
    contentType: headers['content-type'] ?? 'application/json',
    // A copy: these bytes may be a window on a much larger piece of memory.
    body: new Uint8Array(body),
    model: ready.candidate.model,
    served: ready.model,
    usage: ready.usage,
  };
  gateway.repeats.keep(repeatKey, answer, gateway.policy.repeats);
}
