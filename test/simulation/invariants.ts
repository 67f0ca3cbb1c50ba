import { checkAccounts } from './check-accounts.ts';
import { checkPlan } from './check-plan.ts';
import { checkReply } from './check-reply.ts';
import { checkRows } from './check-rows.ts';
import { checkSecrets } from './check-secrets.ts';
import type { Run, SimulatedVisit } from './simulate.ts';

/** Every invariant of one visit: what is broken, in words. */
const CHECKS: readonly ((visit: SimulatedVisit, run: Run) => readonly string[])[] = [
  checkRows,
  checkAccounts,
  checkPlan,
  checkReply,
  checkSecrets,
];

/** Everything a run broke; empty when all of it held. */
export function violations(run: Run): readonly string[] {
  const ofVisits = run.visits.flatMap((visit) =>
    CHECKS.flatMap((check) =>
      check(visit, run).map((problem) => `client ${visit.script.number}: ${problem}`),
    ),
  );
  return [...ofRun(run), ...ofVisits];
}

/** A gateway that lingers at a connection behind an answer's end does so for this long. */
const LINGER_MS = 1_000;

function ofRun(run: Run): readonly string[] {
  const problems: string[] = [];
  if (!run.isSettled) problems.push('the run never settles');
  const open = run.sends.filter((send) => !send.isOver);
  if (open.length > 0) problems.push(`${open.length} upstream connections stay open`);
  const forgotten = run.forgottenTimers.filter((ms) => ms !== LINGER_MS);
  if (forgotten.length > 0) problems.push(`timers outlive their calls: ${forgotten.join(', ')} ms`);
  if (run.sends.some(({ call }) => call === -1)) problems.push('a request that is of no call');
  const isFaulty = run.ledger.some(({ state }) => state === 'broken');
  if (!isFaulty && run.log.length > 0) problems.push(`the log: ${run.log.join('; ')}`);
  return [...problems, ...refusedWrites(run)];
}

/** Writes that the ledger itself refused. Where the call's own row could not be opened, it has to. */
function refusedWrites({ ledger }: Run): readonly string[] {
  const rowless = new Set(
    ledger
      .filter(({ write, state }) => write === 'openCall' && state === 'broken')
      .map(({ callId }) => callId),
  );
  return ledger
    .filter(({ state, callId }) => state === 'refused' && !rowless.has(callId))
    .map(({ write, detail }) => `${write} was refused: ${detail}`);
}
