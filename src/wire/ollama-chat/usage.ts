import type { JsonObject } from '../../core/json.ts';
import type { UsageReading } from '../../core/usage.ts';
import { UNKNOWN_USAGE, promptTokens, tokenCount } from '../../core/usage.ts';
import { readTook, writeTook } from './took.ts';

/**
 * Counts of a finished answer. `prompt_eval_count` includes what came from the cache
 * (`prompt_eval_cached_count`, said only since August 2026). Older versions leave `prompt_eval_count` out
 * when the whole prompt was cached; then the usage is unknown, because no prompt has 0 tokens.
 */
export function readUsage(body: JsonObject): UsageReading {
  const prompt = tokenCount(body['prompt_eval_count']);
  const output = tokenCount(body['eval_count']);
  const cached = tokenCount(body['prompt_eval_cached_count'] ?? 0);
  if (!prompt || output === null || cached === null || cached > prompt) return UNKNOWN_USAGE;
  const took = readTook(body);
  return {
    state: 'reported',
    ...(took !== null && { took }),
    usage: {
      freshInputTokens: prompt - cached,
      cacheReadTokens: cached,
      // Nothing is charged for keeping a prompt in a local cache, so nothing counts as written.
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: output,
      thinkingTokens: null,
    },
  };
}

/** Counts as Ollama writes them; nothing for what was not reported. */
export function writeUsage(reading: UsageReading): JsonObject {
  if (reading.state !== 'reported') return {};
  const { usage } = reading;
  return {
    prompt_eval_count: promptTokens(usage),
    ...(usage.cacheReadTokens === 0 ? {} : { prompt_eval_cached_count: usage.cacheReadTokens }),
    eval_count: usage.outputTokens,
    ...writeTook(reading.took),
  };
}
