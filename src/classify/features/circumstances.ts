import type { Reading } from '../reading.ts';

/** Where a call stands: the same words ask for more inside an agent's conversation than alone. */
export type Context = 'bare' | 'program' | 'agent';

export function contextOf({ tools, turns, system, purpose }: Reading): Context {
  if (tools.length > 0 || (purpose !== 'call' && turns > 0)) return 'agent';
  return system !== '' || turns > 0 ? 'program' : 'bare';
}

/** Names of circumstances that have a place of their own in the idea vector. */
export const CIRCUMSTANCES = [
  'always',
  'kind:bare',
  'kind:program',
  'kind:agent',
  'code',
  'question',
  'attachments',
  'one-line',
  'length:0',
  'length:1',
  'length:2',
  'length:3',
  'length:4',
  'length:5',
  'length:6',
  'length:7',
  'length:8',
  'length:9',
  'turns:0',
  'turns:1',
  'turns:2',
  'turns:3',
  'has-job',
  'no-job',
  'job-length:0',
  'job-length:1',
  'job-length:2',
  'job-length:3',
  'job-length:4',
  'lines:0',
  'lines:1',
  'lines:2',
  'lines:3',
  'may-edit',
  'only-reads',
] as const;

/** What is known of a call besides its words; all but tools and shapes are among `CIRCUMSTANCES`. */
export function circumstancesOf(reading: Reading): readonly string[] {
  const { ask, tools, turns, system, shape, purpose } = reading;
  const length = Math.min(9, Math.max(0, Math.floor(Math.log2(ask.length + 1)) - 2));
  const found = [
    'always',
    `kind:${contextOf(reading)}`,
    `length:${length}`,
    `turns:${Math.min(3, turns)}`,
    system === '' ? 'no-job' : 'has-job',
    `lines:${linesOf(ask)}`,
  ];
  if (system !== '') found.push(`job-length:${Math.min(4, Math.floor(system.length / 120))}`);
  if (looksLikeCode(ask)) found.push('code');
  if (ask.endsWith('?')) found.push('question');
  if (!ask.includes('\n')) found.push('one-line');
  if (reading.hasAttachments) found.push('attachments');
  if (shape !== null) found.push(shape);
  if (purpose !== 'call') found.push(`purpose:${purpose}`);
  if (tools.length > 0)
    found.push(tools.some((tool) => EDITS.test(tool)) ? 'may-edit' : 'only-reads');
  for (const tool of tools) found.push(`tool:${tool}`);
  return found;
}

/** Tools that change files: an agent without any looks things up. */
const EDITS = /edit|write|replace|patch|insert|create_file/i;

/** 0 for one line, then by powers of three. */
function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && lines < 27; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines === 0 ? 0 : Math.min(3, 1 + Math.floor(Math.log(lines) / Math.log(3)));
}

/** Looked for near the beginning only. */
function looksLikeCode(text: string): boolean {
  const head = text.length > 3_000 ? text.slice(0, 3_000) : text;
  return CODE_MARKS.some((mark) => head.includes(mark));
}

const CODE_MARKS = ['```', ';\n', '=>', 'def ', '#include', 'function ', '</'];
