import { NO_TIER } from './stored-tier.ts';
import { CLOSE_ATTEMPT, CLOSE_CALL, columnNames, OPEN_ATTEMPT, OPEN_CALL } from './columns.ts';

/** Every statement the ledger runs, besides opening and migrating. */

const CALL_COLUMNS = columnNames(OPEN_CALL);
const ATTEMPT_COLUMNS = columnNames(OPEN_ATTEMPT);

/** Then: the instance. */
export const INSERT_CALL = `
insert into calls (${CALL_COLUMNS.join(', ')}, instance)
values (${CALL_COLUMNS.map(() => '?').join(', ')}, ?)`;

/** Then: call_id. Changes nothing when it is not open. */
export const REVISE_CALL = `
update calls set ${assignments(CALL_COLUMNS)} where call_id = ? and closed_at is null`;

/** Then: the call's id again. Inserts nothing when the call is not open. */
export const INSERT_ATTEMPT = `
insert into attempts (${ATTEMPT_COLUMNS.join(', ')})
select ${ATTEMPT_COLUMNS.map(() => '?').join(', ')}
where exists (select 1 from calls where call_id = ? and closed_at is null)`;

/** Then: closed_at, call_id, number. Changes nothing when it is not open. */
export const CLOSE_ATTEMPT_ROW = `
update attempts set ${assignments(columnNames(CLOSE_ATTEMPT))}, closed_at = ?
where call_id = ? and number = ? and closed_at is null`;

/** Then: closed_at, call_id. Changes nothing when it is not open. */
export const CLOSE_CALL_ROW = `
update calls set ${assignments(columnNames(CLOSE_CALL))}, closed_at = ?
where call_id = ? and closed_at is null`;

export const INSERT_INSTANCE = `
insert into instances (host, pid, process_start, opened_at) values (?, ?, ?, ?)`;

export const CLOSE_INSTANCE = `
update instances set closed_at = ? where id = ?`;

export const KEEP_CATALOG = `
insert into catalogs (version, catalog) values (?, ?) on conflict do nothing`;

export const CALL_BY_ID = `
select * from calls where call_id = ?`;

export const ATTEMPTS_OF_CALL = `
select * from attempts where call_id = ? order by number`;

/** The client's repeats of a call, in their order. */
export const REPEATS_OF_CALL = `
select call_id from calls where retry_of = ? order by row`;

const TURNS = `('main', 'tool_continuation', 'sub_agent', 'call')`;

/** Named: session, agent. What was last answered, whether a summary came after it, and whether others answered. */
export const LAST_SERVED = `
select attempts.provider, attempts.requested_model, exists (
  select 1 from calls as later
  where later.session = :session and later.agent is :agent and later.purpose = 'compaction'
    and later.outcome = 'answered' and later.row > calls.row
) as is_compacted, exists (
  select 1 from calls as other
  where other.session = :session and other.agent is :agent and other.purpose in ${TURNS}
    and other.outcome = 'answered' and other.served_model <> calls.served_model
) as is_mixed
from calls join attempts using (call_id)
where calls.session = :session and calls.agent is :agent
  and calls.purpose in ${TURNS}
  and calls.outcome = 'answered' and attempts.outcome in ('answered', 'rejected')
  and attempts.role is null
order by calls.started_at desc, calls.row desc, attempts.number desc
limit 1`;

/** The tier that answered, or the one decided on. */
const TIER = 'coalesce(served_tier, tier)';

/** As totals name it: a number, `none` or `unknown`. */
const TIER_KEY = `case ${TIER} when ${NO_TIER} then 'none' else coalesce(${TIER}, 'unknown') end`;

/** Named: after, task, tier, limit. */
export const RECENT_CALLS = `
select * from calls
where (:after is null or row > (select row from calls where call_id = :after))
  and (:task is null or task_type = :task)
  and (:tier is null or ${TIER} = :tier)
order by started_at desc, row desc
limit :limit`;

export const TOTALS_BY_TASK = totalsBy(`coalesce(task_type, 'unknown')`);
export const TOTALS_BY_TIER = totalsBy(TIER_KEY);

const BOTH_KNOWN = `cost_nano_usd is not null and shadow_nano_usd is not null`;

