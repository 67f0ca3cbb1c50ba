import type { Ledger, Receipt } from '../../ledger/ledger.ts';
import type { KeptPrompt } from '../../ledger/prompt-record.ts';

/**
 * The rows that a ledger can teach: prompts whose caller declared the task. Where an answer was rejected,
 * the tier whose answer was taken in the end is the lowest that was enough.
 */
export function* ledgerRows(ledger: Ledger): Generator<object, void, void> {
  for (const prompt of ledger.prompts?.all() ?? []) {
    const receipt = ledger.receipt(prompt.callId);
    if (receipt !== null) yield rowOf(prompt, receipt);
  }
}

function rowOf(prompt: KeptPrompt, receipt: Receipt): object {
  const { ask, system, earlierAsk, earlierAnswer, tools, purpose, callId } = prompt;
  const { call } = receipt;
  const turns = [
    { role: 'user', text: earlierAsk },
    { role: 'assistant', text: earlierAnswer },
  ].filter(({ text }) => text !== '');
  const tier = tierThatHeld(receipt);
  return {
    id: callId,
    text: ask,
    ...(system !== '' && { system }),
    ...(turns.length > 0 && { turns }),
    ...(tools.length > 0 && { tools }),
    ...(purpose !== 'call' && { purpose }),
    ...(call.decidedBy === 'header_task' && call.taskType !== null && { type: call.taskType }),
    ...(tier !== null && { tier }),
  };
}

/** Only where a lower one was tried and did not hold: else a lower one might have. */
function tierThatHeld({ attempts, closed }: Receipt): number | null {
  const wasRejected = attempts.some((attempt) => attempt.closed?.outcome === 'rejected');
  if (!wasRejected || closed?.outcome !== 'answered') return null;
  const held = attempts.at(-1);
  return held?.closed?.outcome === 'answered' ? held.opened.tier : null;
}
