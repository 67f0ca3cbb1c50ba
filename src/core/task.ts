import type { Tier } from './tier.ts';

/** What kind of work a call is. Sixty types; `tasks/` says what each is and where it goes. */
export type TaskType = (typeof TASK_TYPES)[number];

// oxfmt-ignore
export const TASK_TYPES = [
  // processing that a local model can do
  'classify_intent', 'classify_text', 'route_task', 'detect_language', 'detect_sentiment',
  'detect_topic', 'filter_content', 'summarize', 'extract_fields', 'extract_keywords',
  'format_convert', 'translate', 'correct_text', 'chat_smalltalk',
  // processing that must be right the first time
  'validate_schema', 'rank_items', 'score_rate', 'yes_no_decision', 'template_fill',
  'generate_title', 'commit_message', 'short_generate', 'generate_data', 'rewrite_text',
  'reading_qa', 'open_qa', 'fact_check', 'howto_instructions',
  // judgment
  'explain_concept', 'reasoning_qa', 'math_reasoning', 'write_code', 'explain_code', 'debug_fix',
  'implement_feature', 'refactor_code', 'optimize_performance', 'translate_code', 'query_sql',
  'write_tests', 'review_code', 'write_docs', 'devops_setup', 'data_analysis',
  'analyze_synthesize', 'plan_task', 'brainstorm', 'advice_recommend', 'creative_writing',
  'long_form_writing', 'business_writing', 'roleplay',
  // highest stakes
  'architect_design', 'root_cause', 'security_audit', 'legal_compliance', 'production_deploy',
  'irreversible_action', 'credential_change', 'orchestrate_agents',
] as const;

/**
 * When the answer is handed over. `buffered`: judged first, so that it can be retried and escalated.
 * `streamed`: the first good event commits, the verdict is only recorded.
 */
export type Delivery = 'buffered' | 'streamed';

/** What the policy says about one task type. */
export interface TaskRule {
  readonly tier: Tier;
  readonly floor: Tier;
  readonly cap: Tier;
  readonly delivery: Delivery;
  /** Names of validators (`validate/`) that every answer of this type must pass. */
  readonly validate: readonly string[];
  /** Tokens an answer of this type usually takes; decides whether tier 0 fits. */
  readonly expectedOutputTokens: number;
  /** Overrides the tier's own rule; `null` keeps it. */
  readonly unavailable: Unavailable | null;
  /** Thinking, or processing of what is given. */
  readonly kind: 'judgment' | 'processing';
  /** How bad a wrong answer is that is not noticed in time. */
  readonly stakes: 'low' | 'high';
  /** A wrong answer can be noticed and made good. */
  readonly recoverable: boolean;
  /** Repeats at the same model after a failure or a rejected answer; `null`: as many as the tier says. */
  readonly retries: number | null;
  /** How long a call may take whose client names no deadline; `null`: as long as the policy says. */
  readonly deadlineMs: number | null;
  /** An exact repeat of a call may be answered from a cache. */
  readonly repeatable: boolean;
  /** What being one tier too low costs, measured in being one tier too high: 2 means twice as bad. */
  readonly underCost: number;
}

/** What happens when no upstream of a tier can serve. `escalate` climbs exactly one tier. */
export type Unavailable =
  | { readonly action: 'escalate' }
  | { readonly action: 'wait'; readonly waitMs: number }
  | { readonly action: 'refuse' };
