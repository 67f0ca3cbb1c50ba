import type { Call } from './call.ts';
import type { CatalogModel } from './catalog.ts';
import type { TokenEstimate } from './decision.ts';
import type { TaskRule } from './task.ts';

/**
 * How many tokens a call will take at a model, before anyone counted them: good enough to say whether
 * it fits a tier, a window or a deadline. Bills are never made from it while an upstream reports usage.
 * The answer's length is what its task type usually takes, not what the client would accept.
 */
export function estimateTokens(
  call: Pick<Call, 'size' | 'tools' | 'maxOutputTokens'>,
  model: CatalogModel | null,
  rule: TaskRule | null,
): TokenEstimate {
  const perToken = model?.charactersPerToken ?? UNKNOWN_CHARACTERS_PER_TOKEN;
  const promptTokens =
    Math.ceil(call.size.characters / perToken) +
    call.size.images * IMAGE_TOKENS +
    call.size.documents * DOCUMENT_TOKENS +
    (call.tools.length > 0 ? TOOL_PROMPT_TOKENS : 0);
  const expected = rule?.expectedOutputTokens ?? UNKNOWN_ANSWER_TOKENS;
  const outputTokens = Math.min(expected, call.maxOutputTokens ?? expected);
  return { promptTokens, outputTokens };
}

/** Low, so that a model nobody described is rather thought to be full. */
const UNKNOWN_CHARACTERS_PER_TOKEN = 3;
/** A picture of about a megapixel. */
const IMAGE_TOKENS = 1_500;
/** About three pages, as text and as picture; how many there are is not known without opening it. */
const DOCUMENT_TOKENS = 6_000;
/** What a vendor adds unseen as soon as there are tools: 286 to 675 tokens, by model. */
const TOOL_PROMPT_TOKENS = 500;
const UNKNOWN_ANSWER_TOKENS = 500;
