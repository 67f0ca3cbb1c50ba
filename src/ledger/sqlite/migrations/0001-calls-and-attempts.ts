/**
 * Calls, their attempts, the instances that write them and the catalogs they are priced by.
 * A row is inserted when its call or attempt opens and completed once; the triggers make a completed
 * row unchangeable. The partial indices hold only open rows, so recovery never scans the history.
 */
export const callsAndAttempts = `
create table instances (
  id integer primary key autoincrement,
  host text not null,
  pid integer not null,
  -- Tells a process from a later one with the same pid; null where the system does not say.
  process_start text,
  opened_at integer not null,
  closed_at integer
) strict;

create table catalogs (
  version text primary key,
  catalog text not null
) strict, without rowid;

create table calls (
  row integer primary key,
  call_id text not null unique,
  instance integer not null references instances (id),
  started_at integer not null,
  dialect text not null,
  endpoint text not null,
  requested_model text not null,
  stream integer not null,
  task_type text,
  confidence real,
  classifier text not null,
  signals text not null,
  tier integer,
  decided_by text not null,
  reasons text not null,
  explanation text not null,
  delivery text,
  plan text not null,
  excluded text not null,
  estimated_prompt_tokens integer not null,
  estimated_output_tokens integer not null,
  session text,
  agent text,
  tags text not null,
  client_retry integer,
  policy_version text not null,
  catalog_version text not null,
  simulated integer not null,
  closed_at integer,
  outcome text,
  status integer,
  error_code text,
  served_tier integer,
  served_model text,
  escalated_from integer,
  attempt_reasons text,
  cost_state text,
  cost_nano_usd integer,
  baseline_state text,
  baseline_nano_usd integer,
  baseline_model text,
  attempts integer,
  first_byte_ms real,
  total_ms real,
  overhead_us real,
  check ((closed_at is null) = (outcome is null)),
  check ((cost_nano_usd is null) = (coalesce(cost_state, 'unknown') = 'unknown')),
  check ((baseline_nano_usd is null) = (coalesce(baseline_state, 'unknown') = 'unknown'))
) strict;

create index calls_by_start on calls (started_at);
create index calls_open on calls (instance) where closed_at is null;

create table attempts (
  call_id text not null references calls (call_id),
  number integer not null,
  started_at integer not null,
  tier integer not null,
  provider text not null,
  requested_model text not null,
  reason text,
  lane text not null,
  changes text not null,
  closed_at integer,
  outcome text,
  served_model text,
  status integer,
  detail text,
  finish_reason text,
  usage_state text,
  fresh_input_tokens integer,
  cache_read_tokens integer,
  cache_write_5m_tokens integer,
  cache_write_1h_tokens integer,
  output_tokens integer,
  thinking_tokens integer,
  cost_state text,
  cost_nano_usd integer,
  first_token_ms real,
  total_ms real,
  upstream_request_id text,
  primary key (call_id, number),
  check ((closed_at is null) = (outcome is null)),
  check ((cost_nano_usd is null) = (coalesce(cost_state, 'unknown') = 'unknown')),
  check ((output_tokens is null) = (coalesce(usage_state, 'unknown') = 'unknown'))
) strict, without rowid;

create index attempts_open on attempts (call_id) where closed_at is null;

create trigger calls_close_once before update on calls when old.closed_at is not null
begin
  select raise(abort, 'a closed call never changes');
end;

create trigger attempts_close_once before update on attempts when old.closed_at is not null
begin
  select raise(abort, 'a closed attempt never changes');
end;
`;
