import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type HttpConnection } from './http-connection.ts';
import type { TargetProcess } from './target-process.ts';

export interface LatencyInput {
  readonly target: TargetProcess;
  readonly request: Buffer;
  readonly callsPerSecond: number;
  readonly durationMs: number;
}

/** Milliseconds of each call at a rate far below what the target could do: what waiting in line adds is left out. */
export async function measureLatency(input: LatencyInput): Promise<readonly number[]> {
  const { target, request, callsPerSecond, durationMs } = input;
  const idle = await Promise.all(Array.from({ length: 4 }, () => openConnection(target.port)));
  const opened = [...idle];
  const calls: Promise<number>[] = [];
  const startedAt = performance.now();
  const total = Math.round((durationMs / 1000) * callsPerSecond);
  for (let index = 0; index < total; index++) {
    const due = startedAt + (index * 1000) / callsPerSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const connection = idle.pop() ?? (await openConnection(target.port));
    if (!opened.includes(connection)) opened.push(connection);
    calls.push(timed(connection, request).finally(() => idle.push(connection)));
  }
  const times = await Promise.all(calls);
  for (const connection of opened) connection.close();
  return times;
}

async function timed(connection: HttpConnection, request: Buffer): Promise<number> {
  const sentAt = performance.now();
  await connection.send(request);
  return performance.now() - sentAt;
}
