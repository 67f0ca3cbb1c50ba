import type { Call } from '../core/call.ts';
import type { Conditions } from '../core/conditions.ts';
import type { MetaFinding, MetaPolicy } from '../core/meta.ts';
import { planMeta } from '../core/meta-plan.ts';
import { NO_OPTIONS } from '../core/call-options.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import { reworded, untranslatable } from '../wire/index.ts';
import type { CallRecord } from './call-record.ts';
import { decide, type Decided, type Question } from './decide.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { createLeash, type Leash, type Timing } from './job.ts';
import { askMeta } from './meta-ask.ts';
import { orPulled } from './or-pulled.ts';

/** A call that was decided without being sure of what it is, and whose row is open. */
export interface Unsure {
  readonly gateway: Gateway;
  readonly inbound: Pick<Inbound, 'clientGone' | 'receivedTick'>;
  readonly question: Question;
  readonly decided: Decided;
  readonly record: CallRecord;
  readonly timing: Timing;
}

/**
 * Between rooms 3 and 4, where the policy allows it and the answer could change anything: a cheap model is
 * asked what kind of work the call is, and the call is decided again with what it says as evidence. The
 * question is an attempt in the books of this call, which is why its row is open by then.
 */
export async function askWhatItIs(unsure: Unsure): Promise<Decided> {
  const { gateway, question, decided } = unsure;
  const { ask } = gateway.policy.classifier;
  const asked = decided.toAsk;
  if (ask === undefined || asked === null) return decided;
  const leash = createLeash({
    ...unsure.inbound,
    ...limitOf(unsure, ask),
    tick: gateway.clock.tick,
  });
  try {
    const meta = await findOut(unsure, { ask, asked, leash });
    return await decide(gateway, question, { before: decided, meta });
  } finally {
    leash.release();
  }
}

/** Its own deadline, or that of the call if that is nearer; both from now on. */
function limitOf({ gateway, decided, inbound }: Unsure, { deadlineMs }: MetaPolicy) {
  const receivedTick = gateway.clock.tick();
  const { decision } = decided;
  const whole = decision.kind === 'decision' ? decision.deadlineMs : deadlineMs;
  const left = whole - (receivedTick - inbound.receivedTick);
  return { receivedTick, deadlineMs: Math.min(deadlineMs, Math.max(left, 0)) };
}

interface Asked {
  readonly ask: MetaPolicy;
  readonly asked: Call;
  readonly leash: Leash;
}

async function findOut(unsure: Unsure, { ask, asked, leash }: Asked): Promise<MetaFinding> {
  const { gateway, record, timing } = unsure;
  await checkLocal(gateway, leash);
  const plan = planMeta({
    call: asked,
    policy: gateway.policy,
    ask,
    conditions: conditionsOf(gateway, asked),
  });
  return askMeta({ gateway, record, timing, leash, question: asked, ask, plan });
}

/** Only with keys of Modicum's own: what a client lends is for that client's calls. */
function conditionsOf(gateway: Gateway, asked: Call): Conditions {
  const states = [...gateway.upstreams.values()].map((one) => {
    const state = one.state();
    return [one.name, one.isLent === true ? { ...state, hasKey: false } : state] as const;
  });
  return {
    now: gateway.clock.now(),
    catalog: gateway.catalog,
    options: NO_OPTIONS,
    upstreams: Object.fromEntries(states),
    untranslatable: untranslatable(asked),
    reworded: reworded(asked),
    purpose: PLAIN_CALL,
    kept: null,
    signers: new Map(),
  };
}

const STALE_MS = 30_000;

/** Tier 0 is checked before it is used, here too, but not beyond the deadline. */
async function checkLocal({ policy, upstreams, clock }: Gateway, leash: Leash): Promise<void> {
  if (policy.classifier.ask?.tier !== 0) return;
  const names = new Set(policy.tiers[0].bindings.map(({ provider }) => provider));
  const checks = [...names].flatMap((name) => {
    const upstream = upstreams.get(name);
    return upstream === undefined ? [] : [upstream.check({ now: clock.now(), maxAgeMs: STALE_MS })];
  });
  await orPulled(Promise.all(checks), leash.signal);
}
