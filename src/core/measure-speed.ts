import { ENOUGH_SAMPLES, type ModelSpeed } from './model-speed.ts';
import type { Took } from './took.ts';

/** What one answer tells about its model's speed. */
export interface Pace {
  /** Of the prompt, what no cache held. */
  readonly promptTokens: number;
  /** Everything generated, thinking included. */
  readonly outputTokens: number;
  readonly totalMs: number;
  /** `null` where the answer came in one piece. */
  readonly firstTokenMs: number | null;
  /** As the upstream reports it; `null` for those that do not. */
  readonly took: Took | null;
}

/**
 * The usual speed of a model, as medians over its last answers: a single slow one, or a pause of the machine,
 * moves nothing. Loading into memory is kept apart, because only the first call after a while waits for it.
 * `null` when no answer tells anything.
 */
export function measureSpeed(paces: readonly Pace[]): ModelSpeed | null {
  const samples = paces.filter(isUsable);
  if (samples.length === 0) return null;
  const reading = readingOf(samples);
  return {
    samples: samples.length,
    outputTokensPerSecond: median(samples.flatMap(outputRate)),
    ...reading,
    firstTokenMs: median(samples.flatMap(firstToken)),
    loadMs: median(samples.flatMap(load)),
  };
}

function isUsable({ promptTokens, outputTokens, totalMs, took }: Pace): boolean {
  const times = took === null ? [] : [took.loadMs, took.promptMs, took.generationMs];
  const isSane = [promptTokens, outputTokens, totalMs, ...times].every(
    (value) => Number.isFinite(value) && value >= 0,
  );
  return isSane && totalMs > 0 && outputTokens > 0;
}

/** Milliseconds; what is shorter was not measured but rounded. */
const LEAST_MS = 0.1;
/** Milliseconds per token; below it, length costs nothing that anyone would notice. */
const LEAST_SLOPE = 1e-5;
/** Of so few tokens the time says more about everything else. */
const FEWEST_TOKENS = 8;
/** In one piece reading and writing cannot be told apart; over a longer answer it matters less. */
const FEWEST_WHOLE_TOKENS = 50;

function outputRate(pace: Pace): readonly number[] {
  const { outputTokens, totalMs, took } = pace;
  const first = splitAt(pace);
  const ms = took?.generationMs ?? (first === null ? totalMs : totalMs - first);
  const isWhole = took === null && first === null;
  if (outputTokens < (isWhole ? FEWEST_WHOLE_TOKENS : FEWEST_TOKENS) || ms < LEAST_MS) return [];
  return [(outputTokens * 1000) / ms];
}

/** Held back until it was whole, an answer seems to come at once: then its first token says nothing. */
function splitAt({ firstTokenMs, totalMs }: Pace): number | null {
  if (firstTokenMs === null || firstTokenMs < 0) return null;
  return totalMs - firstTokenMs >= Math.max(LEAST_STREAM_MS, totalMs / 20) ? firstTokenMs : null;
}

const LEAST_STREAM_MS = 20;

function firstToken(pace: Pace): readonly number[] {
  const { took, totalMs } = pace;
  if (took !== null) return [Math.max(0, totalMs - took.loadMs - took.generationMs)];
  const first = splitAt(pace);
  return first === null ? [] : [first];
}

/** Below this it was in memory already. */
const LEAST_LOAD_MS = 250;

function load({ took }: Pace): readonly number[] {
  return took !== null && took.loadMs >= LEAST_LOAD_MS ? [took.loadMs] : [];
}

type Reading = Pick<ModelSpeed, 'promptTokensPerSecond' | 'startMs'>;

function readingOf(samples: readonly Pace[]): Reading {
  const reported = samples.flatMap((pace) =>
    pace.took === null ? [] : [{ ...pace, took: pace.took }],
  );
  if (reported.length > 0) {
    return {
      promptTokensPerSecond: median(reported.flatMap(promptRate)),
      startMs: median(reported.map(startOf)),
    };
  }
  return fittedReading(samples.flatMap(pointOf));
}

type Reported = Pace & { readonly took: Took };

function promptRate({ promptTokens, took }: Reported): readonly number[] {
  return promptTokens >= FEWEST_TOKENS && took.promptMs >= LEAST_MS
    ? [(promptTokens * 1000) / took.promptMs]
    : [];
}

function startOf({ totalMs, took }: Reported): number {
  return Math.max(0, totalMs - took.loadMs - took.promptMs - took.generationMs);
}

interface Point {
  readonly tokens: number;
  readonly ms: number;
}

function pointOf(pace: Pace): readonly Point[] {
  const ms = splitAt(pace);
  return ms === null ? [] : [{ tokens: pace.promptTokens, ms }];
}

/** The longest prompt is this many times the shortest: only then does their length explain anything. */
const WIDE = 4;

/**
 * The line through first-token times over prompt lengths (Theil and Sen: the median slope of all pairs, which
 * outliers do not move). Where prompts are all alike, their usual time stands for any.
 */
function fittedReading(points: readonly Point[]): Reading {
  const lengths = points.map(({ tokens }) => tokens);
  const isWide =
    points.length > ENOUGH_SAMPLES &&
    Math.max(...lengths) >= WIDE * Math.max(1, Math.min(...lengths));
  const slope = isWide ? Math.max(0, median(slopes(points)) ?? 0) : 0;
  const startMs = median(points.map(({ tokens, ms }) => Math.max(0, ms - slope * tokens)));
  return { promptTokensPerSecond: slope >= LEAST_SLOPE ? 1000 / slope : null, startMs };
}

function slopes(points: readonly Point[]): readonly number[] {
  return points.flatMap((one, index) =>
    points
      .slice(index + 1)
      .flatMap((other) =>
        other.tokens === one.tokens ? [] : [(other.ms - one.ms) / (other.tokens - one.tokens)],
      ),
  );
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}
