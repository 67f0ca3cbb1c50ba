import { formatUsd } from '../../core/money.ts';
import { promptTokens, type UsageReading } from '../../core/usage.ts';
import type { AttemptRecord, ExcludedModel, PlannedStep, Receipt } from '../../ledger/ledger.ts';
import { REASONS, type Reason } from '../../core/reason.ts';
import { paint, SIMULATED_LABEL } from '../output.ts';
import { cacheFields } from './cache.ts';
import { renderCost, renderMs, savedBy } from './cost.ts';
import { renderFields, type Field } from './fields.ts';
import { changeField, questionsField, reasonTexts, seenFields } from './grounds.ts';
import { metaFields } from './meta.ts';
import { purposeFields } from './purpose.ts';
import { renderTook } from './took.ts';

/** One call with everything that happened to it, for people; lines are at most `width` wide. */
export function renderReceipt(receipt: Receipt, width: number): string {
  const { call } = receipt;
  const fields: Field[] = [
    ['decision', decisionText(receipt)],
    ...purposeFields(receipt),
    ['because', reasonsText(receipt)],
    ...groundsFields(call),
    ['evidence', call.explanation],
    ...metaFields(call.meta ?? null),
    ['plan', call.plan.map(stepText)],
    ['left out', call.excluded.map(exclusionText)],
    ['attempts', receipt.attempts.map(attemptText)],
    ...cacheFields(receipt),
    ['outcome', outcomeText(receipt)],
    ['cost', costText(receipt)],
    ['time', timeText(receipt)],
    [
      'versions',
      `policy ${call.policyVersion} · catalog ${call.catalogVersion} · classifier ${call.classifier}`,
    ],
  ];
  return [heading(receipt), renderFields(fields, width)].join('\n');
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
  return `${tier}${served} by ${call.decidedBy}, asked for ${call.requestedModel}, task ${task}${sure}, delivered ${deliveryText(call)}`;
}

/** A client that asked for no stream gets its answer whole, whether or not anybody judged it first. */
function deliveryText({ delivery, stream }: Receipt['call']): string {
  if (delivery === null) return 'not at all';
  return delivery === 'streamed' && !stream ? 'whole' : delivery;
}

function stepText({ tier, model, after, estimatedNanoUsd }: PlannedStep): string {
  const price = estimatedNanoUsd == null ? '' : `  ~${formatUsd(estimatedNanoUsd)}`;
  return `tier ${tier}  ${model}${price}${after.length > 0 ? `  after it ${after.join(' or ')}` : ''}`;
}

/** Those of the decision with the signals they rest on; those that arose while attempting without. */
function reasonsText({ call, closed }: Receipt): readonly string[] {
  const evidence = call.grounds?.evidence ?? [];
  const later = closed?.reasons ?? [];
  if (evidence.length === 0) return [...new Set([...call.reasons, ...later])].map(explainReason);
  const told = new Set(evidence.map(({ reason }) => reason));
  const fresh = [...new Set(later)].filter((reason) => !told.has(reason));
  return [...reasonTexts(evidence), ...fresh.map(explainReason)];
}

/** What was seen and asked; of rows of before nothing is known. */
function groundsFields({ grounds }: Receipt['call']): readonly Field[] {
  if (grounds === null) return [];
  const { seen, answers, wouldChange } = grounds;
  if (answers.length === 0) return seenFields(seen);
  return [...seenFields(seen), questionsField(answers), changeField(wouldChange)];
}

function explainReason(reason: Reason): string {
  return `${reason}: ${REASONS[reason]}`;
}

function exclusionText(excluded: ExcludedModel): string {
  const detail = excluded.detail === null ? '' : ` (${excluded.detail})`;
  return `tier ${excluded.tier}  ${excluded.model}  ${explainReason(excluded.reason)}${detail}`;
}

function attemptText({ opened, closed }: AttemptRecord): string {
  const role = opened.role === undefined ? '' : `to ${opened.role} it  `;
  const start = `${opened.number}  ${role}tier ${opened.tier}  ${opened.provider}/${opened.requestedModel}`;
  const why = opened.reason === null ? '' : `  [${opened.reason}]`;
  const altered = opened.changes.filter((change) => !change.startsWith('model='));
  const changes = altered.length === 0 ? '' : `  changed: ${altered.join(', ')}`;
  if (closed === null) return `${start}${why}  open`;
  const mark =
    closed.outcome === 'answered' ? paint('green', 'answered') : paint('yellow', closed.outcome);
  const detail = closed.detail === null ? '' : `  ${closed.detail}`;
  const took = renderTook(closed);
  return `${start}${why}${took === null ? '' : `  ${took}`}  ${mark}${detail}  ${renderCost(closed.cost)}  ${usageText(closed.usage)}${changes}`;
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
  if (closed === null) return 'still running, or left by a crash';
  if (closed.outcome === 'interrupted') return 'interrupted: Modicum ended before the call did';
  const error = closed.errorCode === null ? '' : `, ${closed.errorCode}`;
  const served = closed.servedModel === null ? '' : ` by ${closed.servedModel}`;
  return `${closed.outcome}${served}, status ${closed.status}${error}`;
}

function costText({ closed }: Receipt): string | readonly string[] {
  if (closed === null) return [];
  const baseline =
    closed.baselineModel === null
      ? 'none'
      : `${renderCost(closed.baseline)} on ${closed.baselineModel}`;
  const saved = renderCost(savedBy(closed.cost, closed.baseline));
  return `${renderCost(closed.cost)}   baseline ${baseline}   saved ${saved}`;
}

function timeText({ closed }: Receipt): string | readonly string[] {
  if (closed === null) return [];
  const took = renderTook(closed);
  if (took === null) return 'unknown';
  const first =
    closed.firstByteMs === null ? '' : `, first byte after ${renderMs(closed.firstByteMs)}`;
  return `${took}${first}, Modicum itself ${(closed.overheadUs / 1000).toFixed(2)} ms before the first attempt`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
