/**
 * What came of asking a cheap model what a call is, as JSON, and what attempts were for that did not try to
 * answer. Rows from before asked nobody.
 */
export const meta = `
alter table calls add column meta text;
alter table attempts add column role text;
`;
