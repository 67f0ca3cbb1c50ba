import type { JsonObject } from '../../core/json.ts';
import type { Took } from '../../core/took.ts';

/**
 * Where the time of an answer went, from its durations in nanoseconds. `null` when they are not all there.
 * Older versions leave `prompt_eval_duration` out when the whole prompt was cached.
 */
export function readTook(body: JsonObject): Took | null {
  const loadMs = milliseconds(body['load_duration'] ?? 0);
  const promptMs = milliseconds(body['prompt_eval_duration'] ?? 0);
  const generationMs = milliseconds(body['eval_duration']);
  if (loadMs === null || promptMs === null || generationMs === null) return null;
  return { loadMs, promptMs, generationMs };
}

/** The durations as Ollama writes them; nothing where none are known. */
export function writeTook(took: Took | undefined): JsonObject {
  if (took === undefined) return {};
  const { loadMs, promptMs, generationMs } = took;
  return {
    total_duration: nanoseconds(loadMs + promptMs + generationMs),
    load_duration: nanoseconds(loadMs),
    prompt_eval_duration: nanoseconds(promptMs),
    eval_duration: nanoseconds(generationMs),
  };
}

const LONGEST_NS = 86_400 * 1e9;

function milliseconds(value: unknown): number | null {
  const isDuration = typeof value === 'number' && value >= 0 && value <= LONGEST_NS;
  return isDuration ? value / 1e6 : null;
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
