import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import type { Classification } from '../core/classification.ts';
import type { Conditions, UpstreamState } from '../core/conditions.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { modelName, type Model } from '../core/model.ts';
import type { LaneMode, PurposeReading } from '../core/purpose.ts';
import type { MetaFinding } from '../core/meta.ts';
import { isWorthAsking } from '../core/meta-worth.ts';
import { route } from '../core/route.ts';
import type { RoutingInput } from '../core/routing-input.ts';
import { trustedPart } from '../core/trusted-part.ts';
import { metaCall } from '../classify/meta/meta-call.ts';
import { withWhatWouldChange } from '../core/what-would-change.ts';
import type { RecordedPrediction, Shadow } from '../ledger/ledger.ts';
import type { JsonBody } from '../wire/json-body.ts';
import { reworded, untranslatable } from '../wire/index.ts';
import type { UserAction } from './action-memory.ts';
import type { Place } from './conversations.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { spare, type SparedCall } from './spare.ts';
import { predictionOf } from './warmth-prediction.ts';

export interface Decided {
  readonly classification: Classification;
  /** Of its trusted part alone; `null` where that is all of the call. */
  readonly trusted: Classification | null;
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
  /** No model is needed, and why; `null`: one is. */
  readonly spared: SparedCall | null;
  /** Under which the answer is kept for the next call that is the same; `null`: it is not kept. */
  readonly repeatKey: string | null;
  /** What a cheap model may be asked, because its answer could change the decision; `null`: nothing. */
  readonly toAsk: Call | null;
  /** What came of asking; `null` where none was asked. */
  readonly meta: MetaFinding | null;
}

/** What was decided before a cheap model was asked, and what it said. */
export interface Heard {
  readonly before: Decided;
  readonly meta: MetaFinding;
}

/** A call, and what is said and known about it. */
export interface Question {
  readonly call: Call;
  readonly options: CallOptions;
  readonly purpose: PurposeReading;
  /** As the client wrote it; left out where a call was made from values. */
  readonly body?: Pick<JsonBody, 'json'> & Partial<Pick<JsonBody, 'bytes'>>;
  /** Where it came from and how; left out there too. */
  readonly sender?: Pick<Inbound, 'path' | 'query' | 'headers'>;
}

/**
 * Rooms 3 and 4: what kind of work it is, and which models may do it. Calls none; where one was asked in
 * between (`ask-what-it-is.ts`), the call is decided again with what it said.
 */
export async function decide(
  gateway: Gateway,
  question: Question,
  heard: Heard | null = null,
): Promise<Decided> {
  const { call, options, purpose } = question;
  const { policy } = gateway;
  const laneMode = purpose.lane === null ? null : policy.claudeCode.lanes[purpose.lane];
  const classification = heard?.before.classification ?? gateway.classifier.classify(call, purpose);
  const trustedCall = heard === null ? trustedPart(call) : null;
  const trusted =
    heard?.before.trusted ??
    (trustedCall === null ? null : gateway.classifier.classify(trustedCall, purpose));
  const now = gateway.clock.now();
  const place = heard?.before.place ?? gateway.conversations.placeOf(question, gateway);
  const { frequency } = policy;
  const caller = gateway.caller ?? null;
  const action =
    heard?.before.action ?? gateway.actions.look({ ...question, caller, frequency, now });
  const carried = { untranslatable: untranslatable(call), reworded: reworded(call) };
  const conditionsNow = ({ kept, conversation }: Kept): Conditions => ({
    now,
    catalog: gateway.catalog,
    options,
    upstreams: upstreamStates(gateway),
    ...carried,
    purpose,
    kept,
    conversation,
    signers: place.signers,
    ...(trusted !== null && { trusted }),
    speeds: gateway.speeds.speeds(),
    actionCalls: action.calls,
    ...(heard !== null && { meta: heard.meta }),
  });
  const decideNow = (asked: Call = call, standing: Kept = place) =>
    route(asked, classification, policy, conditionsNow(standing));
  const decision = decideNow();
  const changed = await checkLocal(gateway, providersOf(decision), now);
  const shadowed = isObserved(question, laneMode, decision)
    ? decideNow({ ...call, requestedModel: 'modicum/auto' }, inShadow(place))
    : null;
  const final = changed ? decideNow() : decision;
  const { body, sender } = question;
  const seen = { call, classification, policy };
  const conditions = conditionsNow(place);
  const asked = { gateway, call, options, purpose, classification, decision: final };
  const sparing = spare({ ...asked, inbound: sender, bytes: body?.bytes });
  return {
    classification,
    trusted,
    decision: await withChange(gateway, question, {
      decision: final,
      input: () => ({ ...seen, conditions: conditionsNow(place) }),
    }),
    purpose,
    laneMode,
    shadow: shadowOf(shadowed),
    shadowModel: shadowed?.kind === 'decision' ? (shadowed.plan[0]?.model ?? null) : null,
    shadowClimbs: shadowed?.kind === 'decision' && shadowed.decidedBy === 'stuck_climbed',
    cachePrediction: predictionOf({ gateway, call, place, decision: final, now }),
    place,
    action,
    ...sparing,
    toAsk:
      heard === null && sparing.spared === null && isWorthAsking({ ...seen, conditions }, final)
        ? metaCall(call, purpose, classification)
        : null,
    meta: heard?.meta ?? null,
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
  concerned: ReadonlySet<string>,
  now: number,
): Promise<boolean> {
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

function providersOf(decision: Decision | Refusal): ReadonlySet<string> {
  const steps = decision.kind === 'decision' ? decision.plan : [];
  return new Set([...steps, ...decision.excluded].map(({ model }) => model.provider));
}

/**
 * With what would change it. A change that leads to a local server nobody has asked yet is only told once it
 * was; a client's call does not wait for that, a question about one does.
 */
async function withChange(
  gateway: Gateway,
  { options, body }: Question,
  { decision, input }: { decision: Decision | Refusal; input: () => RoutingInput },
): Promise<Decision | Refusal> {
  const made = withWhatWouldChange(decision, input());
  if (made.kind === 'refusal' || (body !== undefined && !options.dryRun)) return made;
  const [provider = ''] = made.wouldChange?.model.split('/') ?? [];
  const changed = await checkLocal(gateway, new Set([provider]), gateway.clock.now());
  return changed ? withWhatWouldChange(decision, input()) : made;
}

function upstreamStates(gateway: Gateway): Record<string, UpstreamState> {
  const states = [...gateway.upstreams.values()].map((one) => [one.name, one.state()] as const);
  return Object.fromEntries(states);
}

function localProviders(gateway: Gateway): ReadonlySet<string> {
  return new Set(gateway.policy.tiers[0].bindings.map((model) => model.provider));
}
