import type { Thinking } from '../call.ts';
import type { RequestChange } from '../decision.ts';
import type { Target } from './target.ts';

/** Lowest `top_p` that Anthropic takes beside thinking. */
const LOWEST_THINKING_TOP_P = 0.95;

/** Sampling that the model refuses, always or while it thinks. */
export function samplingChanges(
  { input, entry, dialect }: Target,
  thinking: Thinking | null,
): readonly RequestChange[] {
  const { temperature, topP, topK } = input.call;
  // A hint that OpenAI has no word for: without it the answer is as good.
  const isUnsaid = dialect === 'openai-chat' || dialect === 'openai-responses';
  const noTopK = [{ field: 'top_k', to: null }] as const;
  if (entry === null) return topK !== null && isUnsaid ? noTopK : [];
  const isRefused = !entry.capabilities.samplingParameters;
  // Anthropic: with thinking, temperature stays 1, top_k unset and top_p high.
  const thinks =
    entry.kind === 'anthropic' && (thinking?.kind === 'adaptive' || thinking?.kind === 'budget');
  const changes: RequestChange[] = [];
  if (temperature !== null && (isRefused || (thinks && temperature !== 1))) {
    changes.push({ field: 'temperature', to: null });
  }
  const isBeside = !entry.capabilities.samplingTogether && temperature !== null;
  if (
    topP !== null &&
    (isRefused || (isBeside && !isDropped(changes)) || (thinks && topP < LOWEST_THINKING_TOP_P))
  ) {
    changes.push({ field: 'top_p', to: null });
  }
  if (topK !== null && (isRefused || thinks || isUnsaid)) changes.push(...noTopK);
  return changes;
}

function isDropped(changes: readonly RequestChange[]): boolean {
  return changes.some(({ field }) => field === 'temperature');
}
