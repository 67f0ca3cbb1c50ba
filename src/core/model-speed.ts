/** How fast a model has been lately, measured from its own answers. `null`: not measured yet. */
export interface ModelSpeed {
  /** Answers it was measured from; more of them change a median less. */
  readonly samples: number;
  readonly outputTokensPerSecond: number | null;
  readonly promptTokensPerSecond: number | null;
  /** What passes before the prompt is even read: the network, the queue. */
  readonly startMs: number | null;
  /** From sending to the first content token, as it usually was. Tells people more than the parts do. */
  readonly firstTokenMs: number | null;
  /** Loading it into memory, when it had to be. Counts in none of the others. */
  readonly loadMs: number | null;
}

/** Fewer answers than these are an accident, and the assumed speed stands. */
export const ENOUGH_SAMPLES = 3;

/** How large a call is thought to be. */
export interface CallTokens {
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface TimeNeeded {
  readonly ms: number;
  /** For people: of what the sum is made, and whether that was measured. */
  readonly detail: string;
}

/**
 * How long a model takes for a call of this size: what was measured, and the policy's assumption for a
 * generation that was not. `null` when neither says anything. Monotone: no figure that is faster, and no
 * smaller call, ever makes it more.
 */
export function timeNeeded(
  { promptTokens, outputTokens }: CallTokens,
  speed: ModelSpeed | null,
  assumedTokensPerSecond: number | null,
): TimeNeeded | null {
  const measured = speed !== null && speed.samples >= ENOUGH_SAMPLES ? speed : NOT_MEASURED;
  const rate = measured.outputTokensPerSecond ?? assumedTokensPerSecond;
  if (rate === null) return null;
  const answerMs = timeFor(outputTokens, rate);
  const { promptTokensPerSecond, startMs } = measured;
  const readMs =
    (startMs ?? 0) +
    (promptTokensPerSecond === null ? 0 : timeFor(promptTokens, promptTokensPerSecond));
  const ms = Math.ceil(readMs + answerMs);
  if (measured.outputTokensPerSecond === null) {
    return { ms, detail: `the answer takes about ${ms} ms` };
  }
  const read = readMs > 0 ? `${Math.ceil(readMs)} ms to read the prompt, ` : '';
  const wrote = `${outputTokens} tokens at ${rounded(rate)} per second`;
  return {
    ms,
    detail: `the answer takes about ${ms} ms (${read}${wrote}, measured over ${measured.samples} answers)`,
  };
}

const NOT_MEASURED: ModelSpeed = {
  samples: 0,
  outputTokensPerSecond: null,
  promptTokensPerSecond: null,
  startMs: null,
  firstTokenMs: null,
  loadMs: null,
};

function timeFor(tokens: number, perSecond: number): number {
  return (tokens * 1000) / perSecond;
}

function rounded(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}
