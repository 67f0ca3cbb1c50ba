import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { UNKNOWN_USAGE, promptTokens, tokenCount } from '../../core/usage.ts';
import type { Usage, UsageReading } from '../../core/usage.ts';
import { readBilling } from './billing-read.ts';

/**
 * Anthropic's `usage`, whose classes are disjoint as ours are: `input_tokens` excludes what was read from
 * the cache or written to it. `earlier` is what the same stream has said before: counts are cumulative,
 * and the closing event may leave out the input. One counter that cannot be true makes all unknown.
 */
export function readUsage(
  usage: Json | undefined,
  earlier: UsageReading = UNKNOWN_USAGE,
): UsageReading {
  if (!isObject(usage)) return UNKNOWN_USAGE;
  const before = earlier.state === 'unknown' ? null : earlier.usage;
  const freshInputTokens = count(usage['input_tokens'], before?.freshInputTokens ?? null);
  const cacheReadTokens = count(usage['cache_read_input_tokens'], before?.cacheReadTokens ?? 0);
  const written = readCacheWrites(usage, before);
  const outputTokens = count(usage['output_tokens'], null);
  const thinking = readThinking(usage['output_tokens_details']);
  if (
    freshInputTokens === null ||
    cacheReadTokens === null ||
    written === null ||
    outputTokens === null ||
    thinking === 'nonsense'
  ) {
    return UNKNOWN_USAGE;
  }
  const read = {
    freshInputTokens,
    cacheReadTokens,
    ...written,
    outputTokens,
    thinkingTokens: thinking,
  };
  // No model answers a prompt of nothing: a server that writes zeros does not count.
  if (promptTokens(read) === 0) return UNKNOWN_USAGE;
  return { ...readBilling(usage, earlier), usage: read };
}

/** Clients add these up, so a count that is not known is 0 here; our own rows keep it unknown. */
export function writeUsage(reading: UsageReading): JsonObject {
  if (reading.state === 'unknown') return { input_tokens: 0, output_tokens: 0 };
  const { usage } = reading;
  return {
    input_tokens: usage.freshInputTokens,
    cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
    output_tokens: usage.outputTokens,
    ...(usage.thinkingTokens === null
      ? {}
      : { output_tokens_details: { thinking_tokens: usage.thinkingTokens } }),
  };
}

/** A missing counter is `absent`; one that is there and cannot be true is `null`. */
function count<Absent>(value: Json | undefined, absent: Absent): number | Absent | null {
  return value === undefined || value === null ? absent : tokenCount(value);
}

type CacheWrites = Pick<Usage, 'cacheWrite5mTokens' | 'cacheWrite1hTokens'>;

/** Written tokens that no lifetime is named for count as the default one, five minutes. */
function readCacheWrites(usage: JsonObject, before: Usage | null): CacheWrites | null {
  const split = isObject(usage['cache_creation']) ? usage['cache_creation'] : null;
  const known = split === null ? before : readSplit(split);
  if (known === null && split !== null) return null;
  const hour = known?.cacheWrite1hTokens ?? 0;
  const minutes = known?.cacheWrite5mTokens ?? 0;
  const total = count(usage['cache_creation_input_tokens'], hour + minutes);
  if (total === null) return null;
  return { cacheWrite5mTokens: Math.max(minutes, total - hour), cacheWrite1hTokens: hour };
}

function readSplit(split: JsonObject): CacheWrites | null {
  const cacheWrite5mTokens = count(split['ephemeral_5m_input_tokens'], 0);
  const cacheWrite1hTokens = count(split['ephemeral_1h_input_tokens'], 0);
  if (cacheWrite5mTokens === null || cacheWrite1hTokens === null) return null;
  return { cacheWrite5mTokens, cacheWrite1hTokens };
}

function readThinking(details: Json | undefined): number | null | 'nonsense' {
  if (!isObject(details)) return null;
  const value = details['thinking_tokens'];
  return value === undefined || value === null ? null : (tokenCount(value) ?? 'nonsense');
}
