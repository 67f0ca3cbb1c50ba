import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { Usage, UsageReading } from '../../core/usage.ts';
import { UNKNOWN_USAGE, promptTokens, tokenCount } from '../../core/usage.ts';

/**
 * OpenAI counts cached tokens inside `prompt_tokens`; here they are split off, so that every token is
 * counted once. A count that is missing or contradicts another makes the whole unknown: a price computed
 * from it would be wrong without looking wrong. So do zeros, which some servers send for "did not count".
 * `serviceTier` stands beside the usage: tokens of another than the ordinary one are counted, but their
 * price is not the one in the list.
 */
export function readUsage(value: Json | undefined, serviceTier?: Json): UsageReading {
  if (!isObject(value)) return UNKNOWN_USAGE;
  const prompt = tokenCount(value['prompt_tokens']);
  const completion = tokenCount(value['completion_tokens']);
  const input = details(value['prompt_tokens_details']);
  const cacheRead = optionalCount(input['cached_tokens'] ?? value['prompt_cache_hit_tokens']);
  const cacheWrite = optionalCount(input['cache_write_tokens']);
  const thinking = optionalCount(details(value['completion_tokens_details'])['reasoning_tokens']);
  if (!prompt || completion === null) return UNKNOWN_USAGE;
  if (cacheRead === 'absurd' || cacheWrite === 'absurd' || thinking === 'absurd') {
    return UNKNOWN_USAGE;
  }
  const fresh = prompt - (cacheRead ?? 0) - (cacheWrite ?? 0);
  const output = outputTokens({ prompt, completion, thinking, total: value['total_tokens'] });
  if (fresh < 0 || output < (thinking ?? 0)) return UNKNOWN_USAGE;
  return {
    state: isListPrice(serviceTier) ? 'reported' : 'estimated',
    usage: {
      freshInputTokens: fresh,
      cacheReadTokens: cacheRead ?? 0,
      // OpenAI has one kind of cache write; it is kept in the shorter class.
      cacheWrite5mTokens: cacheWrite ?? 0,
      cacheWrite1hTokens: 0,
      outputTokens: output,
      thinkingTokens: thinking,
    },
  };
}

/** Groq's word for the ordinary tier is `on_demand`. */
const ORDINARY_TIERS: readonly string[] = ['', 'default', 'auto', 'standard', 'on_demand'];

function isListPrice(serviceTier: Json | undefined): boolean {
  return typeof serviceTier !== 'string' || ORDINARY_TIERS.includes(serviceTier);
}

function details(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** `null`: not said. */
function optionalCount(value: Json | undefined): number | null | 'absurd' {
  if (value === undefined || value === null) return null;
  return tokenCount(value) ?? 'absurd';
}

interface OutputCounts {
  readonly prompt: number;
  readonly completion: number;
  readonly thinking: number | null;
  readonly total: Json | undefined;
}

/**
 * Most servers count thinking inside `completion_tokens`; some (xAI) beside it, which only the total
 * betrays.
 */
function outputTokens({ prompt, completion, thinking, total }: OutputCounts): number {
  if (thinking === null) return completion;
  return total === prompt + completion + thinking ? completion + thinking : completion;
}

/**
 * Usage as OpenAI writes it, or `null` when it is not known. Of what an upstream's answer says, only the
 * price can be an estimate: the counts are its own.
 */
export function writeUsage(reading: UsageReading): JsonObject | null {
  if (reading.state === 'unknown') return null;
  const { usage } = reading;
  const prompt = promptTokens(usage);
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.outputTokens,
    total_tokens: prompt + usage.outputTokens,
    prompt_tokens_details: inputDetails(usage),
    ...(usage.thinkingTokens === null
      ? {}
      : { completion_tokens_details: { reasoning_tokens: usage.thinkingTokens } }),
  };
}

function inputDetails(usage: Usage): JsonObject {
  const written = usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  return {
    cached_tokens: usage.cacheReadTokens,
    ...(written === 0 ? {} : { cache_write_tokens: written }),
  };
}
