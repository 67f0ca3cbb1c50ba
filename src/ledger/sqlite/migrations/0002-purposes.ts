/**
 * What the client was doing, where routing would have sent an observed call, and which failed call a
 * repeat belongs to. Rows from before say `call`, the purpose of which nothing is known.
 */
export const purposes = `
alter table calls add column purpose text not null default 'call';
alter table calls add column lane text;
alter table calls add column lane_mode text;
alter table calls add column shadow text;
alter table calls add column shadow_state text;
alter table calls add column shadow_nano_usd integer;
alter table calls add column retry_of text;
create index calls_by_retry on calls (retry_of) where retry_of is not null;
create index calls_by_session on calls (session, started_at) where session is not null;
`;
