import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../exit-code.ts';
import type { Check } from './checks.ts';
import { warning, type Verdict } from './verdict.ts';

export interface Finding extends Verdict {
  readonly check: string;
}

/**
 * All checks at once, each with the same time. One that takes longer or fails is a finding of its own,
 * and never hides what the others found.
 */
export async function runChecks(
  checks: readonly Check[],
  { limitMs }: { readonly limitMs: number },
): Promise<readonly Finding[]> {
  const timer = new AbortController();
  const late = sleep(limitMs, TOO_LATE, { signal: timer.signal }).catch(() => TOO_LATE);
  const found = await Promise.all(checks.map((check) => runCheck(check, late)));
  timer.abort();
  return found.flat();
}

async function runCheck(
  { name, run }: Check,
  late: Promise<readonly Verdict[]>,
): Promise<readonly Finding[]> {
  const verdicts = await Promise.race([verdictsOf(run), late]);
  return verdicts.map((verdict) => ({ check: name, ...verdict }));
}

async function verdictsOf(run: Check['run']): Promise<readonly Verdict[]> {
  try {
    return await run();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return [warning(`this check itself failed: ${why}`, 'Please report it with modicum version.')];
  }
}

const TOO_LATE: readonly Verdict[] = [
  warning('was not done in time', 'Try again; with --offline nobody outside is asked.'),
];

/** A broken set-up comes first: keys and upstreams cannot be judged well before it is mended. */
export function exitCodeOfFindings(findings: readonly Finding[]): number {
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return EXIT.ok;
  return problems.some(({ concerns }) => concerns === 'set-up') ? EXIT.failure : EXIT.upstream;
}
