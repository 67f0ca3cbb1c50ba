import { createServer } from 'node:net';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../../gateway/default-address.ts';
import { answers, readRunning } from '../../running.ts';
import type { GatewayFacts } from '../verdicts/gateway.ts';

export async function probeGateway(): Promise<GatewayFacts> {
  const running = readRunning();
  const port = DEFAULT_PORT;
  if (running === null) return { running: null, port, portState: await portState(port) };
  const { url, pid } = running;
  return { running: { url, pid, answers: await answers(running) }, port, portState: 'taken' };
}

async function portState(port: number): Promise<GatewayFacts['portState']> {
  const error = await listenOnce(port);
  if (error === null) return 'free';
  if (error !== 'EADDRINUSE') return 'refused';
  return (await isModicum(`http://${DEFAULT_HOST}:${port}`)) ? 'modicum' : 'taken';
}

/** Takes the port for a moment; gives why it cannot be had. */
function listenOnce(port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
  server.listen({ host: DEFAULT_HOST, port, exclusive: true }, () => {
    server.close(() => resolve(null));
  });
  return promise;
}

async function isModicum(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return text.includes('client_key') || text.includes('"tiers"');
  } catch {
    return false;
  }
}
