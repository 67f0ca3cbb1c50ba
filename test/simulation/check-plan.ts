import type { PlannedStep, Receipt } from '../../src/ledger/ledger.ts';
import { readStream } from './stream-grammar.ts';
import type { Run, SimulatedVisit } from './simulate.ts';

const NEXT_REASONS = [
  'retry_transient',
  'retry_rejected',
  'equivalent_provider',
  'tier_unavailable',
  'answer_rejected',
];

/** Invariants 4, 5 and 7: where attempts may go, how many, and until when. */
export function checkPlan(visit: SimulatedVisit, run: Run): readonly string[] {
  const { receipt, sends, view } = visit;
  if (receipt === null) return sends.length > 0 ? ['sent without a decision'] : [];
  const { limits } = run.world.policy;
  const problems = [...ofSteps(receipt, run), ...ofTiers(visit, run)];
  if (receipt.attempts.length > limits.attempts) problems.push('more attempts than allowed');
  const deadlineMs = deadlineOf(visit, run);
  for (const send of sends.filter(({ isStillborn }) => !isStillborn)) {
    if (view.left !== null && send.order > view.left.order)
      problems.push('sent after the client left');
    if (send.tick > view.receivedTick + deadlineMs) problems.push('sent after the deadline');
  }
  // Its limit is for reaching the first token; what has begun to answer may take its time.
  const isCutShort = receipt.attempts.some(
    ({ closed }) => closed?.firstTokenMs != null && closed.detail?.includes('took longer than'),
  );
  if (isCutShort)
    problems.push('an answer that had begun was cut short by the limit of its attempt');
  const committed = firstContent(visit);
  if (committed !== null && sends.some(({ order }) => order > committed)) {
    problems.push('sent again after a part of an answer was given out');
  }
  return problems;
}

/** What the client says, else the contract of the task it names where that decided, else the policy. */
export function deadlineOf({ receipt, script }: SimulatedVisit, run: Run): number {
  const { limits, tasks } = run.world.policy;
  const told = script.headers['x-modicum-deadline-ms'];
  if (told !== undefined) return Number(told);
  const type = receipt?.call.decidedBy === 'header_task' ? receipt.call.taskType : null;
  return Math.min(limits.deadlineMs, (type === null ? null : tasks[type].deadlineMs) ?? Infinity);
}

function ofSteps({ call, attempts }: Receipt, run: Run): readonly string[] {
  const problems: string[] = [];
  let at = 0;
  const counts = new Map<number, number>();
  attempts.forEach(({ opened }, index) => {
    const step = stepOf(call.plan, opened, at);
    if (step === -1) problems.push(`attempt ${index + 1} is not in the plan, or goes back in it`);
    else at = step;
    counts.set(step, (counts.get(step) ?? 0) + 1);
    const isFirst = index === 0;
    if (isFirst !== (opened.reason === null)) problems.push(`attempt ${index + 1}: wrong reason`);
    if (opened.reason !== null && !NEXT_REASONS.includes(opened.reason)) {
      problems.push(`attempt ${index + 1}: ${opened.reason} is no reason for an attempt`);
    }
  });
  for (const [step, count] of counts) {
    const tier = call.plan[step]?.tier;
    if (tier === undefined) continue;
    const { tasks, tiers } = run.world.policy;
    const own = call.taskType === null ? null : tasks[call.taskType].retries;
    // The one more is for a tier that is waited for.
    if (count > Math.max(tiers[tier].retries, own ?? 0) + 2)
      problems.push(`step ${step} is repeated too often`);
  }
  return problems;
}

function stepOf(
  plan: readonly PlannedStep[],
  opened: { readonly tier: number; readonly provider: string; readonly requestedModel: string },
  from: number,
): number {
  const model = `${opened.provider}/${opened.requestedModel}`;
  return plan.findIndex(
    (step, index) => index >= from && step.tier === opened.tier && step.model === model,
  );
}

function ofTiers({ receipt, script }: SimulatedVisit, run: Run): readonly string[] {
  if (receipt === null || receipt.call.decidedBy === 'pin') return [];
  const { policy } = run.world;
  const floor = Math.max(policy.floor, Number(script.headers['x-modicum-min-tier'] ?? 0));
  const cap = Math.min(policy.cap, Number(script.headers['x-modicum-max-tier'] ?? 3));
  const outside = receipt.attempts.filter(({ opened: { tier } }) => tier < floor || tier > cap);
  return outside.map(({ opened }) => `tier ${opened.tier} is outside ${floor} to ${cap}`);
}

/** When the first byte of an answer reached the client; pings commit to nothing. */
function firstContent({ script, view }: SimulatedVisit): number | null {
  for (const { order, bytes } of view.chunks) {
    if (readStream(script.dialect, bytes).hasContent) return order;
  }
  return view.whole === null ? null : (view.reply?.order ?? null);
}
