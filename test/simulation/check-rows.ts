import type { Run, SimulatedVisit } from './simulate.ts';
import type { LedgerMoment, Write } from './watched-ledger.ts';

/** Invariant 1: one row per attempt, opened before it is sent, closed once, and in time. */
export function checkRows(visit: SimulatedVisit, _run: Run): readonly string[] {
  const { script, view, sends, receipt, ledger } = visit;
  const problems: string[] = [];
  if (script.isNoCall) {
    if (ledger.length > 0 || sends.length > 0) problems.push('what is no call was opened or sent');
    return problems;
  }
  const isFaulty = ledger.some(({ state }) => state === 'broken');
  const opened = ledger.filter(
    ({ write, state }) => write === 'openAttempt' && state === 'durable',
  );
  const begun = ledger.find(({ write, state }) => write === 'openCall' && state === 'durable');
  if (sends.some(({ order }) => begun === undefined || order < begun.order)) {
    problems.push('sent before the call’s own row was durable');
  }
  for (const [index, send] of sends.entries()) {
    const row = opened.find(({ number }) => number === index + 1);
    if (row === undefined) problems.push(`send ${index + 1} has no row`);
    else if (row.order > send.order)
      problems.push(`send ${index + 1} left before its row was durable`);
  }
  // The last row may be of an attempt that became pointless while it was written.
  const unsent = (receipt?.attempts ?? []).slice(sends.length);
  if (unsent.length > 1) problems.push('rows that nothing was sent for');
  for (const { closed } of unsent) {
    if (closed !== null && closed.outcome !== 'cancelled') problems.push('a row for nothing');
  }
  if (receipt === null) {
    if (!isFaulty) problems.push('the call has no row');
    return problems;
  }
  if (isFaulty) return [...problems, ...releasedUnbooked(visit)];
  for (const { opened: attempt, closed } of receipt.attempts) {
    if (closed === null) problems.push(`attempt ${attempt.number} is never closed`);
  }
  if (receipt.closed === null) problems.push('the call is never closed');
  problems.push(...repeated(ledger));
  const told = terminalOrder(visit);
  if (view.endedTick !== null && told !== null) {
    const late = ledger.filter(
      ({ write, state, order }) => isClosing(write) && state === 'durable' && order > told,
    );
    if (late.length > 0) problems.push(`the end was told before ${late[0]?.write} was durable`);
  }
  return problems;
}

/** The last event of an answer that is whole, in any dialect. */
const GOOD_END =
  /"type": ?"(?:message_stop|response\.completed|response\.incomplete)"|data: \[DONE\]/;

/** A good end that was given out although a row of it could not be written. */
function releasedUnbooked({ ledger, view }: SimulatedVisit): readonly string[] {
  const isUnbooked = ledger.some(({ write, state }) => isClosing(write) && state === 'broken');
  const last = new TextDecoder().decode(view.chunks.at(-1)?.bytes ?? view.whole ?? undefined);
  const isWhole = view.whole !== null && view.reply?.status === 200;
  const isGoodEnd = isWhole || GOOD_END.test(last);
  return isUnbooked && isGoodEnd
    ? ['the end was given out although its rows were not written']
    : [];
}

function isClosing(write: Write): boolean {
  return write === 'closeAttempt' || write === 'closeCall';
}

function repeated(ledger: readonly LedgerMoment[]): readonly string[] {
  const asked = ledger.filter(({ state }) => state === 'asked');
  const names = asked.map(({ write, number }) => `${write} ${number ?? ''}`.trim());
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return twice.map((name) => `${name} was asked for twice`);
}

/** When the client was handed the end of its reply: the last chunk of a stream, or the whole of it. */
function terminalOrder({ view }: SimulatedVisit): number | null {
  if (view.whole !== null) return view.reply?.order ?? null;
  const last = view.chunks.at(-1);
  if (last === undefined) return null;
  const text = new TextDecoder().decode(last.bytes);
  return GOOD_END.test(text) || /"error": ?\{/.test(text) ? last.order : null;
}
