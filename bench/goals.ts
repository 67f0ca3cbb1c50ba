import { added, ratio, type Results } from './results.ts';
import { median, percentile } from './statistics.ts';

/** A goal, what was measured here, and whether it is met; `null` when this run did not measure it. */
export interface GoalResult {
  readonly figure: string;
  readonly goal: string;
  readonly here: number;
  readonly unit: string;
  readonly met: boolean | null;
}

interface Goal {
  readonly figure: string;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  readonly unit?: string;
  readonly measure: (results: Results, lane: string) => number;
}

/** Medians of ratios within one run. The other half of the goals is about other routers, which this run does not start. */
export function compareWithGoals(results: Results, lane: string): readonly GoalResult[] {
  return GOALS.map(({ figure, bound, unit = '', measure }) => {
    const here = measure(results, lane);
    const isLeast = 'atLeast' in bound;
    const limit = isLeast ? bound.atLeast : bound.atMost;
    const met = Number.isNaN(here) ? null : isLeast ? here >= limit : here <= limit;
    return { figure, goal: `${isLeast ? '≥' : '≤'} ${limit}${unit}`, here, unit, met };
  });
}

const throughput = (asked: string, to: string) => (results: Results, lane: string) =>
  ratio(results.throughput.get(asked), [lane, to], (value) => value.callsPerSecond);

const cpu = (asked: string, to: string) => (results: Results, lane: string) =>
  ratio(results.throughput.get(asked), [lane, to], (value) => value.cpuPerThousand);

const addedRatio = (size: string, to: string) => (results: Results, lane: string) =>
  added(results.latency.get(size), lane, 'p50') / added(results.latency.get(size), to, 'p50');

const SMALL = '1 KB JSON, 16 connections';
const LARGE = '120 KB JSON, 16 connections';
const LARGE_STREAM = '120 KB SSE, 16 connections';

const GOALS: readonly Goal[] = [
  {
    figure: `${SMALL}: throughput / node:http`,
    bound: { atLeast: 1 },
    measure: throughput(SMALL, 'node:http'),
  },
  {
    figure: `${SMALL}: throughput / undici`,
    bound: { atLeast: 0.65 },
    measure: throughput(SMALL, 'undici'),
  },
  {
    figure: `${LARGE}: throughput / node:http`,
    bound: { atLeast: 0.55 },
    measure: throughput(LARGE, 'node:http'),
  },
  {
    figure: `${LARGE}: throughput / undici`,
    bound: { atLeast: 0.45 },
    measure: throughput(LARGE, 'undici'),
  },
  {
    figure: `${LARGE_STREAM}: throughput / node:http`,
    bound: { atLeast: 0.55 },
    measure: throughput(LARGE_STREAM, 'node:http'),
  },
  {
    figure: `${LARGE_STREAM}: throughput / undici`,
    bound: { atLeast: 0.45 },
    measure: throughput(LARGE_STREAM, 'undici'),
  },
  { figure: `${SMALL}: CPU / node:http`, bound: { atMost: 1 }, measure: cpu(SMALL, 'node:http') },
  { figure: `${LARGE}: CPU / node:http`, bound: { atMost: 2.6 }, measure: cpu(LARGE, 'node:http') },
  {
    figure: `${LARGE_STREAM}: CPU / node:http`,
    bound: { atMost: 2 },
    measure: cpu(LARGE_STREAM, 'node:http'),
  },
  {
    figure: '1 KB at 200/s: added p50 / node:http',
    bound: { atMost: 1.15 },
    measure: addedRatio('1 KB', 'node:http'),
  },
  {
    figure: '120 KB at 20/s: added p50 / node:http',
    bound: { atMost: 2.2 },
    measure: addedRatio('120 KB', 'node:http'),
  },
  {
    figure: 'slow streams: failed',
    bound: { atMost: 0 },
    measure: ({ slowStreams }) => slowStreams.get('modicum')?.failed ?? Number.NaN,
  },
  {
    figure: 'slow streams: memory of each',
    bound: { atMost: 80 },
    unit: ' KB',
    measure: ({ slowStreams }) => slowStreams.get('modicum')?.kbPerStream ?? Number.NaN,
  },
  { figure: 'slow streams: lag p50 / node:http', bound: { atMost: 1.2 }, measure: lagRatio },
  { figure: 'slow streams: CPU / node:http', bound: { atMost: 1.15 }, measure: streamCpuRatio },
  {
    figure: 'ready after start',
    bound: { atMost: 300 },
    unit: ' ms',
    measure: ({ readyMs }) => readyMs.get('modicum') ?? Number.NaN,
  },
  {
    figure: 'memory when idle',
    bound: { atMost: 110 },
    unit: ' MB',
    measure: ({ idleRssMb }) => idleRssMb.get('modicum') ?? Number.NaN,
  },
  {
    figure: 'memory after load',
    bound: { atMost: 300 },
    unit: ' MB',
    measure: ({ loadedRssMb }) => loadedRssMb.get('modicum') ?? Number.NaN,
  },
];

function lagRatio({ slowStreams }: Results): number {
  const lag = (lane: string) => median(slowStreams.get(lane)?.lags ?? []);
  return lag('modicum') / lag('node:http');
}

function streamCpuRatio({ slowStreams }: Results): number {
  const seconds = (lane: string) => slowStreams.get(lane)?.cpuSeconds ?? Number.NaN;
  return seconds('modicum') / seconds('node:http');
}

/** For tables: the tail of a distribution beside its middle. */
export function tail(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}
