/** Where the time of an answer went, as JSON, of upstreams that say so. Rows from before have nothing. */
export const took = `
alter table attempts add column took text;
`;
