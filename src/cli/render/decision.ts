import type { Classification } from '../../core/classification.ts';
import type { Decision, Refusal } from '../../core/decision.ts';
import { modelName } from '../../core/model.ts';
import { REASONS } from '../../core/reason.ts';
import { paint } from '../output.ts';
import { renderFields, type Field } from './fields.ts';

/** A decision that was not carried out, for people. */
export function renderDecision(
  decision: Decision | Refusal,
  classification: Classification,
  width: number,
): string {
  const fields: Field[] = [
    ['task', taskText(decision, classification)],
    ...(decision.kind === 'refusal' ? refusalFields(decision) : planFields(decision)),
    [
      'left out',
      decision.excluded.map(
        ({ tier, model, reason, detail }) =>
          `tier ${tier}  ${modelName(model)}  ${reason}: ${detail ?? REASONS[reason]}`,
      ),
    ],
  ];
  return [headline(decision), renderFields(fields, width), paint('dim', ' no call was made')].join(
    '\n',
  );
}

function headline(decision: Decision | Refusal): string {
  if (decision.kind === 'refusal') {
    return `${paint('red', 'refused')}  ${decision.reason}: ${REASONS[decision.reason]}`;
  }
  const [first] = decision.plan;
  const model = first === undefined ? '' : `  ${modelName(first.model)}`;
  return `${paint('bold', `tier ${first?.tier ?? decision.tier}`)}${model}  by ${decision.decidedBy}`;
}

/** What the call is taken for, and what the classifier makes of it where that is something else. */
function taskText({ taskType }: Decision | Refusal, seen: Classification): string {
  const found = seen.taskType ?? 'not recognised';
  const sure = seen.taskType === null ? '' : `, p ${seen.confidence.toFixed(2)}`;
  return `${taskType ?? found}  (classifier ${seen.classifier}: ${found}${sure}${signals(seen)})`;
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

function planFields({ plan, explanation, estimate, delivery, reasons }: Decision): Field[] {
  const later = plan
    .slice(1)
    .map(
      (step) => `tier ${step.tier}  ${modelName(step.model)}  after it ${step.after.join(' or ')}`,
    );
  return [
    ['because', explanation],
    ['then', later],
    [
      'estimate',
      `${estimate.promptTokens} tokens in, ${estimate.outputTokens} out, delivered ${delivery}`,
    ],
    ['reasons', reasons.map((reason) => `${reason}: ${REASONS[reason]}`)],
  ];
}
