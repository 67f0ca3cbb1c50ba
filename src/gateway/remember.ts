import type { Job } from './job.ts';
import { noteKept } from './kept-cheap.ts';
import type { Ready } from './served.ts';
import { answersOf } from './warmth-of-job.ts';

export interface Ending {
  readonly outcome: 'answered' | 'failed' | 'cancelled';
  /** What was handed over, wholly or in part; `null` when nothing was. */
  readonly ready: Ready | null;
  /** Of the thinking blocks that were handed over. */
  readonly signatures: readonly string[];
}

/** What later calls must know of this one: the model its conversation is on, and that it may be repeated. */
export function remember(job: Job, { outcome, ready, signatures }: Ending): void {
  const { place, repeat, record, shadowModel, shadowClimbs, gateway } = job;
  place.warmed(answersOf(job));
  for (const attempt of record.ended) gateway.speeds.note(attempt);
  if (outcome === 'answered') noteKept(job);
  if (ready !== null) place.signed(signatures, ready.candidate.model);
  if (outcome !== 'answered' || ready === null) {
    repeat.failed(record.callId, gateway.clock.now());
    return;
  }
  const hasClimbed = job.decision.decidedBy === 'stuck_climbed';
  place.answered(ready.candidate.model, shadowModel, { hasClimbed, shadowClimbed: shadowClimbs });
  repeat.answered();
}
