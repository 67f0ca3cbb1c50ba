import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import type { UsageReading } from '../../core/usage.ts';
import { promptTokens } from '../../core/usage.ts';
import { readUsage as readChatUsage } from '../openai-chat/usage.ts';

/** The same counts as in Chat Completions, under the names of this API. */
export function readUsage(value: Json | undefined, serviceTier?: Json): UsageReading {
  const counts = isObject(value)
    ? {
        prompt_tokens: value['input_tokens'] ?? null,
        prompt_tokens_details: value['input_tokens_details'] ?? null,
        completion_tokens: value['output_tokens'] ?? null,
        completion_tokens_details: value['output_tokens_details'] ?? null,
        total_tokens: value['total_tokens'] ?? null,
      }
    : undefined;
  return readChatUsage(counts, serviceTier);
}

/** Clients add these up, so a count that is not known is 0 here; our own rows keep it unknown. */
export function writeUsage(reading: UsageReading): JsonObject {
  if (reading.state === 'unknown') return usageObject({ input: 0, read: 0, written: 0, output: 0 });
  const { usage } = reading;
  return usageObject({
    input: promptTokens(usage),
    read: usage.cacheReadTokens,
    written: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    output: usage.outputTokens,
    thinking: usage.thinkingTokens,
  });
}

interface Counts {
  readonly input: number;
  readonly read: number;
  readonly written: number;
  readonly output: number;
  readonly thinking?: number | null;
}

function usageObject({ input, read, written, output, thinking }: Counts): JsonObject {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: thinking ?? 0 },
    total_tokens: input + output,
  };
}
