import type { Classification } from '../core/classification.ts';
import type { Decision } from '../core/decision.ts';
import type { PolicyLine, Signal } from '../core/grounds.ts';
import type { RecordedGrounds } from '../ledger/ledger.ts';

/** What `explain` needs of a decision afterwards. Names of signals may hold what a client wrote. */
export function recordedGrounds(
  decision: Decision | null,
  { taskType, confidence, alternatives, judged }: Classification,
  redact: (text: string) => string,
): RecordedGrounds {
  const shown = <Of extends Signal>(one: Of): Of => ({ ...one, signal: redact(one.signal) });
  return {
    seen: { taskType, confidence, alternatives, judged: judged === null ? null : figures(judged) },
    answers: (decision?.answers ?? []).map((answer) => ({
      ...answer,
      evidence: answer.evidence.map(shown),
    })),
    evidence: (decision?.evidence ?? []).map((one) => ({
      ...shown(one),
      detail: one.detail === null ? null : redact(one.detail),
    })),
    wouldChange: redactedLine(decision?.wouldChange ?? null, redact),
  };
}

/** Without what spoke for them: that is made of the words of the prompt. */
function figures(judged: NonNullable<Classification['judged']>) {
  const { tiers, kind, stakes, recoverable, complexity, pStrong, outOfDistribution } = judged;
  return { tiers, kind, stakes, recoverable, complexity, pStrong, outOfDistribution };
}

function redactedLine(
  line: PolicyLine | null,
  redact: (text: string) => string,
): PolicyLine | null {
  if (line === null) return null;
  const settings = line.settings.map(({ key, value }) => ({ key, value: redact(value) }));
  return { ...line, settings };
}
