import type { Refusal } from '../core/decision.ts';
import type { CallRecord } from './call-record.ts';
import type { Repeat } from './client-retries.ts';
import { ownFailure } from './client-errors.ts';
import { errorReply } from './error-reply.ts';
import { isSimulated } from './gateway.ts';
import type { Reply } from './inbound.ts';
import type { Timing } from './job.ts';
import type { Arrival } from './open-job.ts';
import { decisionHeaders } from './response-headers.ts';

export interface RefusalInput extends Arrival {
  readonly refusal: Refusal;
  readonly record: CallRecord;
  readonly timing: Timing;
  readonly repeat: Repeat;
}

/** A decision not to serve: told in the client's dialect, with its reason, and booked. */
export async function refuse(input: RefusalInput): Promise<Reply> {
  const { refusal, record, timing, gateway, dialect, parsed } = input;
  const error = { ...refusal.error, message: gateway.redact(refusal.error.message) };
  input.repeat.failed(record.callId, gateway.clock.now());
  const elapsedMs = gateway.clock.tick() - input.inbound.receivedTick;
  try {
    await record.close({
      outcome: 'refused',
      status: error.status,
      errorCode: error.code,
      servedTier: null,
      servedModel: null,
      escalatedFrom: null,
      baseline: { state: 'unknown' },
      baselineModel: null,
      shadowCost: { state: 'unknown' },
      firstByteMs: null,
      totalMs: elapsedMs,
      overheadUs: Math.round(timing.overheadMs() * 1000),
    });
  } catch (cause) {
    const failure = ownFailure(cause, gateway.redact);
    gateway.log(failure.code, cause);
    return errorReply(dialect, failure);
  }
  const headers = decisionHeaders({
    record,
    decision: refusal,
    requestedModel: parsed.call.requestedModel,
    overheadMs: timing.overheadMs(),
    simulated: isSimulated(gateway),
  });
  return errorReply(dialect, error, headers);
}
