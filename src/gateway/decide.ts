import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import type { Classification } from '../core/classification.ts';
import type { UpstreamState } from '../core/conditions.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { modelName, type Model } from '../core/model.ts';
import type { LaneMode, PurposeReading } from '../core/purpose.ts';
import { route } from '../core/route.ts';
import type { RecordedPrediction, Shadow } from '../ledger/ledger.ts';
import type { JsonBody } from '../wire/json-body.ts';
import { reworded, untranslatable } from '../wire/index.ts';
import type { UserAction } from './action-memory.ts';
import type { Place } from './conversations.ts';
import type { Gateway } from './gateway.ts';
import { predictionOf } from './warmth-prediction.ts';

export interface Decided {
  readonly classification: Classification;
  readonly decision: Decision | Refusal;
  readonly purpose: PurposeReading;
  /** `null` for clients that have no lanes. */
  readonly laneMode: LaneMode | null;
  /** Where routing would have sent a call that is only observed. */
  readonly shadow: Shadow | null;
  /** The model of `shadow`. */
  readonly shadowModel: Model | null;
  /** Routing would have let it climb, because its agent was stuck. */
  readonly shadowClimbs: boolean;
  /** What the first model's cache is expected to do; `null` for calls of no conversation. */
  readonly cachePrediction: RecordedPrediction | null;
  /** Where the call stands in its conversation. */
  readonly place: Place;
  /** The user's action it is part of. */
  readonly action: UserAction;
}

/** A call, and what is said and known about it. */
export interface Question {
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
  /** As the client wrote it; left out where a call was made from values. */
  readonly body?: Pick<JsonBody, 'json'>;
}

/** Rooms 3 and 4: what kind of work it is, and which models may do it. Calls none. */
export async function decide(gateway: Gateway, question: Question): Promise<Decided> {
  const { call, options, purpose } = question;
  const { policy } = gateway;
  const laneMode = purpose.lane === null ? null : policy.claudeCode.lanes[purpose.lane];
  const classification = gateway.classifier.classify(call, purpose);
  const now = gateway.clock.now();
  const place = gateway.conversations.placeOf(question, gateway);
  const action = gateway.actions.look({
    ...question,
    caller: gateway.caller ?? null,
    frequency: policy.frequency,
    now,
  });
  const carried = { untranslatable: untranslatable(call), reworded: reworded(call) };
  const decideNow = (asked: Call = call, { kept, conversation }: Kept = place) =>
    route(asked, classification, policy, {
      now,
      catalog: gateway.catalog,
      options,
      upstreams: upstreamStates(gateway),
      ...carried,
      purpose,
      kept,
      conversation,
      signers: place.signers,
      speeds: gateway.speeds.speeds(),
      actionCalls: action.calls,
    });
  const decision = decideNow();
  const changed = await checkLocal(gateway, decision, now);
  const shadowed = isObserved(question, laneMode, decision)
    ? decideNow({ ...call, requestedModel: 'modicum/auto' }, inShadow(place))
    : null;
  const final = changed ? decideNow() : decision;
  return {
    classification,
    decision: final,
    purpose,
    laneMode,
    shadow: shadowOf(shadowed),
    shadowModel: shadowed?.kind === 'decision' ? (shadowed.plan[0]?.model ?? null) : null,
    shadowClimbs: shadowed?.kind === 'decision' && shadowed.decidedBy === 'stuck_climbed',
    cachePrediction: predictionOf({ gateway, call, place, decision: final, now }),
    place,
    action,
  };
}

type Kept = Pick<Place, 'kept' | 'conversation'>;

function inShadow({ shadowKept, shadowConversation }: Place): Kept {
  return { kept: shadowKept, conversation: shadowConversation };
}

/** Handed on as the client named it, although a policy might have routed it. */
function isObserved(
  { purpose }: Question,
  laneMode: LaneMode | null,
  decision: Decision | Refusal,
): boolean {
  if (laneMode === null || laneMode === 'off' || purpose.protectedBy !== null) return false;
  return decision.kind === 'decision' && decision.decidedBy === 'pin';
}

function shadowOf(decision: Decision | Refusal | null): Shadow | null {
  if (decision?.kind !== 'decision') return null;
  const { plan, taskType, decidedBy } = decision;
  const [first] = plan;
  if (first === undefined) return null;
  return { tier: first.tier, model: modelName(first.model), taskType, decidedBy };
}

/** A local server is asked again after this long, in the background. */
const FRESH_MS = 5_000;
/** What is known is older than anyone should rely on: the call waits for the answer. */
const STALE_MS = 30_000;

/**
 * Tier 0 is checked before it is used; the providers of other tiers are believed until they fail. A call
 * that has nothing to do with a local server does not wait for it. Answers whether anything changed.
 */
async function checkLocal(
  gateway: Gateway,
  decision: Decision | Refusal,
  now: number,
): Promise<boolean> {
  const steps = decision.kind === 'decision' ? decision.plan : [];
  const concerned = new Set([...steps, ...decision.excluded].map(({ model }) => model.provider));
  let changed = false;
  for (const name of localProviders(gateway)) {
    const upstream = gateway.upstreams.get(name);
    if (upstream === undefined || !concerned.has(name)) continue;
    const known = upstream.state();
    const checked = await upstream.check({ now, maxAgeMs: STALE_MS });
    changed ||= checked !== known;
    void upstream.check({ now, maxAgeMs: FRESH_MS });
  }
  return changed;
}

function upstreamStates(gateway: Gateway): Record<string, UpstreamState> {
  const states = [...gateway.upstreams.values()].map((one) => [one.name, one.state()] as const);
  return Object.fromEntries(states);
}

function localProviders(gateway: Gateway): ReadonlySet<string> {
  return new Set(gateway.policy.tiers[0].bindings.map((model) => model.provider));
}
