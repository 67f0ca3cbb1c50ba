import { evidenceOf } from './decision-evidence.ts';
import type { Candidate, Decision, Ruling } from './decision.ts';
import { modelName } from './model.ts';
import { planCosts } from './plan-costs.ts';
import { REASONS, type Reason } from './reason.ts';
import type { RoutingInput } from './routing-input.ts';
import { answerQuestions, clauseOf } from './three-questions.ts';

/** One sentence for people: what was decided, on what evidence, and what moved it since. */
export function explain(told: {
  readonly first: Candidate;
  readonly evidence: string;
  readonly reasons: readonly Reason[];
}): string {
  const { first, evidence, reasons } = told;
  const grounds = [evidence, ...reasons.map((reason) => REASONS[reason])].join('; ');
  return `Tier ${first.tier}, ${modelName(first.model)}: ${grounds}.`;
}

/** The ruling with its grounds: a second sentence says what kind of work it is, where that counted. */
export function withGrounds(ruling: Ruling, input: RoutingInput): Decision {
  const answers = answerQuestions(ruling, input);
  const clause = clauseOf(answers, ruling);
  const explanation =
    clause === null ? ruling.explanation : `${ruling.explanation} ${upperFirst(clause)}.`;
  const evidence = evidenceOf(ruling, input);
  return { ...ruling, explanation, answers, evidence, planCosts: planCosts(ruling, input) };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
