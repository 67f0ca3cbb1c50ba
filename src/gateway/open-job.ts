import type { Decision, Refusal } from '../core/decision.ts';
import type { CallError } from '../core/error.ts';
import { modelName, type Model } from '../core/model.ts';
import type { OpenCall, Shadow } from '../ledger/ledger.ts';
import type { Dialect } from '../wire/dialect.ts';
import type { UserAction } from './action-memory.ts';
import { openCallRecord, type CallRecord } from './call-record.ts';
import { changeTexts } from './change-texts.ts';
import { ownFailure } from './client-errors.ts';
import type { Repeat } from './client-retries.ts';
import type { Place } from './conversations.ts';
import type { Decided } from './decide.ts';
import { isSimulated, type Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { createLeash, type Job, type Timing } from './job.ts';
import type { Parsed } from './parse.ts';

type ParsedCall = Extract<Parsed, { ok: true }>;

export interface Arrival {
  readonly gateway: Gateway;
  readonly inbound: Inbound;
  readonly dialect: Dialect;
  readonly parsed: ParsedCall;
}

export type OpenedRecord =
  | { readonly ok: true; readonly record: CallRecord; readonly repeat: Repeat }
  | { readonly ok: false; readonly error: CallError };

/** Room 8 begins here: the row is durable before anything is sent. */
export async function openRecord(arrival: Arrival & { decided: Decided }): Promise<OpenedRecord> {
  const { gateway, parsed } = arrival;
  const repeat = gateway.clientRetries.look({ ...parsed, now: gateway.clock.now() });
  try {
    const row = rowOf({ ...arrival, repeat });
    const record = await openCallRecord(gateway.ledger, row);
    // A client that repeats what failed has done nothing new.
    if (repeat.retryOf === null) arrival.decided.action.counted();
    return { ok: true, record, repeat };
  } catch (cause) {
    const error = ownFailure(cause, gateway.redact);
    gateway.log(error.code, cause);
    return { ok: false, error };
  }
}

function rowOf({
  gateway,
  inbound,
  dialect,
  parsed,
  decided,
  repeat,
}: Arrival & { decided: Decided; repeat: Repeat }): OpenCall {
  const { call, options } = parsed;
  const { classification, decision, purpose, laneMode, shadow } = decided;
  return {
    callId: gateway.newCallId(),
    startedAt: inbound.receivedAt,
    dialect: dialect.name,
    endpoint: inbound.path.slice('/v1/'.length).replace('/', '-'),
    requestedModel: call.requestedModel,
    stream: call.stream,
    classifier: classification.classifier,
    signals: classification.signals.map(gateway.redact),
    taskType: decision.taskType,
    purpose: purpose.purpose,
    lane: purpose.lane,
    laneMode,
    shadow,
    retryOf: repeat.retryOf,
    ...decisionColumns(decision),
    cachePrediction: decided.cachePrediction,
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

function decisionColumns(decision: Decision | Refusal) {
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
  return {
    tier: decision.tier,
    decidedBy: decision.decidedBy,
    reasons: decision.reasons,
    confidence: decision.confidence,
    delivery: decision.delivery,
    plan: decision.plan.map((step) => ({
      tier: step.tier,
      model: modelName(step.model),
      after: step.after,
      retries: step.retries,
      timeoutMs: step.timeoutMs,
      waitMs: step.waitMs,
      changes: changeTexts(step),
    })),
    excluded,
    estimatedPromptTokens: decision.estimate.promptTokens,
    estimatedOutputTokens: decision.estimate.outputTokens,
    switchAccount: decision.switchAccount ?? null,
  };
}

/** What the client says, or what was seen when that is more: Claude Code always says 0. */
function clientRetry(said: string | undefined, { count }: Repeat): number | null {
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
  readonly action: UserAction;
  readonly timing: Timing;
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
    envelope: {
      id: record.callId,
      createdAt: Math.floor(inbound.receivedAt / 1000),
      includeUsage: asksForUsage(parsed),
      request: parsed.body.json,
    },
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
