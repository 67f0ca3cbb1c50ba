import { modelName } from '../core/model.ts';
import { textAnswer } from '../wire/text-answer.ts';
import { baselineOf, baselineOfText } from './costing.ts';
import { cancelledError, ownFailure } from './client-errors.ts';
import { errorReply } from './error-reply.ts';
import { isSimulated } from './gateway.ts';
import type { Reply } from './inbound.ts';
import type { Timing } from './job.ts';
import { envelopeOf, type Arrival, type OpenedRecord } from './open-job.ts';
import { answerHeaders, decisionHeaders, type ModicumHeaders } from './response-headers.ts';
import type { SparedCall } from './spare.ts';

export interface SparedInput
  extends Arrival, Pick<Extract<OpenedRecord, { ok: true }>, 'record' | 'repeat'> {
  readonly spared: SparedCall;
  readonly timing: Timing;
}

/** Rooms 7 and 8 without 5 and 6: the row is closed, and only then the whole answer goes out. */
export async function deliverSpared(input: SparedInput): Promise<Reply> {
  const { gateway, dialect, parsed, inbound, record, repeat } = input;
  const baseline = baselineOfSpared(input);
  const elapsedMs = gateway.clock.tick() - inbound.receivedTick;
  const overheadMs = input.timing.overheadMs();
  const hasLeft = inbound.clientGone.aborted;
  try {
    await record.close({
      outcome: hasLeft ? 'cancelled' : 'answered',
      status: 200,
      errorCode: hasLeft ? cancelledError('client').code : null,
      servedTier: 'none',
      servedModel: modelOf(input.spared),
      escalatedFrom: null,
      baseline: baseline.cost,
      baselineModel: baseline.model,
      shadowCost: { state: 'unknown' },
      firstByteMs: elapsedMs,
      totalMs: elapsedMs,
      overheadUs: Math.round(overheadMs * 1000),
    });
  } catch (cause) {
    const failure = ownFailure(cause, gateway.redact);
    gateway.log(failure.code, cause);
    return errorReply(dialect, failure);
  }
  repeat.answered();
  const headers: ModicumHeaders = {
    ...decisionHeaders({
      record,
      decision: input.spared.decision,
      requestedModel: parsed.call.requestedModel,
      overheadMs,
      simulated: isSimulated(gateway),
    }),
    ...answerHeaders({
      tier: 'none',
      model: modelOf(input.spared),
      attempts: 0,
      escalatedFrom: null,
      rejected: false,
      changes: [],
      cost: record.cost(),
      baseline: baseline.cost,
    }),
    ...('kept' in input.spared && { 'x-modicum-repeat-of': input.spared.kept.callId }),
  };
  return { status: 200, ...bodyOf(input, headers), ping: null };
}

/** What an earlier answer used, or what a model would have had to read and write. */
function baselineOfSpared({ gateway, inbound, parsed, spared }: SparedInput) {
  const { call, body } = parsed;
  const asked = { gateway, inbound, call, body };
  if ('text' in spared) {
    const { promptTokens } = spared.decision.estimate;
    return baselineOfText(asked, { promptTokens, characters: spared.text.length });
  }
  const { model, served, usage } = spared.kept;
  return baselineOf(asked, { asked: model, served, reading: usage });
}

/** Whose words these are; `null`: nobody's. */
function modelOf(spared: SparedCall): string | null {
  if ('text' in spared) return null;
  const { model, served } = spared.kept;
  return modelName({ ...model, id: served ?? model.id });
}

function bodyOf(input: SparedInput, headers: ModicumHeaders): Pick<Reply, 'headers' | 'body'> {
  const { spared, dialect, parsed } = input;
  if ('kept' in spared) {
    const { contentType, body } = spared.kept;
    return { headers: { 'content-type': contentType, ...headers }, body };
  }
  const isStreamed = parsed.call.stream;
  const contentType = isStreamed ? dialect.stream.contentType : 'application/json';
  const body = textAnswer(dialect, spared.text, { envelope: envelopeOf(input), isStreamed });
  return { headers: { 'content-type': contentType, ...headers }, body };
}
