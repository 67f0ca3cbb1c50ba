export interface PromptCount {
  /** Our estimate of what was sent. */
  readonly estimatedPromptTokens: number;
  /** What Ollama says it read, cache included; `null` when it did not say. */
  readonly promptEvalCount: number | null;
  /** The context that was asked for. */
  readonly numCtx: number;
}

/** A prompt that leaves less room than this either lost its front or has no room for an answer. */
const FULL_SHARE = 0.95;
/** Estimates are rough, but not by half. */
const READ_SHARE = 0.5;

/**
 * Did Ollama cut the prompt? It answers 200 and says nothing; only the count betrays it. Two signs:
 *
 * - the context is full to 95 %: what is cut is cut to fit it;
 * - we estimated more than the context holds, and less than half of that was read: whole messages were
 *   dropped, which can leave the context far from full.
 *
 * A low count alone is no sign, since some versions (0.30) count only what was not cached, and an
 * estimate can be too high. Without a count there is nothing to judge by.
 */
export function promptWasCut({
  estimatedPromptTokens,
  promptEvalCount,
  numCtx,
}: PromptCount): boolean {
  if (promptEvalCount === null) return false;
  if (promptEvalCount >= numCtx * FULL_SHARE) return true;
  const didNotFit = estimatedPromptTokens > numCtx;
  return didNotFit && promptEvalCount < estimatedPromptTokens * READ_SHARE;
}
