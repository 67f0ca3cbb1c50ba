import type { CatalogModel } from './catalog.ts';
import type { TokenEstimate } from './decision.ts';

/**
 * The most tokens that an answer may have beside this prompt. A local server lets the answer run over the
 * window and forgets the prompt's beginning without a word; the others say what does not fit.
 */
export function answerRoom({ kind, limits }: CatalogModel, estimate: TokenEstimate): number {
  if (kind !== 'ollama') return limits.outputTokens;
  const left = limits.contextTokens - promptWithMargin(estimate.promptTokens);
  return Math.min(limits.outputTokens, Math.max(left, estimate.outputTokens, 1));
}

/** A quarter more, because an estimate may be low. */
export function promptWithMargin(promptTokens: number): number {
  return Math.ceil(promptTokens * 1.25);
}
