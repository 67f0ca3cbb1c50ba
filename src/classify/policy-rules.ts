import type { Call } from '../core/call.ts';
import type { Classification, Classifier } from '../core/classification.ts';
import { ModicumError } from '../core/error.ts';
import type { PolicyWordRule } from '../core/policy.ts';
import type { TaskType } from '../core/task.ts';
import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { askedText, jobText } from './asked-text.ts';
import { matches, ruleTable, type Match, type RuleTable } from './match.ts';
import { readPattern, WIDEST_GAP } from './pattern.ts';
import { wordsOf, type Word } from './words.ts';

/**
 * A classifier that asks the user's own word rules first. What they name is certain; only what the other
 * recognises as work of the highest stakes overrides them, because what lifts overrides what lowers.
 */
export function withPolicyRules(
  rules: readonly PolicyWordRule[],
  classifier: Classifier,
): Classifier {
  if (rules.length === 0) return classifier;
  const table = ruleTable(rules.map(({ words, task }) => ({ taskType: task, pattern: words })));
  return {
    name: classifier.name,
    classify(call, purpose) {
      const seen = classifier.classify(call, purpose);
      const match = bestMatch(call, table);
      if (match === null || overrides(seen, match.rule.taskType)) return seen;
      const { taskType, pattern } = match.rule;
      return { ...seen, ...namedBy(taskType, pattern), alternatives: otherThan(seen, taskType) };
    },
  };
}

/** As sure as words can be. */
const RULE_CONFIDENCE = 0.95;
/** From here on a type of the highest stakes is believed against a rule. */
const SURE_STAKES = 0.5;

function overrides({ taskType, confidence }: Classification, ruled: TaskType): boolean {
  if (taskType === null || confidence < SURE_STAKES) return false;
  return TASK_CONTRACTS[taskType].tier === 3 && TASK_CONTRACTS[ruled].tier < 3;
}

/** A rule says what the work is, and with it which tier; what was predicted besides does not count. */
function namedBy(taskType: TaskType, pattern: string) {
  return { taskType, confidence: RULE_CONFIDENCE, signals: [`rule:${pattern}`], judged: null };
}

function otherThan(
  { taskType, confidence, alternatives }: Classification,
  ruled: TaskType,
): Classification['alternatives'] {
  const first = taskType === null ? [] : [{ taskType, confidence }];
  return [...first, ...alternatives].filter((other) => other.taskType !== ruled);
}

/** What rests on more words tells more; of two alike the one that lifts, then the policy's order. */
function bestMatch(call: Call, table: RuleTable): Match | null {
  const found = [jobText(call), askedText(call)].flatMap((text) =>
    matches(edgesOf(wordsOf(text)), table, { steps: 0 }),
  );
  const tier = ({ rule }: Match) => TASK_CONTRACTS[rule.taskType].tier;
  return found.toSorted((a, b) => tier(b) - tier(a) || b.length - a.length)[0] ?? null;
}

/** In a long text most is material: only what stands at its edges is an instruction. */
const FIRST_WORDS = 60;
const LAST_WORDS = 30;
/** Stands for what was left out; no pattern reaches across it. */
const GAP: Word = { text: '', startsClause: false };

function edgesOf(words: readonly Word[]): readonly Word[] {
  if (words.length <= FIRST_WORDS + LAST_WORDS) return words;
  const gap = Array.from({ length: WIDEST_GAP }, () => GAP);
  return [...words.slice(0, FIRST_WORDS), ...gap, ...words.slice(-LAST_WORDS)];
}

/** What is wrong with a pattern, for whoever reads a policy; `null` when nothing is. */
export function patternProblem(pattern: string): string | null {
  try {
    readPattern(pattern);
    return null;
  } catch (error) {
    if (error instanceof ModicumError) return error.message;
    throw error;
  }
}
