import type { Call } from '../core/call.ts';
import type { Classification, Classifier } from '../core/classification.ts';
import { askedText, jobText } from './asked-text.ts';
import { callShape } from './call-shape.ts';
import type { Match, RuleTable } from './match.ts';
import { matches, ruleTable } from './match.ts';
import { WIDEST_GAP } from './pattern.ts';
import type { Evidence, Family, WordRule } from './rule.ts';
import { WORD_RULES } from './rules.ts';
import type { Word } from './words.ts';
import { wordsOf } from './words.ts';

const NAME = 'word-rules@1';

/**
 * Crude, and not calibrated: about the share of natural prompts that each kind of evidence is right about,
 * for patterns of one word and of several. A trained classifier with measured figures will stand behind the
 * same interface.
 */
const CONFIDENCE: Readonly<Record<Evidence, readonly [oneWord: number, moreWords: number]>> = {
  asks: [0.3, 0.5],
  names: [0.3, 0.5],
  hints: [0.3, 0.3],
};
/** A system text that states the job is hardly ever mistaken, and neither are clear words. */
const CLEAR_CONFIDENCE = 0.8;
const SHAPE_CONFIDENCE = 0.8;

/** Names the kind of work from words and from the form of the call. For when nothing better is at hand. */
export function createWordRuleClassifier(rules: readonly WordRule[] = WORD_RULES): Classifier {
  const table = ruleTable(rules);
  return { name: NAME, classify: (call) => classificationOf(findingsIn(call, table)) };
}

/** One piece of evidence for one task type. */
interface Finding {
  readonly taskType: Match['rule']['taskType'];
  readonly signal: string;
  readonly confidence: number;
  /** What orders findings: highest first. */
  readonly weight: number;
}

function findingsIn(call: Call, table: RuleTable): readonly Finding[] {
  const job = findingsInText(jobText(call), 'job', table);
  const shape = callShape(call);
  // Where the system text states the job, what the user sends is its material.
  const stated = job.some(({ confidence }) => confidence === CLEAR_CONFIDENCE);
  const words = stated ? job : [...job, ...findingsInText(askedText(call), 'word', table)];
  if (shape === null) return words;
  const formed = {
    taskType: shape.taskType,
    signal: shape.name,
    confidence: SHAPE_CONFIDENCE,
    weight: SHAPE_WEIGHT,
  };
  return [...words, formed];
}

const STAKES_WEIGHT = 100;
const SHAPE_WEIGHT = 50;

function findingsInText(
  text: string,
  source: 'job' | 'word',
  table: RuleTable,
): readonly Finding[] {
  const all = wordsOf(text);
  const words = text.length < SHORT ? all : edgesOf(all);
  return matches(words, table, { steps: 0 })
    .filter((match) => words.length <= match.rule.longestText)
    .map((match) => ({
      taskType: match.rule.taskType,
      signal: `${source}:${match.rule.pattern}`,
      confidence: confidenceOf(match, source),
      weight: weightOf(match, words),
    }));
}

function confidenceOf({ rule, length }: Match, source: 'job' | 'word'): number {
  if (rule.evidence !== 'hints' && (source === 'job' || rule.clear)) return CLEAR_CONFIDENCE;
  return CONFIDENCE[rule.evidence][length > 1 ? 1 : 0];
}

/** In a text this long (characters) most is material: only what stands at its edges is an instruction. */
const SHORT = 500;
const FIRST_WORDS = 60;
const LAST_WORDS = 30;
/** Stands for what was left out; no pattern reaches across it. */
const GAP: Word = { text: '', startsClause: false };

function edgesOf(words: readonly Word[]): readonly Word[] {
  if (words.length <= FIRST_WORDS + LAST_WORDS) return words;
  const gap = Array.from({ length: WIDEST_GAP }, () => GAP);
  return [...words.slice(0, FIRST_WORDS), ...gap, ...words.slice(-LAST_WORDS)];
}

const EVIDENCE_WEIGHT: Readonly<Record<Evidence, number>> = { asks: 6, names: 4, hints: 2 };
const FAMILY_WEIGHT: Readonly<Record<Family, number>> = {
  'highest-stakes': 0.3,
  judgment: 0.2,
  structured: 0.1,
  processing: 0,
};

/**
 * Highest stakes come first, whatever else is asked. Then: what names the work outright, what rests on
 * more words, what stands early; and of two that weigh the same, the one that lifts.
 */
function weightOf({ rule, word, length }: Match, words: readonly Word[]): number {
  const stakes = rule.family === 'highest-stakes' && rule.evidence !== 'hints' ? STAKES_WEIGHT : 0;
  const early = word < 12 || word >= words.length - 12 ? 1.5 : 0;
  return (
    stakes +
    EVIDENCE_WEIGHT[rule.evidence] +
    0.75 * Math.min(4, length) +
    early +
    FAMILY_WEIGHT[rule.family]
  );
}

const NOTHING_RECOGNISED: Classification = {
  taskType: null,
  confidence: 0,
  alternatives: [],
  classifier: NAME,
  signals: [],
  judged: null,
};

function classificationOf(findings: readonly Finding[]): Classification {
  const ordered = findings.toSorted((a, b) => b.weight - a.weight);
  const [best] = ordered;
  if (best === undefined) {
    return NOTHING_RECOGNISED;
  }
  const others = new Map<Finding['taskType'], number>();
  for (const { taskType, confidence } of ordered) {
    if (taskType !== best.taskType && !others.has(taskType)) others.set(taskType, confidence);
  }
  return {
    taskType: best.taskType,
    confidence: best.confidence,
    alternatives: [...others].map(([taskType, confidence]) => ({ taskType, confidence })),
    classifier: NAME,
    signals: ordered
      .filter(({ taskType }) => taskType === best.taskType)
      .map(({ signal }) => signal),
    judged: null,
  };
}
