/**
 * What the classifier saw of a call, the three questions with their answers, the signal behind each reason,
 * and what would have sent it elsewhere. As JSON; rows from before have none.
 */
export const grounds = `
alter table calls add column grounds text;
`;
