import { createHash } from 'node:crypto';
import { META_FREE, type MetaFinding, type MetaPolicy } from '../core/meta.ts';
import type { MetaPlan, MetaStep } from '../core/meta-plan.ts';
import { modelName } from '../core/model.ts';
import { sumCosts, type Cost } from '../core/money.ts';
import type { Reason } from '../core/reason.ts';
import { attemptMeta, type MetaAsking } from './meta-attempt.ts';
import type { MetaMemory } from './meta-memory.ts';
import { orPulled } from './or-pulled.ts';

export interface MetaQuestion extends MetaAsking {
  readonly ask: MetaPolicy;
  readonly plan: MetaPlan;
}

/**
 * What a cheap model says the call is. A question that was answered before is not asked again, and one that
 * is under way for another call is waited for; if that call ends first, this one asks itself. Whatever goes
 * wrong is a finding: asking never fails a call.
 */
export async function askMeta(question: MetaQuestion): Promise<MetaFinding> {
  const { plan, leash, gateway } = question;
  if (plan.obstacle !== null) return { ...NOBODY, kind: 'failed', ...plan.obstacle };
  const key = keyOf(question);
  for (;;) {
    const known = gateway.metaMemory.known(key);
    if (known !== undefined) return { ...known, from: 'remembered', cost: META_FREE };
    if (leash.pulledBy() !== null) return gaveUp(question);
    const other = gateway.metaMemory.underWay(key);
    if (other === undefined) return askFirst(question, gateway.metaMemory, key);
    // What went wrong for the other call is no finding for this one.
    const shared = await orPulled(
      other.catch(() => null),
      leash.signal,
    );
    if (shared === 'pulled') return gaveUp(question);
    if (shared !== null) return { ...shared, from: 'shared', cost: META_FREE };
  }
}

const NOBODY = { model: null, from: 'asked', cost: META_FREE } as const;

/** What the question says and who would be asked; nothing of it can be read from the key. */
function keyOf({ question, plan, gateway }: MetaQuestion): string {
  const asked = plan.steps.map(({ candidate }) => modelName(candidate.model));
  const said = [gateway.policy.version, asked, question.system, question.messages];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
}

function gaveUp({ leash, plan }: MetaQuestion): MetaFinding {
  const [first] = plan.steps;
  const model = first === undefined ? null : modelName(first.candidate.model);
  return leash.pulledBy() === 'deadline'
    ? { ...NOBODY, model, kind: 'failed', problem: 'timeout', detail: 'its deadline passed' }
    : {
        ...NOBODY,
        model,
        kind: 'failed',
        problem: 'ended',
        detail: 'nobody waits for it any more',
      };
}

/** Those who wait for this question get its finding, unless it was given up for this call's own sake. */
async function askFirst(
  question: MetaQuestion,
  memory: MetaMemory,
  key: string,
): Promise<MetaFinding> {
  const { leash, ask } = question;
  let own: MetaFinding | null = null;
  await memory.ask(key, async () => {
    own = await askInOrder(question);
    const by = leash.pulledBy();
    const isOwnEnd = by !== null && (by !== 'deadline' || leash.deadlineMs < ask.deadlineMs);
    return isOwnEnd ? null : own;
  });
  return own ?? gaveUp(question);
}

/** One model after the other while they fail, as long as what that may cost stays within the policy's limit. */
async function askInOrder(question: MetaQuestion): Promise<MetaFinding> {
  const { plan, ask, leash } = question;
  const costs: Cost[] = [];
  let mostSpent = 0;
  let last: MetaFinding = gaveUp(question);
  for (const [index, step] of plan.steps.entries()) {
    if (leash.pulledBy() !== null || mostSpent + step.mostNanoUsd > ask.maxCostNanoUsd) break;
    const { finding, isLast } = await attemptMeta(question, step, reasonFor(plan.steps, index));
    costs.push(finding.cost);
    mostSpent += finding.cost.state === 'unknown' ? step.mostNanoUsd : finding.cost.nanoUsd;
    last = { ...finding, cost: sumCosts(costs) };
    if (isLast) break;
  }
  return last;
}

function reasonFor(steps: readonly MetaStep[], index: number): Reason | null {
  const [before, now] = [steps[index - 1], steps[index]];
  if (before === undefined || now === undefined) return null;
  return before.candidate.tier === now.candidate.tier ? 'equivalent_provider' : 'tier_unavailable';
}