/** Named: since. */
export const OBSERVED = `
select purpose, count(*) as calls,
  coalesce(sum(cost_nano_usd) filter (where ${BOTH_KNOWN}), 0) as nano_usd,
  coalesce(sum(shadow_nano_usd) filter (where ${BOTH_KNOWN}), 0) as shadow_nano_usd,
  count(*) filter (where not (${BOTH_KNOWN})) as unknown_costs
from calls
where shadow is not null and closed_at is not null and started_at >= :since
group by purpose order by purpose`;

const PREDICTED_READ = `json_extract(calls.cache_prediction, '$.readTokens')`;

/** Named: since. Only the first attempt stood before the cache as it was predicted. */
export const CACHE_FORESIGHT = `
select json_extract(calls.cache_prediction, '$.state') as state, count(*) as calls,
  sum(fresh_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)
    as prompt_tokens,
  sum(${PREDICTED_READ}) as predicted_read_tokens,
  sum(cache_read_tokens) as read_tokens,
  sum(abs(${PREDICTED_READ} - cache_read_tokens)) as off_tokens
from calls join attempts using (call_id)
where calls.cache_prediction is not null and calls.started_at >= :since and attempts.role is null
  and attempts.number = 1 + (
    select count(*) from attempts as asked
    where asked.call_id = calls.call_id and asked.role is not null
  )
  and attempts.outcome in ('answered', 'rejected') and attempts.usage_state = 'reported'
  and attempts.provider || '/' || attempts.requested_model
    = json_extract(calls.cache_prediction, '$.model')
group by 1 order by 1`;

/** Instances with calls or attempts still open. */
export const INSTANCES_WITH_OPEN_ROWS = `
select * from instances where id in (
  select instance from calls where closed_at is null
  union
  select calls.instance from attempts join calls using (call_id) where attempts.closed_at is null
)`;

/** Then: closed_at, instance, opened before. */
export const INTERRUPT_ATTEMPTS = `
update attempts set
  outcome = 'interrupted', detail = 'the process ended first', usage_state = 'unknown',
  cost_state = 'unknown', total_ms = 0, closed_at = ?
where closed_at is null and call_id in (
  select open.call_id from attempts as open join calls using (call_id)
  where open.closed_at is null and calls.instance = ? and calls.started_at < ?
)`;

/** Then: closed_at, instance, opened before. */
export const INTERRUPT_CALLS = `
update calls set
  outcome = 'interrupted', status = 0, attempt_reasons = '[]', cost_state = 'unknown',
  baseline_state = 'unknown', total_ms = 0, overhead_us = 0,
  attempts = (
    select count(*) from attempts where attempts.call_id = calls.call_id and role is null
  ),
  closed_at = ?
where closed_at is null and instance = ? and started_at < ?`;

function assignments(columns: readonly string[]): string {
  return columns.map((column) => `${column} = ?`).join(', ');
}

/**
 * Named: since, until. Sums as real: beyond nine million dollars a float is close enough, and an
 * integer would make reading fail. One row per key and tier; the caller folds the tiers together. A call
 * and its repeats are counted at the first of them, and their end is that of the last.
 */
function totalsBy(key: string): string {
  const isLast = `not exists (
    select 1 from calls as later
    where later.retry_of = coalesce(calls.retry_of, calls.call_id) and later.row > calls.row
  )`;
  const routingCost = `(
    select coalesce(sum(asked.cost_nano_usd), 0) from attempts as asked
    where asked.call_id = calls.call_id and asked.role is not null
  )`;
  const bothKnown = 'cost_nano_usd is not null and baseline_nano_usd is not null';
  return `
select
  ${key} as key,
  ${TIER_KEY} as tier,
  count(*) filter (where retry_of is null) as calls,
  count(escalated_from) filter (where ${isLast}) as escalations,
  count(*) filter (where outcome in ('failed', 'interrupted') and ${isLast}) as failures,
  cast(coalesce(sum(cost_nano_usd), 0) as real) as nano_usd,
  cast(coalesce(sum(${routingCost}) filter (where cost_nano_usd is not null), 0) as real)
    as routing_nano_usd,
  cast(coalesce(sum(cost_nano_usd) filter (where ${bothKnown}), 0) as real) as comparable_nano_usd,
  cast(coalesce(sum(baseline_nano_usd) filter (where ${bothKnown}), 0) as real) as baseline_nano_usd,
  count(*) filter (where not (${bothKnown})) as unknown_costs
from calls
where closed_at is not null and started_at >= :since and started_at < :until
group by 1, 2
order by 1, 2`;
}
