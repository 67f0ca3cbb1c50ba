import { TIERS, isTier, type RecordedTier } from '../core/tier.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import type { CacheForesight, Observed, Receipt, Total } from '../ledger/ledger.ts';
import { isSimulated, type Gateway } from './gateway.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** What `/v1/modicum/*` answers: the same data the command line and every page read. */
export interface CallsAnswer {
  readonly object: 'modicum.calls';
  readonly simulated: boolean;
  readonly data: readonly Receipt[];
}

export interface TotalsAnswer {
  readonly object: 'modicum.totals';
  readonly simulated: boolean;
  readonly byTask: readonly Total[];
  readonly byTier: readonly Total[];
  /** What observation says routing would have changed, per purpose, over the whole ledger. */
  readonly observed: readonly Observed[];
  /** How well the caches of conversations were foreseen, over the whole ledger. */
  readonly caches: readonly CacheForesight[];
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** `GET /v1/modicum/calls?limit=&task=&tier=`, newest first. */
export function recentCalls(gateway: Gateway, query: string): Reply {
  const search = new URLSearchParams(query);
  const limit = Number(search.get('limit') ?? DEFAULT_LIMIT);
  const task = search.get('task');
  const taskType = task === null ? null : taskTypeNamed(task);
  const tierText = search.get('tier');
  // Not by `Number` alone: an empty text would be tier 0.
  const tier = tierText === null || tierText === '' ? tierText : readTier(tierText);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return problem(`limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  if (task !== null && taskType === null) return problem('task must be a task type.');
  if (tier !== null && !isRecorded(tier)) {
    return problem(`tier must be one of ${TIERS.join(', ')}, none.`);
  }
  const data = gateway.ledger.recent({
    limit,
    ...(taskType !== null && { taskType }),
    ...(tier !== null && isRecorded(tier) && { tier }),
  });
  const answer: CallsAnswer = { object: 'modicum.calls', simulated: isSimulated(gateway), data };
  return jsonReply(200, answer);
}

function readTier(text: string): unknown {
  return text === 'none' ? text : Number(text);
}

function isRecorded(tier: unknown): tier is RecordedTier {
  return tier === 'none' || isTier(tier);
}

/** `GET /v1/modicum/calls/{id}`. */
export function oneCall(gateway: Gateway, callId: string): Reply {
  const receipt = gateway.ledger.receipt(callId);
  if (receipt !== null) return jsonReply(200, receipt);
  return jsonReply(404, {
    error: { type: 'not_found_error', code: 'unknown_call', message: 'No call has this id.' },
  });
}

/** `GET /v1/modicum/totals`. */
export function totals(gateway: Gateway): Reply {
  const answer: TotalsAnswer = {
    object: 'modicum.totals',
    simulated: isSimulated(gateway),
    byTask: gateway.ledger.totals({ by: 'task' }),
    byTier: gateway.ledger.totals({ by: 'tier' }),
    observed: gateway.ledger.observed({}),
    caches: gateway.ledger.cacheForesight({}),
  };
  return jsonReply(200, answer);
}

function problem(message: string): Reply {
  return jsonReply(400, {
    error: { type: 'invalid_request_error', code: 'invalid_query', message },
  });
}
