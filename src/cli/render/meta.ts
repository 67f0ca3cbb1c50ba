import { META_PROBLEMS, type MetaFinding } from '../../core/meta.ts';
import { renderCost } from './cost.ts';
import type { Field } from './fields.ts';

/** What came of asking a cheap model what the call is, and what asking cost; nothing where none was asked. */
export function metaFields(finding: MetaFinding | null): readonly Field[] {
  return finding === null ? [] : [['asked', [whatCame(finding), costText(finding)]]];
}

function whatCame(finding: MetaFinding): string {
  const who = finding.model ?? 'nobody';
  if (finding.kind === 'failed') {
    return `${who}: ${finding.problem}, ${META_PROBLEMS[finding.problem]} (${finding.detail})`;
  }
  const { taskType, tier, confidence } = finding.answer;
  return `${who}: ${taskType}, tier ${tier}, ${Math.round(confidence * 100)} % sure by its own word`;
}

const COST: Readonly<Record<MetaFinding['from'], string>> = {
  asked: 'part of what the call costs',
  remembered: 'the answer to the same question before',
  shared: 'the answer to the same question of another call at the time',
};

const NOTHING_PAID = 'nothing was paid for it';

function costText({ kind, cost, from }: MetaFinding): string {
  const isFree = cost.state === 'final' && cost.nanoUsd === 0;
  const why = kind === 'failed' && from === 'asked' && isFree ? NOTHING_PAID : COST[from];
  return `${renderCost(cost)}, ${why}`;
}
