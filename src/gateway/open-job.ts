import type { Decision, Refusal } from '../core/decision.ts';
import type { CallError } from '../core/error.ts';
import { modelName, type Model } from '../core/model.ts';
import type { Cost } from '../core/money.ts';
import type { Spared } from '../core/spared.ts';
import type { OpenCall, Shadow } from '../ledger/ledger.ts';
import type { AnswerEnvelope, Dialect } from '../wire/dialect.ts';
import { askWhatItIs } from './ask-what-it-is.ts';
import type { UserAction } from './action-memory.ts';
import { openCallRecord, type CallRecord } from './call-record.ts';
import { changeTexts } from './change-texts.ts';
import { ownFailure } from './client-errors.ts';
import type { Repeat } from './client-retries.ts';
import type { Place } from './conversations.ts';
import type { Decided } from './decide.ts';
import { isSimulated, type Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { keepPrompt } from './keep-prompt.ts';
import { createLeash, type Job, type Timing } from './job.ts';
import type { Parsed } from './parse.ts';
import { recordedGrounds } from './recorded-grounds.ts';
import { recordedSignals } from './recorded-signals.ts';

type ParsedCall = Extract<Parsed, { ok: true }>;

export interface Arrival {
  readonly gateway: Gateway;
  readonly inbound: Inbound;
  readonly dialect: Dialect;
  readonly parsed: ParsedCall;
}

export type OpenedRecord =
  | {
      readonly ok: true;
      readonly record: CallRecord;
      readonly repeat: Repeat;
      /** As it was, or anew after asking what the call is. */
      readonly decided: Decided;
    }
  | { readonly ok: false; readonly error: CallError };

type Opening = Arrival & { readonly decided: Decided; readonly timing: Timing };

/**
 * Room 8 begins here: the row is durable before anything is sent, also before a cheap model is asked what
 * the call is. What that changes is written into the same row.
 */
export async function openRecord(opening: Opening): Promise<OpenedRecord> {
  const { gateway, parsed } = opening;
  const repeat = gateway.clientRetries.look({ ...parsed, now: gateway.clock.now() });
  try {
    const row = { ...rowOf({ ...opening, repeat }), callId: gateway.newCallId() };
    const record = await openCallRecord(gateway.ledger, row);
    const { purpose } = opening.decided;
    keepPrompt(gateway, { callId: record.callId, call: parsed.call, purpose });
    const decided = await askWhatItIs({ ...opening, question: parsed, record });
    if (decided.meta !== null) await record.revise(rowOf({ ...opening, decided, repeat }));
    // A client that repeats what failed has done nothing new.
    if (repeat.retryOf === null) decided.action.counted();
    return { ok: true, record, repeat, decided };
  } catch (cause) {
    const error = ownFailure(cause, gateway.redact);
    gateway.log(error.code, cause);
    return { ok: false, error };
  }
}

/** What a call's row is made from. */
export interface RowParts {
  readonly gateway: Gateway;
  readonly inbound: Pick<Inbound, 'receivedAt' | 'path' | 'headers'>;
  readonly dialect: Pick<Dialect, 'name'>;
  readonly parsed: Pick<ParsedCall, 'call' | 'options'>;
  readonly decided: Decided;
  readonly repeat: Pick<Repeat, 'retryOf' | 'count'>;
}

export function rowOf(parts: RowParts): Omit<OpenCall, 'callId'> {
  const { gateway, inbound, dialect, parsed, decided, repeat } = parts;
  const { call, options } = parsed;
  const { classification, purpose, laneMode, shadow } = decided;
  const decision = decided.spared?.decision ?? decided.decision;
  return {
    startedAt: inbound.receivedAt,
    dialect: dialect.name,
    endpoint: inbound.path.slice('/v1/'.length).replace('/', '-'),
    requestedModel: call.requestedModel,
    stream: call.stream,
    classifier: classification.classifier,
    signals: recordedSignals(classification.signals, gateway.redact),
    taskType: decision.taskType,
    purpose: purpose.purpose,
    lane: purpose.lane,
    laneMode,
    shadow,
    retryOf: repeat.retryOf,
    ...decisionColumns(decision),
    cachePrediction: decided.cachePrediction,
    grounds: recordedGrounds(
      decision.kind === 'decision' ? decision : null,
      classification,
      gateway.redact,
    ),
    ...(decided.meta !== null && { meta: decided.meta }),
    explanation: gateway.redact(decision.explanation),
    session: options.session,
    agent: options.agent,
    tags: options.tags,
    clientRetry: clientRetry(inbound.headers['x-stainless-retry-count'], repeat),
    policyVersion: gateway.policy.version,
    catalogVersion: gateway.catalog.version,
    simulated: isSimulated(gateway),
  };
}

function decisionColumns(decision: Decision | Refusal | Spared) {
  const excluded = decision.excluded.map((exclusion) => ({
    ...exclusion,
    model: modelName(exclusion.model),
  }));
  if (decision.kind === 'refusal') {
    return {
      tier: null,
      decidedBy: decision.reason,
      reasons: [],
      confidence: null,
      delivery: null,
      plan: [],
      excluded,
      estimatedPromptTokens: 0,
      estimatedOutputTokens: 0,
      switchAccount: null,
    };
  }
  const isSpared = decision.kind === 'spared';
  return {
    tier: decision.tier,
    decidedBy: decision.decidedBy,
    reasons: decision.reasons,
    confidence: decision.confidence,
    delivery: decision.delivery,
    plan: decision.plan.map((step, index) => ({
      tier: step.tier,
      model: modelName(step.model),
      after: step.after,
      retries: step.retries,
      timeoutMs: step.timeoutMs,
      waitMs: step.waitMs,
      changes: changeTexts(step),
      ...(isSpared ? {} : { estimatedNanoUsd: knownCost(decision.planCosts[index]) }),
    })),
    excluded,
    estimatedPromptTokens: decision.estimate.promptTokens,
    estimatedOutputTokens: decision.estimate.outputTokens,
    switchAccount: isSpared ? null : (decision.switchAccount ?? null),
  };
}

function knownCost(cost: Cost | undefined): number | null {
  return cost === undefined || cost.state === 'unknown' ? null : cost.nanoUsd;
}

/** What the client says, or what was seen when that is more: Claude Code always says 0. */
function clientRetry(said: string | undefined, { count }: Pick<Repeat, 'count'>): number | null {
  const told = said !== undefined && /^\d{1,4}$/.test(said) ? Number(said) : null;
  return count === 0 ? told : Math.max(count, told ?? 0);
}

export interface JobInput extends Arrival {
  readonly record: CallRecord;
  readonly decision: Decision;
  readonly shadow: Shadow | null;
  readonly shadowModel: Model | null;
  readonly shadowClimbs: boolean;
  readonly place: Place;
  readonly repeat: Repeat;
  readonly repeatKey: string | null;
  readonly action: UserAction;
  readonly timing: Timing;
}

/** What an answer of Modicum's own is written with, and a translated one. */
export function envelopeOf({
  parsed,
  record,
  inbound,
}: Pick<JobInput, 'parsed' | 'record' | 'inbound'>): AnswerEnvelope {
  return {
    id: record.callId,
    createdAt: Math.floor(inbound.receivedAt / 1000),
    includeUsage: asksForUsage(parsed),
    request: parsed.body.json,
  };
}

export function openJob({ parsed, ...input }: JobInput): Job {
  const { gateway, inbound, record, repeat } = input;
  const leash = createLeash({
    clientGone: inbound.clientGone,
    deadlineMs: input.decision.deadlineMs,
    receivedTick: inbound.receivedTick,
    tick: gateway.clock.tick,
  });
  // Known before its row is closed: a client repeats at once, also while a draining upstream is read.
  const onPulled = () => repeat.failed(record.callId, gateway.clock.now());
  leash.signal.addEventListener('abort', onPulled, { once: true });
  return {
    ...input,
    call: parsed.call,
    body: parsed.body,
    options: parsed.options,
    envelope: envelopeOf({ parsed, record, inbound }),
    leash,
  };
}

/** Chat Completions alone wait to be asked for usage in a stream. */
function asksForUsage({ body, call }: ParsedCall): boolean {
  const options = body.json['stream_options'];
  if (call.dialect !== 'openai-chat') return true;
  return typeof options === 'object' && options !== null && 'include_usage' in options
    ? options['include_usage'] === true
    : false;
}
