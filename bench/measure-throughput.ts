import { openConnection, type HttpConnection } from './http-connection.ts';
import type { TargetProcess } from './target-process.ts';

export interface ThroughputInput {
  readonly target: TargetProcess;
  readonly request: Buffer;
  readonly connections: number;
  readonly durationMs: number;
}

export interface Throughput {
  readonly callsPerSecond: number;
  /** CPU time the target itself took for 1,000 calls, in seconds. */
  readonly cpuPerThousand: number;
}

/** As many calls as the target takes, each connection sending the next one once it has its answer. */
export async function measureThroughput(input: ThroughputInput): Promise<Throughput> {
  const { target, request, connections, durationMs } = input;
  const open = await Promise.all(
    Array.from({ length: connections }, () => openConnection(target.port)),
  );
  const before = await target.usage();
  const startedAt = performance.now();
  const until = startedAt + durationMs;
  const counts = await Promise.all(open.map((connection) => sendUntil(connection, request, until)));
  const elapsedMs = performance.now() - startedAt;
  const after = await target.usage();
  for (const connection of open) connection.close();
  const calls = counts.reduce((sum, count) => sum + count, 0);
  return {
    callsPerSecond: (calls / elapsedMs) * 1000,
    // Milliseconds per call are seconds per thousand.
    cpuPerThousand: (after.cpuMs - before.cpuMs) / calls,
  };
}

async function sendUntil(
  connection: HttpConnection,
  request: Buffer,
  until: number,
): Promise<number> {
  let calls = 0;
  while (performance.now() < until) {
    await connection.send(request);
    calls++;
  }
  return calls;
}
