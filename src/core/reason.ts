/**
 * The closed list of reasons. The same word stands in the ledger row, the response header, the log and
 * on every screen; docs/reasons.md lists them and a test compares both.
 */
export const REASONS = {
  // who decided the tier, in order of authority
  pin: 'the client named a real model',
  rewrite: 'the policy rewrites the model the client named',
  protected: 'the call is served by the model it names and by no other',
  purpose_bound: 'the policy binds what the client is doing here to a model or tier',
  header_tier: 'the call names its tier',
  header_task: 'the call names its task type',
  header_complexity: 'the call gives its complexity',
  kept_model: 'the conversation stays on the model it is on',
  stuck_climbed: 'the agent was stuck on the cheap model and climbed one tier, once',
  repeat: 'the very same call was answered before, and that answer is given again',
  converted_in_code: 'code put the document into the other format, without loss',
  tool_table: 'the tool table gives this tool a tier',
  tool_classified: 'its name and its input tell what this tool does',
  irreversible: 'the tool calls would do what cannot be undone',
  background: 'background work starts low',
  classifier: 'the classifier recognised the task type',
  meta_classified: 'a cheap model was asked what it is',
  default: 'nothing recognised it: the default tier',
  // what moved it afterwards, or kept it
  conversation_moved: 'the conversation had to leave the model it was on',
  switch_not_worth:
    'changing the model would cost more than it saves: the cache would be written anew',
  switch_pays: 'changing the model pays over the turns that are expected',
  ambiguous: 'the classifier was not sure enough, so it went up',
  meta_failed: 'a cheap model was to say what it is, and nothing came of it',
  meta_held: 'a cheap model says it needs less; its word alone lowers it no further',
  clear_tier: 'the type of work is unclear, but not how little it needs',
  estimated_complexity: 'it looks too complex for the tier it would have had',
  right_first_time: 'a wrong answer could not be made good, so not tier 0',
  high_frequency: 'one of so many calls for a single user action that it starts on the cheap tiers',
  tier_floor: 'a floor lifted it',
  tier_cap: 'a cap lowered it',
  prompt_over_tier_limit: 'the prompt is larger than the tier takes',
  answer_over_tier_limit: 'the expected answer is larger than the tier takes',
  deadline_too_short: 'the tier is too slow for the deadline',
  // why a model was not a candidate
  no_key: 'its provider has no key',
  provider_down: 'its provider does not answer',
  model_missing: 'its provider does not have the model',
  remote_model: 'the model runs elsewhere although its server is local',
  retired_model: 'the model is retired',
  context_window: 'the call does not fit its context window',
  images_unsupported: 'it takes no images',
  documents_unsupported: 'it takes no documents',
  tools_unsupported: 'it takes no tools',
  forced_tool_choice_unsupported: 'it refuses a forced tool choice',
  structured_output_unsupported: 'it cannot be held to a schema',
  prefill_unsupported: 'it refuses a started answer',
  not_translatable: 'the call uses what its dialect cannot carry',
  // why the next attempt was made
  retry_transient: 'the same model again after a passing fault',
  retry_rejected: 'the same model again after a rejected answer',
  equivalent_provider: 'an equivalent model at the same tier, because the one before failed',
  tier_unavailable: 'one tier up, because no model of the tier below can serve',
  answer_rejected: 'one tier up, because the answers of the tier below were rejected',
  // why there is no (further) attempt
  unknown_model: 'no model is known by the name the client wrote',
  floor_above_cap: 'a floor and a cap contradict each other',
  pin_above_cap: 'the pinned model is above the cap',
  irreversible_above_cap: 'what cannot be undone needs a tier above the cap',
  no_candidate: 'no model that the policy allows can serve the call',
  attempts_spent: 'the largest number of attempts is reached',
  deadline_passed: 'the deadline has passed',
  client_left: 'the client left',
  not_retryable: 'the upstream refuses the request itself, a repeat would not help',
  committed: 'part of the answer was already released',
  // worth knowing, changes nothing
  pin_below_floor: 'a pinned model below a floor was served as asked',
  other_model_answered: 'the upstream answered with another model than asked',
} as const satisfies Record<string, string>;

export type Reason = keyof typeof REASONS;
