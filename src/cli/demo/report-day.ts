import type { Policy } from '../../core/policy.ts';
import type { Receipt } from '../../ledger/ledger.ts';
import type { Modicum } from '../../modicum.ts';
import { paint, printLine, screenWidth, simulatedNotice } from '../output.ts';
import { renderReceipt } from '../render/receipt.ts';
import { fineprint, renderDay } from './render-day.ts';
import type { Sent } from './send-work.ts';

const UNSERVED_SHOWN = 5;

/** What the day cost, what it would have cost, and one receipt: all from the ledger. */
export function reportDay(modicum: Modicum, sent: readonly Sent[]): void {
  const { baselineTier } = modicum.policy;
  const totals = modicum.ledger.totals({ by: 'task' });
  printLine(`\n${renderDay(totals, baselineTier)}`);
  for (const line of fineprint(totals, baselineTier)) printLine(paint('dim', line));
  printUnserved(sent.filter(({ error }) => error !== null));
  printLine(`\n${recognised(sent, modicum)}`);
  const receipt = tellingReceipt(sent, modicum);
  if (receipt !== null) {
    printLine('\nOne receipt of the day:\n');
    printLine(renderReceipt(receipt, screenWidth()));
  }
  printLine(`\n${simulatedNotice()}`);
  printLine(
    'Look at any call:  npx modicum ledger tail --demo · npx modicum explain <call id> --demo',
  );
}

function printUnserved(unserved: readonly Sent[]): void {
  for (const { work, error } of unserved.slice(0, UNSERVED_SHOWN)) {
    printLine(`${paint('yellow', 'not served')} ${work.id} (${work.group}): ${error}`);
  }
  const more = unserved.length - UNSERVED_SHOWN;
  if (more > 0) printLine(`… and ${more} more`);
}

/** How often the classifier was right about the calls that did not say what they are, and where the others went. */
function recognised(sent: readonly Sent[], { ledger, policy }: Modicum): string {
  const undeclared = sent.filter(({ work }) => work.taskType === null && work.pinnedModel === null);
  const counts = { right: 0, dearer: 0, same: 0, cheaper: 0 };
  for (const { work, callId } of undeclared) {
    const receipt = callId === null ? null : ledger.receipt(callId);
    if (receipt === null) continue;
    counts[placed(receipt, work.truth, policy)]++;
  }
  const { right, dearer, same, cheaper } = counts;
  return (
    `${undeclared.length} calls did not say what they are. The classifier named the right task type for ${right};\n` +
    `of the others ${dearer} started on a dearer tier than their type's own, ${same} on the same, ${cheaper} on a cheaper one.`
  );
}

function placed({ call }: Receipt, truth: keyof Policy['tasks'], policy: Policy) {
  if (call.taskType === truth) return 'right';
  if (call.tier === 'none') return 'cheaper';
  const own = policy.tasks[truth].tier;
  const started = call.tier ?? own;
  if (started === own) return 'same';
  return started > own ? 'dearer' : 'cheaper';
}

/** A call that climbed says more than one that did not, above all one whose answer was rejected. */
function tellingReceipt(sent: readonly Sent[], { ledger }: Modicum): Receipt | null {
  const receipts = sent
    .map(({ callId }) => (callId === null ? null : ledger.receipt(callId)))
    .filter((receipt) => receipt?.closed?.outcome === 'answered');
  return (
    receipts.find((receipt) => receipt?.closed?.reasons.includes('answer_rejected')) ??
    receipts.find((receipt) => receipt?.closed?.escalatedFrom != null) ??
    receipts[0] ??
    null
  );
}
