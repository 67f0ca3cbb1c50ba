import type { Classification } from '../../core/classification.ts';
import type { Decision, Refusal } from '../../core/decision.ts';
import { modelName } from '../../core/model.ts';
import { REASONS } from '../../core/reason.ts';
import { paint } from '../output.ts';

/** A decision that was not carried out, for people. */
export function renderDecision(decision: Decision | Refusal, classification: Classification): string {
  const found = classification.taskType ?? 'not recognised';
  const lines = [
    ` task      ${decision.taskType ?? found}  (classifier ${classification.classifier}: ${found}, p ${classification.confidence.toFixed(2)}${signals(classification)})`,
  ];
  if (decision.kind === 'refusal') {
    lines.unshift(`${paint('red', 'refused')}  ${decision.reason}: ${REASONS[decision.reason]}`);
    lines.push(` told      ${decision.error.status} ${decision.error.message}`);
  } else {
    const [first, ...rest] = decision.plan;
    lines.unshift(
      `${paint('bold', `tier ${first?.tier ?? decision.tier}`)}  ${first === undefined ? '' : modelName(first.model)}  by ${decision.decidedBy}`,
    );
    lines.push(` because   ${decision.explanation}`);
    for (const step of rest) lines.push(` then      tier ${step.tier}  ${modelName(step.model)}  after it ${step.after.join(' or ')}`);
    const { promptTokens, outputTokens } = decision.estimate;
    lines.push(` estimate  ${promptTokens} tokens in, ${outputTokens} out, delivered ${decision.delivery}`);
    if (decision.reasons.length > 0) lines.push(` reasons   ${decision.reasons.join(', ')}`);
  }
  for (const entry of decision.excluded) {
    lines.push(` left out  tier ${entry.tier}  ${modelName(entry.model)}  ${entry.reason}: ${entry.detail ?? REASONS[entry.reason]}`);
  }
  lines.push(paint('dim', ' no call was made'));
  return lines.join('\n');
}

function signals({ signals: seen }: Classification): string {
  return seen.length === 0 ? '' : `, from ${seen.join(' ')}`;
}
