import { PURPOSES, type Purpose } from '../../core/purpose.ts';
import type { OpenCall, Receipt } from '../../ledger/ledger.ts';
import { renderCost } from './cost.ts';
import type { Field } from './fields.ts';

/** What the client was doing, where routing would have sent it, and what it was a repeat of. */
export function purposeFields(receipt: Receipt): readonly Field[] {
  return [
    ['purpose', purposeText(receipt.call)],
    ['observed', shadowText(receipt)],
    ['repeats', repeatTexts(receipt)],
  ];
}

/** Nothing for a program's plain call: it has nothing to say. */
function purposeText({ purpose, lane, laneMode }: OpenCall): readonly string[] {
  if (purpose === 'call' && lane === null) return [];
  const place = lane === null ? '' : ` · lane ${lane}, ${LANE_MODES[laneMode ?? 'off']}`;
  return [`${purpose}: ${PURPOSES[purpose]}${place}`];
}

const LANE_MODES = {
  observe: 'observed: handed on as the client named its model',
  route: 'routed where the policy binds it',
  off: 'off: handed on unseen',
} as const;

function shadowText({ call, closed }: Receipt): readonly string[] {
  const { shadow } = call;
  if (shadow === null) return [];
  const where = `would have gone to tier ${shadow.tier} ${shadow.model} by ${shadow.decidedBy}`;
  if (closed === null) return [where];
  return [`${where} · would have cost ${renderCost(closed.shadowCost)}`];
}

function repeatTexts({ call, retriedBy }: Receipt): readonly string[] {
  const { retryOf, clientRetry } = call;
  return [
    ...(retryOf === null ? [] : [`repeat ${clientRetry ?? 1} of ${retryOf}, which failed`]),
    ...(retriedBy.length === 0 ? [] : [`repeated by the client with ${retriedBy.join(', ')}`]),
  ];
}

/** In a word, for lists; `↻` for what the client repeats. */
export function purposeMark({ purpose, retryOf }: OpenCall): string {
  return `${retryOf === null ? '' : '↻'}${MARKS[purpose]}`;
}

const MARKS: Readonly<Record<Purpose, string>> = {
  main: 'main',
  tool_continuation: 'tool',
  sub_agent: 'agent',
  title: 'title',
  web_summary: 'web',
  prompt_hook: 'hook',
  safety_monitor: 'safety',
  compaction: 'compact',
  model_check: 'check',
  count: 'count',
  discovery: 'models',
  warm_up: 'hello',
  call: '',
};
