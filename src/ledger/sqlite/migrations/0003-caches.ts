/**
 * What the cache of the first model was expected to do, and the sums of staying and of moving where a
 * conversation might have changed its model. Both as JSON; rows from before have neither.
 */
export const caches = `
alter table calls add column cache_prediction text;
alter table calls add column switch_account text;
`;
