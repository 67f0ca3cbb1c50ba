import { caseName, requestOf, type Case, type Lane } from './cases.ts';
import { measureLatency } from './measure-latency.ts';
import { measureSlowStreams, type SlowStreams } from './measure-slow-streams.ts';
import { measureThroughput, type Throughput } from './measure-throughput.ts';
import type { Plan } from './plan.ts';
import type { TargetProcess } from './target-process.ts';
import type { Targets } from './targets.ts';
import { SLOW_STREAM_HEADER } from './answers.ts';
import { percentile } from './statistics.ts';

/** What each lane did, round by round: the rounds of one lane stand beside those of the others. */
export type Rounds<Value> = ReadonlyMap<string, readonly Value[]>;

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface RunContext {
  readonly targets: Targets;
  readonly plan: Plan;
  /** Says what is going on, to whoever waits. */
  readonly progress: (what: string) => void;
}

/** Of each case: lanes A B C A B C, because the machine's own speed changes within seconds. */
export async function runThroughput(
  context: RunContext,
  cases: readonly Case[],
  lanes: readonly Lane[],
): Promise<Map<string, Rounds<Throughput>>> {
  const results = new Map<string, Rounds<Throughput>>();
  for (const asked of cases) {
    context.progress(caseName(asked));
    const measure = (lane: Lane, durationMs: number) =>
      measureThroughput({
        target: targetOf(context.targets, lane),
        request: requestOf(asked, lane),
        connections: asked.connections,
        durationMs,
      });
    for (const lane of lanes) await measure(lane, context.plan.warmUpMs);
    results.set(
      caseName(asked),
      await interleave(lanes, context.plan.rounds, (lane) =>
        measure(lane, context.plan.throughputMs),
      ),
    );
  }
  return results;
}

export const RATES = [
  { size: '1 KB', callsPerSecond: 200 },
  { size: '120 KB', callsPerSecond: 20 },
] as const;

export async function runLatency(
  { targets, plan, progress }: RunContext,
  lanes: readonly Lane[],
): Promise<ReadonlyMap<string, Rounds<Latency>>> {
  const results = new Map<string, Rounds<Latency>>();
  for (const { size, callsPerSecond } of RATES) {
    progress(`${size} at ${callsPerSecond} a second`);
    const durationMs = size === '1 KB' ? plan.latencyMs.small : plan.latencyMs.large;
    const rounds = await interleave(lanes, plan.latencyRounds, async (lane) => {
      const request = requestOf({ size, kind: 'JSON' }, lane);
      const target = targetOf(targets, lane);
      const times = await measureLatency({ target, request, callsPerSecond, durationMs });
      return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
    });
    results.set(size, rounds);
  }
  return results;
}

/** On processes that have only been warmed: memory that earlier load left behind would hide what streams take. */
export async function runSlowStreams(
  { targets, plan, progress }: RunContext,
  lanes: readonly Lane[],
): Promise<ReadonlyMap<string, SlowStreams>> {
  const results = new Map<string, SlowStreams>();
  for (const lane of lanes) {
    progress(`${plan.streams} slow streams, ${lane.name}`);
    const target = targetOf(targets, lane);
    const asked = { size: '1 KB', kind: 'SSE' } as const;
    await measureThroughput({
      target,
      request: requestOf(asked, lane),
      connections: 16,
      durationMs: plan.warmUpMs,
    });
    const request = requestOf(asked, lane, { [SLOW_STREAM_HEADER]: `events-${plan.slowEvents}` });
    results.set(lane.name, await measureSlowStreams({ target, request, streams: plan.streams }));
  }
  return results;
}

async function interleave<Value>(
  lanes: readonly Lane[],
  rounds: number,
  measure: (lane: Lane) => Promise<Value>,
): Promise<Rounds<Value>> {
  const results = new Map<string, Value[]>(lanes.map((lane) => [lane.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const lane of lanes) results.get(lane.name)?.push(await measure(lane));
  }
  return results;
}

function targetOf({ processes }: Targets, lane: Lane): TargetProcess {
  const target = processes.get(lane.target);
  if (target === undefined) throw new Error(`${lane.name} was not started.`);
  return target;
}
