import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from './http-connection.ts';
import type { TargetProcess } from './target-process.ts';

export interface SlowStreamsInput {
  readonly target: TargetProcess;
  readonly request: Buffer;
  readonly streams: number;
}

export interface SlowStreams {
  readonly failed: number;
  /** Milliseconds from sending an event upstream to having it here. */
  readonly lags: readonly number[];
  readonly firstByteMs: readonly number[];
  readonly kbPerStream: number;
  readonly cpuSeconds: number;
}

/** Streams are begun over this long, as clients do not all press Enter at once. */
const RAMP_MS = 1_000;
const SAMPLE_MS = 250;

/** All streams open at once, each with an event every quarter of a second. */
export async function measureSlowStreams(input: SlowStreamsInput): Promise<SlowStreams> {
  const { target, streams } = input;
  const before = await target.usage();
  const lags: number[] = [];
  const firstByteMs: number[] = [];
  const sampling = new AbortController();
  let peakBytes = before.rssBytes;
  const running = Promise.allSettled(
    Array.from({ length: streams }, async (_, index) => {
      await sleep((index / streams) * RAMP_MS);
      await readStream(input, { lags, firstByteMs });
    }),
  );
  void running.then(() => sampling.abort());
  while (!sampling.signal.aborted) {
    await sleep(SAMPLE_MS);
    peakBytes = Math.max(peakBytes, (await target.usage()).rssBytes);
  }
  const after = await target.usage();
  return {
    failed: (await running).filter(({ status }) => status === 'rejected').length,
    lags,
    firstByteMs,
    kbPerStream: (peakBytes - before.rssBytes) / 1024 / streams,
    cpuSeconds: (after.cpuMs - before.cpuMs) / 1000,
  };
}

interface Times {
  readonly lags: number[];
  readonly firstByteMs: number[];
}

async function readStream({ target, request }: SlowStreamsInput, times: Times): Promise<void> {
  const connection = await openConnection(target.port);
  const sentAt = performance.now();
  let isFirst = true;
  await connection.send(request, (chunk) => {
    if (isFirst) times.firstByteMs.push(performance.now() - sentAt);
    isFirst = false;
    const now = performance.timeOrigin + performance.now();
    for (const [, at] of chunk.toString('latin1').matchAll(/@(\d+\.\d+)@/g))
      times.lags.push(now - Number(at));
  });
  connection.close();
}
