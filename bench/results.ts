import type { Latency, Rounds } from './run.ts';
import type { SlowStreams } from './measure-slow-streams.ts';
import type { Throughput } from './measure-throughput.ts';
import { median } from './statistics.ts';

/** All that one run measured. Figures of one machine and one hour: only the ratios travel. */
export interface Results {
  /** By case, then by lane. */
  readonly throughput: ReadonlyMap<string, Rounds<Throughput>>;
  /** By body size, then by lane; in milliseconds. */
  readonly latency: ReadonlyMap<string, Rounds<Latency>>;
  readonly slowStreams: ReadonlyMap<string, SlowStreams>;
  /** By target. */
  readonly readyMs: ReadonlyMap<string, number>;
  readonly idleRssMb: ReadonlyMap<string, number>;
  readonly loadedRssMb: ReadonlyMap<string, number>;
}

/** Median over the rounds of one lane's figure divided by the other's in the same round. */
export function ratio<Value>(
  rounds: Rounds<Value> | undefined,
  lanes: readonly [of: string, to: string],
  figure: (value: Value) => number,
): number {
  const [of, to] = lanes.map((lane) => rounds?.get(lane) ?? []);
  return median((of ?? []).map((value, round) => figure(value) / figureAt(to, round, figure)));
}

function figureAt<Value>(
  values: readonly Value[] | undefined,
  round: number,
  figure: (value: Value) => number,
): number {
  const value = values?.[round];
  return value === undefined ? Number.NaN : figure(value);
}

export function typical<Value>(
  rounds: Rounds<Value> | undefined,
  lane: string,
  figure: (value: Value) => number,
): number {
  return median((rounds?.get(lane) ?? []).map(figure));
}

/** What a lane adds to the direct way, in milliseconds: the median of the rounds. */
export function added(
  rounds: Rounds<Latency> | undefined,
  lane: string,
  figure: keyof Latency,
): number {
  const direct = rounds?.get('direct');
  return median(
    (rounds?.get(lane) ?? []).map(
      (value, round) => value[figure] - (direct?.[round]?.[figure] ?? Number.NaN),
    ),
  );
}
