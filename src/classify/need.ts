import type { TaskType } from '../core/task.ts';

/** What the need for a strong model is judged from. */
export interface NeedSigns {
  readonly ask: string;
  /** Probability of each label. */
  readonly likely: ArrayLike<number>;
  /** Per label: how much better a strong model usually does that work, -1 to 1 (`gainOf`). */
  readonly gains: readonly number[];
  /** Probability of each tier to be the lowest that is enough. */
  readonly tiers: readonly number[];
}

/**
 * The probability that a cheap model answers this worse than a strong one: from the kind of work, from the
 * tier it seems to need, and from the form of the question (length, long answers to choose from, suppositions).
 * A plain formula: weights learned from scores of public benchmarks did no better than length on others
 * (docs/classifier.md), these do.
 */
export function needForStrong({ ask, likely, gains, tiers }: NeedSigns): number {
  const text = ask.length > LONGEST ? ask.slice(0, LONGEST) : ask;
  let gain = 0;
  for (const [index, one] of gains.entries()) gain += one * (likely[index] ?? 0);
  const { sentences, longWords, suppositions, optionLength } = formOf(text);
  const need =
    0.8 * (Math.min(LONG, Math.log(ask.length + 1)) - 5.5) +
    0.5 * optionLength +
    0.4 * Math.min(1, suppositions) -
    2 * longWords +
    0.25 * Math.log(1 + sentences) +
    0.9 * gain +
    0.3 * ((tiers[2] ?? 0) + 2 * (tiers[3] ?? 0));
  return 1 / (1 + Math.exp(-(SLOPE * need + START)));
}

/** Logarithm of the length beyond which more is material, not difficulty. */
const LONG = 7.5;
/** Characters whose form is looked at. */
const LONGEST = 2_000;
const SLOPE = 1;
const START = -1.6;

interface Form {
  readonly sentences: number;
  /** Share of words of more than eight letters: names of things, not steps to take. */
  readonly longWords: number;
  readonly suppositions: number;
  /** Logarithm of how long the answers to choose from are; 0 without any. */
  readonly optionLength: number;
}

const SUPPOSITIONS: ReadonlySet<string> = new Set(
  'suppose assume if would hypothetical argument statement best most'.split(' '),
);
const LONGEST_SUPPOSITION = 12;
const LONG_WORD = 8;

/** One pass over the characters; nothing is made but the few words that may be suppositions. */
function formOf(text: string): Form {
  let sentences = 0;
  let words = 0;
  let long = 0;
  let suppositions = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && text.charCodeAt(at) !== SPACE) continue;
    const length = at - start;
    if (length > 0) {
      words += 1;
      if (SENTENCE_ENDS.has(text.charCodeAt(at - 1))) sentences += 1;
      if (length > LONG_WORD) long += 1;
      if (suppositions === 0 && length > 1 && length <= LONGEST_SUPPOSITION) {
        if (SUPPOSITIONS.has(text.slice(start, at).toLowerCase())) suppositions = 1;
      }
    }
    start = at + 1;
  }
  const longWords = long / Math.max(1, words);
  return { sentences, longWords, suppositions, optionLength: optionsOf(text) };
}

const SPACE = 0x20;
const SENTENCE_ENDS: ReadonlySet<number> = new Set(
  ['.', ';', '?', '!'].map((mark) => mark.charCodeAt(0)),
);

/** `A. …`, `(b) …`: lines to choose from. */
function optionsOf(text: string): number {
  let length = 0;
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0;) {
    const next = text.indexOf('\n', at + 1);
    const start = text[at + 1] === '(' ? at + 2 : at + 1;
    const mark = text[start + 1];
    const letter = text.charCodeAt(start) | 0x20;
    if (letter >= 0x61 && letter <= 0x6a && (mark === '.' || mark === ')')) {
      length += (next < 0 ? text.length : next) - start;
      count += 1;
    }
    at = next;
  }
  return count < 2 ? 0 : Math.log(length / count + 1) - 3;
}

/** How much better a strong model usually does work of this type, from no better (-1) to clearly (1). */
export function gainOf(type: TaskType | null): number {
  return type === null ? 0 : (GAINS[type] ?? 0);
}

/** Judged for this project; what is not here is in between. */
const GAINS: Readonly<Partial<Record<TaskType, number>>> = {
  math_reasoning: 0.8,
  write_code: 0.8,
  debug_fix: 0.8,
  implement_feature: 0.8,
  optimize_performance: 0.8,
  architect_design: 0.8,
  root_cause: 0.8,
  reasoning_qa: 0.7,
  data_analysis: 0.7,
  security_audit: 0.7,
  legal_compliance: 0.7,
  review_code: 0.6,
  orchestrate_agents: 0.6,
  translate_code: 0.5,
  query_sql: 0.5,
  write_tests: 0.5,
  refactor_code: 0.5,
  analyze_synthesize: 0.4,
  explain_code: 0.4,
  devops_setup: 0.4,
  plan_task: 0.3,
  fact_check: 0.5,
  score_rate: 0.2,
  extract_fields: 0.1,
  format_convert: -0.1,
  explain_concept: 0.3,
  generate_data: -0.1,
  open_qa: 0.4,
  howto_instructions: -0.2,
  long_form_writing: -0.2,
  reading_qa: 0.4,
  rank_items: -0.3,
  yes_no_decision: 0.2,
  classify_text: -0.6,
  validate_schema: -0.6,
  commit_message: -0.6,
  filter_content: -0.6,
  route_task: -0.8,
  classify_intent: -0.8,
  detect_language: -1,
  translate: -0.3,
  creative_writing: -0.4,
  roleplay: -0.4,
  business_writing: -0.4,
  rewrite_text: -0.4,
  summarize: -0.4,
  template_fill: -0.4,
  detect_sentiment: -0.5,
  detect_topic: -0.5,
  extract_keywords: -0.5,
  correct_text: -0.5,
  short_generate: -0.5,
  brainstorm: -0.5,
  advice_recommend: -0.5,
  generate_title: -0.6,
  chat_smalltalk: -1,
};
