import type { Call } from '../core/call.ts';
import type { Classification, Classifier } from '../core/classification.ts';
import type { TaskType } from '../core/task.ts';
import { askedText, jobText } from './asked-text.ts';
import { callShape } from './call-shape.ts';
import { matches, ruleTable } from './match.ts';
import type { RuleTable } from './match.ts';
import type { Evidence, Family, WordRule } from './rule.ts';
import { WORD_RULES } from './rules.ts';
import { wordsOf } from './words.ts';

const NAME = 'word-rules@1';

/** Crude, and not calibrated: the share of natural prompts each kind of rule is right about, roughly. */
const CONFIDENCE: Readonly<Record<Evidence, number>> = { asks: 0.7, names: 0.55, hints: 0.35 };
const SHAPE_CONFIDENCE = 0.8;

/** Processing is only read off a text this short: in a longer one such words are material. */
const SHORT = 500;

const LIFT: Readonly<Record<Family, number>> = {
  'highest-stakes': 3,
  judgment: 2,
  structured: 1,
  processing: 0,
};

/** Names the kind of work from words and from the form of the call. For when nothing better is at hand. */
export function createWordRuleClassifier(rules: readonly WordRule[] = WORD_RULES): Classifier {
  const table = ruleTable(rules);
  return { name: NAME, classify: (call) => classify(call, table) };
}

interface Candidate {
  readonly taskType: TaskType;
  readonly confidence: number;
  readonly lift: number;
  readonly length: number;
  readonly signal: string;
  readonly at: number;
}

function classify(call: Call, table: RuleTable): Classification {
  const shape = callShape(call);
  const candidates = [
    ...candidatesIn(jobText(call), 'job', table),
    ...candidatesIn(askedText(call), 'word', table),
  ];
  if (shape !== null) {
    candidates.push({ taskType: shape.taskType, confidence: SHAPE_CONFIDENCE, lift: 0, length: 1, signal: shape.name, at: 0 });
  }
  const ordered = candidates.toSorted(
    (a, b) =>
      Number(b.lift === 3) - Number(a.lift === 3) ||
      b.confidence - a.confidence ||
      b.length - a.length ||
      b.lift - a.lift ||
      a.at - b.at,
  );
  return classificationOf(ordered);
}

function candidatesIn(text: string, source: string, table: RuleTable): Candidate[] {
  const words = wordsOf(text);
  const short = text.length < SHORT;
  return matches(words, table, { steps: 0 })
    .filter(({ rule }) => short || source === 'job' || rule.family !== 'processing')
    .map(({ rule, word, length }) => ({
      taskType: rule.taskType,
      confidence: CONFIDENCE[rule.evidence],
      lift: LIFT[rule.family],
      length,
      signal: `${source}:${rule.pattern}`,
      at: word,
    }));
}

function classificationOf(ordered: readonly Candidate[]): Classification {
  const [best] = ordered;
  if (best === undefined) {
    return { taskType: null, confidence: 0, alternatives: [], classifier: NAME, signals: [] };
  }
  const others = new Map<TaskType, number>();
  for (const { taskType, confidence } of ordered) {
    if (taskType !== best.taskType && !others.has(taskType)) others.set(taskType, confidence);
  }
  return {
    taskType: best.taskType,
    confidence: best.confidence,
    alternatives: [...others].map(([taskType, confidence]) => ({ taskType, confidence })),
    classifier: NAME,
    signals: ordered.filter(({ taskType }) => taskType === best.taskType).map(({ signal }) => signal),
  };
}
