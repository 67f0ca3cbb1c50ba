import type { Classification } from '../../core/classification.ts';
import type { Decision, Refusal } from '../../core/decision.ts';
import { modelName } from '../../core/model.ts';
import type { Spared } from '../../core/spared.ts';
import { REASONS } from '../../core/reason.ts';
import { paint } from '../output.ts';
import { renderCost } from './cost.ts';
import { renderFields, type Field } from './fields.ts';
import { renderSpeed } from './speed.ts';
import { metaFields } from './meta.ts';
import { changeField, questionsField, reasonTexts, seenFields } from './grounds.ts';

/** A decision that was not carried out, for people. */
export function renderDecision(
  decision: Decision | Refusal | Spared,
  classification: Classification,
  width: number,
): string {
  const fields: Field[] = [
    ['task', taskText(decision, classification)],
    ...seenFields(classification),
    ...answerFields(decision),
    [
      'left out',
      decision.excluded.map(
        ({ tier, model, reason, detail }) =>
          `tier ${tier}  ${modelName(model)}  ${reason}: ${detail ?? REASONS[reason]}`,
      ),
    ],
    ...changeFields(decision),
  ];
  return [
    headline(decision),
    renderFields(fields, width),
    paint('dim', ` ${madeText(decision)}`),
  ].join('\n');
}

/** A decision that only keys or servers are wanting for: what it would be, and what is in its way now. */
export function renderWithKeys(
  { refusal, withKeys }: { readonly refusal: Refusal; readonly withKeys: Decision },
  classification: Classification,
  width: number,
): string {
  const fields: Field[] = [
    ['task', taskText(withKeys, classification)],
    ...seenFields(classification),
    ...decisionFields(withKeys),
    ...changeFields(withKeys),
    ['wanting', `${refusal.error.status} ${refusal.error.message}`],
  ];
  const now = `${paint('red', 'refused now')}  ${refusal.reason}: ${REASONS[refusal.reason]}`;
  return [
    `${headline(withKeys)}, with keys and servers up`,
    now,
    renderFields(fields, width),
    paint('dim', ' no call was made'),
  ].join('\n');
}

/** Asking what a text is, is a call in the ledger; doing what it asks would be another. */
function madeText(decision: Decision | Refusal | Spared): string {
  const isAsked = decision.kind === 'decision' && decision.meta?.from === 'asked';
  return isAsked ? 'it was asked about and not answered' : 'no call was made';
}

function headline(decision: Decision | Refusal | Spared): string {
  if (decision.kind === 'refusal') {
    return `${paint('red', 'refused')}  ${decision.reason}: ${REASONS[decision.reason]}`;
  }
  if (decision.kind === 'spared') return `${paint('bold', 'tier none')}  by ${decision.decidedBy}`;
  const [first] = decision.plan;
  const model = first === undefined ? '' : `  ${modelName(first.model)}`;
  return `${paint('bold', `tier ${first?.tier ?? decision.tier}`)}${model}  by ${decision.decidedBy}`;
}

/** What the call is taken for, and what the classifier makes of it where that is something else. */
function taskText({ taskType }: Decision | Refusal | Spared, seen: Classification): string {
  const found = seen.taskType ?? 'not recognised';
  const sure = seen.taskType === null ? '' : `, p ${seen.confidence.toFixed(2)}`;
  return `${taskType ?? found}  (classifier ${seen.classifier}: ${found}${sure}${signals(seen)})`;
}

function answerFields(decision: Decision | Refusal | Spared): readonly Field[] {
  switch (decision.kind) {
    case 'refusal':
      return refusalFields(decision);
    case 'spared':
      return [['because', decision.explanation]];
    case 'decision':
      return decisionFields(decision);
  }
}

function changeFields(decision: Decision | Refusal | Spared): readonly Field[] {
  return decision.kind !== 'decision' || decision.wouldChange === undefined
    ? []
    : [changeField(decision.wouldChange)];
}

/** The first signals are the strongest; a rule's whole pattern is for --json. */
const SIGNALS_SHOWN = 3;
const SIGNAL_LENGTH = 40;

function signals({ signals: seen }: Classification): string {
  if (seen.length === 0) return '';
  const shown = seen
    .slice(0, SIGNALS_SHOWN)
    .map((signal) =>
      signal.length > SIGNAL_LENGTH ? `${signal.slice(0, SIGNAL_LENGTH)}…` : signal,
    );
  const more = seen.length > SIGNALS_SHOWN ? ` and ${seen.length - SIGNALS_SHOWN} more` : '';
  return `, from ${shown.join(', ')}${more}`;
}

function refusalFields({ error }: Refusal): Field[] {
  return [['told', `${error.status} ${error.message}`]];
}

function decisionFields(decision: Decision): Field[] {
  const { explanation, answers, evidence, estimate, delivery, meta } = decision;
  return [
    ['because', explanation],
    ...metaFields(meta ?? null),
    questionsField(answers),
    ['reasons', reasonTexts(evidence)],
    ['plan', planTexts(decision)],
    [
      'estimate',
      `${estimate.promptTokens} tokens in, ${estimate.outputTokens} out, delivered ${delivery}`,
    ],
  ];
}

function planTexts({ plan, planCosts }: Decision): readonly string[] {
  return plan.map(({ tier, model, after, speed }, index) => {
    const cost = planCosts[index];
    const price = cost === undefined ? '' : `  ${renderCost(cost)}`;
    const pace = speed === undefined ? '' : `  ${renderSpeed(speed)}`;
    const when = after.length === 0 ? '' : `  after it ${after.join(' or ')}`;
    return `tier ${tier}  ${modelName(model)}${price}${when}${pace}`;
  });
}
