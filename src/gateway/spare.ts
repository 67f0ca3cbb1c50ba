import type { Decision, Refusal } from '../core/decision.ts';
import { modelName } from '../core/model.ts';
import type { Spared } from '../core/spared.ts';
import { FORMATS } from '../convert/formats.ts';
import { convertedAnswer, type Convertible } from './converted.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { mayRepeat } from './may-repeat.ts';
import { repeatKey } from './repeat-key.ts';
import type { KeptAnswer } from './repeat-memory.ts';

/** What was asked, as far as it decides whether a model is needed. */
export interface ToSpare extends Convertible {
  readonly gateway: Pick<Gateway, 'policy' | 'catalog' | 'repeats' | 'clock'>;
  /** Left out where a call was made from values: nothing is known to be the same then. */
  readonly inbound: Pick<Inbound, 'path' | 'query' | 'headers'> | undefined;
  readonly bytes: Uint8Array | undefined;
}

export interface Sparing {
  /** `null`: a model is needed. */
  readonly spared: SparedCall | null;
  /** Under which the answer is to be kept; `null`: it is not. */
  readonly repeatKey: string | null;
}

/** The decision, and the answer that is there without a model. */
export type SparedCall =
  | { readonly decision: Spared; readonly kept: KeptAnswer }
  | { readonly decision: Spared; readonly text: string };

/** Between deciding and attempting: is a model needed at all? Code first, since it is never out of date. */
export function spare(asked: ToSpare): Sparing {
  const converted = convertedAnswer(asked);
  if (converted !== null) {
    const { from, to, text } = converted;
    const explanation =
      `No model is needed: the call asks for its ${FORMATS[from].title} as ${FORMATS[to].title} ` +
      'and for nothing else, and code did that without loss.';
    const decision = sparedBy('converted_in_code', asked.decision, explanation);
    return { spared: { decision, text }, repeatKey: null };
  }
  const key = keyOf(asked);
  const kept = key === null ? null : findKept(asked, key);
  return { spared: kept, repeatKey: key };
}

function keyOf({ inbound, bytes, decision, ...asked }: ToSpare): string | null {
  if (decision.kind === 'refusal' || inbound === undefined || bytes === undefined) return null;
  const { policy, catalog } = asked.gateway;
  const [candidate] = decision.plan;
  if (candidate === undefined || !mayRepeat({ ...asked, decision, policy, catalog })) return null;
  return repeatKey({
    policyVersion: policy.version,
    catalogVersion: catalog.version,
    inbound,
    candidate,
    body: bytes,
  });
}

function findKept({ gateway, decision }: ToSpare, key: string): SparedCall | null {
  const now = gateway.clock.now();
  const kept = gateway.repeats.find(key, { now, ttlMs: gateway.policy.repeats.ttlMs });
  if (kept === null) return null;
  const seconds = Math.round((now - kept.answeredAt) / 1000);
  const explanation =
    `No model is needed: ${modelName(kept.model)} answered the very same call ${seconds} s ago ` +
    `(${kept.callId}), and that answer is given again.`;
  return { decision: sparedBy('repeat', decision, explanation), kept };
}

function sparedBy(
  decidedBy: Spared['decidedBy'],
  decision: Decision | Refusal,
  explanation: string,
): Spared {
  return {
    kind: 'spared',
    tier: 'none',
    decidedBy,
    plan: [],
    taskType: decision.taskType,
    confidence: decision.kind === 'decision' ? decision.confidence : null,
    reasons: [],
    excluded: [],
    delivery: 'buffered',
    validate: [],
    estimate:
      decision.kind === 'decision' ? decision.estimate : { promptTokens: 0, outputTokens: 0 },
    explanation,
  };
}
