import type { Call } from '../core/call.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { modelName } from '../core/model.ts';
import { sideOf } from '../core/warmth-of-candidate.ts';
import type { RecordedPrediction } from '../ledger/ledger.ts';
import type { Place } from './conversations.ts';
import type { Gateway } from './gateway.ts';

export interface PredictionQuestion {
  readonly gateway: Pick<Gateway, 'catalog'>;
  readonly call: Call;
  readonly place: Pick<Place, 'conversation'>;
  readonly decision: Decision | Refusal;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * What the cache of the model that is asked first should do, to be compared with what its upstream reports.
 * `null` for a call that stands alone: it has a prompt of its own, of which no cache is remembered.
 */
export function predictionOf(question: PredictionQuestion): RecordedPrediction | null {
  const { gateway, call, place, decision, now } = question;
  const { conversation } = place;
  if (decision.kind === 'refusal' || conversation.boundary === 'stands_alone') return null;
  const [candidate] = decision.plan;
  if (candidate === undefined) return null;
  const { cache } = sideOf({ call, catalog: gateway.catalog, conversation, candidate, now });
  return { model: modelName(candidate.model), ...cache };
}
