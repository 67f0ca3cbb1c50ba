/**
 * What was asked, as the classifier sees it, as JSON: empty unless the user has prompts kept. A table of its
 * own, so that forgetting it touches no row of a call.
 */
export const prompts = `
create table prompts (
  call_id text primary key,
  kept_at integer not null,
  reading text not null
) strict;
create index prompts_by_time on prompts (kept_at);
`;
