import { promptTokens, type UsageReading } from '../../core/usage.ts';
import type { AttemptRecord, ExcludedModel, Receipt } from '../../ledger/ledger.ts';
import { REASONS, type Reason } from '../../core/reason.ts';
import { paint, SIMULATED_LABEL } from '../output.ts';
import { renderCost, renderMs, savedBy } from './cost.ts';

/** One call with everything that happened to it, for people. */
export function renderReceipt(receipt: Receipt): string {
  const { call, closed } = receipt;
  return [
    heading(receipt),
    field('decision', decisionText(receipt)),
    field('because', [...new Set([...call.reasons, ...(closed?.reasons ?? [])])].map(explainReason)),
    field('evidence', call.explanation),
    field('plan', call.plan.map((step) => `tier ${step.tier}  ${step.model}${step.after.length > 0 ? `  after it ${step.after.join(' or ')}` : ''}`)),
    field('left out', call.excluded.map(exclusionText)),
    field('attempts', receipt.attempts.map(attemptText)),
    field('outcome', closed === null ? 'still running, or interrupted' : outcomeText(receipt)),
    ...(closed === null ? [] : [field('cost', costText(receipt)), field('time', timeText(receipt))]),
    field('versions', `policy ${call.policyVersion} · catalog ${call.catalogVersion} · classifier ${call.classifier}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function heading({ call }: Receipt): string {
  const time = new Date(call.startedAt).toISOString().replace('T', ' ').slice(0, 19);
  const simulated = call.simulated ? `  ${paint('inverse', ` ${SIMULATED_LABEL} `)}` : '';
  return `${paint('bold', call.callId)}  ${time} UTC  ${call.endpoint}${call.stream ? ' (stream)' : ''}${simulated}`;
}

function decisionText({ call, closed }: Receipt): string {
  const task = call.taskType ?? 'not recognised';
  const sure = call.confidence === null ? '' : ` (p ${call.confidence.toFixed(2)})`;
  const tier = call.tier === null ? 'refused' : `tier ${call.tier}`;
  const served = closed?.escalatedFrom == null ? '' : ` → tier ${closed.servedTier}`;
  return `${tier}${served} by ${call.decidedBy}, asked for ${call.requestedModel}, task ${task}${sure}, delivered ${call.delivery ?? 'not at all'}`;
}

function explainReason(reason: Reason): string {
  return `${reason}: ${REASONS[reason]}`;
}

function exclusionText(excluded: ExcludedModel): string {
  const detail = excluded.detail === null ? '' : ` (${excluded.detail})`;
  return `tier ${excluded.tier}  ${excluded.model}  ${explainReason(excluded.reason)}${detail}`;
}

function attemptText({ opened, closed }: AttemptRecord): string {
  const start = `${opened.number}  tier ${opened.tier}  ${opened.provider}/${opened.requestedModel}`;
  const why = opened.reason === null ? '' : `  [${opened.reason}]`;
  const altered = opened.changes.filter((change) => !change.startsWith('model='));
  const changes = altered.length === 0 ? '' : `  changed: ${altered.join(', ')}`;
  if (closed === null) return `${start}${why}  open`;
  const mark = closed.outcome === 'answered' ? paint('green', 'answered') : paint('yellow', closed.outcome);
  const detail = closed.detail === null ? '' : `  ${closed.detail}`;
  return `${start}${why}  ${renderMs(closed.totalMs)}  ${mark}${detail}  ${renderCost(closed.cost)}  ${usageText(closed.usage)}${changes}`;
}

function usageText(reading: UsageReading): string {
  if (reading.state === 'unknown') return 'usage unknown';
  const { usage } = reading;
  const classes = [
    `in ${number(promptTokens(usage))}`,
    usage.cacheReadTokens > 0 && `cache read ${number(usage.cacheReadTokens)}`,
    usage.cacheWrite5mTokens > 0 && `cache write 5m ${number(usage.cacheWrite5mTokens)}`,
    usage.cacheWrite1hTokens > 0 && `cache write 1h ${number(usage.cacheWrite1hTokens)}`,
    `out ${number(usage.outputTokens)}`,
    (usage.thinkingTokens ?? 0) > 0 && `of it thinking ${number(usage.thinkingTokens ?? 0)}`,
  ];
  const text = classes.filter((part) => part !== false).join(' · ');
  return `(${reading.state === 'estimated' ? 'estimated: ' : ''}${text})`;
}

function outcomeText({ closed }: Receipt): string {
  if (closed === null) return '';
  const error = closed.errorCode === null ? '' : `, ${closed.errorCode}`;
  const served = closed.servedModel === null ? '' : ` by ${closed.servedModel}`;
  return `${closed.outcome}${served}, status ${closed.status}${error}`;
}

function costText({ closed }: Receipt): string {
  if (closed === null) return '';
  const baseline = closed.baselineModel === null ? 'none' : `${renderCost(closed.baseline)} on ${closed.baselineModel}`;
  const saved = renderCost(savedBy(closed.cost, closed.baseline));
  return `${renderCost(closed.cost)}   baseline ${baseline}   saved ${saved}`;
}

function timeText({ closed }: Receipt): string {
  if (closed === null) return '';
  const first = closed.firstByteMs === null ? '' : `, first byte after ${renderMs(closed.firstByteMs)}`;
  return `${renderMs(closed.totalMs)}${first}, Modicum itself ${(closed.overheadUs / 1000).toFixed(2)} ms before the first attempt`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

const INDENT = ' '.repeat(12);

function field(name: string, value: string | readonly string[]): string {
  const lines = typeof value === 'string' ? [value] : value;
  if (lines.length === 0) return '';
  return ` ${paint('dim', name.padEnd(10))} ${lines.join(`\n${INDENT}`)}`;
}
