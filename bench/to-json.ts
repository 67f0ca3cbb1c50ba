import { tail } from './goals.ts';
import type { Results } from './results.ts';

/** The run's own figures, every round of them; slow streams as percentiles, because their events are many. */
export function toJson(results: Results): object {
  return {
    throughput: nested(results.throughput),
    latencyMs: nested(results.latency),
    slowStreams: Object.fromEntries(
      [...results.slowStreams].map(([lane, { lags, firstByteMs, ...rest }]) => [
        lane,
        { ...rest, lagMs: tail(lags), firstByteMs: tail(firstByteMs) },
      ]),
    ),
    readyMs: Object.fromEntries(results.readyMs),
    idleRssMb: Object.fromEntries(results.idleRssMb),
    loadedRssMb: Object.fromEntries(results.loadedRssMb),
  };
}

function nested<Value>(byName: ReadonlyMap<string, ReadonlyMap<string, Value>>): object {
  return Object.fromEntries(
    [...byName].map(([name, values]) => [name, Object.fromEntries(values)]),
  );
}
