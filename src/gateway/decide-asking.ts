import { META_FREE } from '../core/meta.ts';
import { askWhatItIs } from './ask-what-it-is.ts';
import { openCallRecord } from './call-record.ts';
import { decide, type Decided, type Question } from './decide.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { createTiming } from './job.ts';
import { rowOf } from './open-job.ts';

/**
 * Rooms 3 and 4 for a dry run that may ask a cheap model what the call is. Nobody tries to answer the call;
 * but asking is paid for, so where somebody was asked the ledger has a row of it, under `route`.
 */
export async function decideAsking(
  gateway: Gateway,
  question: Question,
  clientGone: Inbound['clientGone'],
): Promise<Decided> {
  const decided = await decide(gateway, question);
  if (decided.toAsk === null) return decided;
  const { clock } = gateway;
  const inbound = {
    receivedAt: clock.now(),
    receivedTick: clock.tick(),
    clientGone,
    path: '/v1/route',
    headers: {},
  };
  const dialect = { name: question.call.dialect };
  const parts = { gateway, inbound, dialect, parsed: question, repeat: NO_REPEAT };
  const row = { ...rowOf({ ...parts, decided }), callId: gateway.newCallId() };
  const record = await openCallRecord(gateway.ledger, row);
  const timing = createTiming(clock.tick);
  const heard = await askWhatItIs({ gateway, inbound, question, decided, record, timing });
  await record.revise(rowOf({ ...parts, decided: heard }));
  const totalMs = clock.tick() - inbound.receivedTick;
  await record.close({
    ...NOT_SERVED,
    totalMs,
    overheadUs: Math.round(timing.overheadMs() * 1000),
  });
  return heard;
}

const NO_REPEAT = { retryOf: null, count: 0 } as const;

/** Told what would become of it, at whatever asking cost; without routing it would have cost nothing. */
const NOT_SERVED = {
  outcome: 'answered',
  status: 200,
  errorCode: null,
  servedTier: null,
  servedModel: null,
  escalatedFrom: null,
  baseline: META_FREE,
  baselineModel: null,
  shadowCost: { state: 'unknown' },
  firstByteMs: null,
} as const;
