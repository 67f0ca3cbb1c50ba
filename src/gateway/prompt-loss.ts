import type { Answer } from '../core/answer.ts';
import type { Candidate } from '../core/decision.ts';
import type { UpstreamError } from '../core/error.ts';
import { promptTokens } from '../core/usage.ts';
import { promptWasCut } from '../wire/ollama-chat/prompt-cut.ts';
import type { Job } from './job.ts';
import { contextFor } from './upstream-request.ts';

/**
 * A local server that cut the prompt answers 200 and invents the rest. Its count gives it away; the
 * answer is then a failure, and the plan goes on.
 */
export function promptLoss(job: Job, candidate: Candidate, answer: Answer): UpstreamError | null {
  if (candidate.dialect !== 'ollama-chat' || answer.usage.state !== 'reported') return null;
  const { estimate } = job.decision;
  const cut = promptWasCut({
    estimatedPromptTokens: estimate.promptTokens,
    promptEvalCount: promptTokens(answer.usage.usage),
    numCtx: contextFor(job, candidate),
  });
  if (!cut) return null;
  return {
    kind: 'malformed',
    status: 200,
    message: 'The local server cut the prompt to its context and answered the rest.',
    retryable: false,
    retryAfterMs: null,
  };
}
