import { DEFAULT_HOST, DEFAULT_PORT } from '../gateway/default-address.ts';
import type { Modicum } from '../modicum.ts';
import { followPolicy } from './follow-policy.ts';
import { nextSignal } from './next-signal.ts';
import { openModicum, type SetupArguments } from './open-modicum.ts';
import { readWholeNumber } from './options.ts';
import { outliveReader } from './output.ts';
import { answers, readRunning, removeRunning, writeRunning, type Running } from './running.ts';
import type { Voice } from './voice.ts';

/** Calls that are under way when the gateway is told to stop have this long to finish. */
const GRACE_MS = 10_000;

export interface ServeArguments extends SetupArguments {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Serves in this process until it is told to stop. `meanwhile` runs beside it, from the greeting until
 * the signal: it ends when `stop` does.
 */
export async function serveGateway(
  args: ServeArguments,
  voice: Voice,
  meanwhile?: (modicum: Modicum, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const port = readPort(args.port);
  const modicum = await openModicum(args, (_line, parts) =>
    voice.say({ level: 'error', ...parts }),
  );
  try {
    // Before this one listens: where it listens, a file left behind may say that another does.
    const other = await otherGateway();
    const server = await modicum.serve({ host: args.host ?? DEFAULT_HOST, port });
    outliveReader();
    takeOver(server.url, { other, voice });
    // Before the greeting: who reads it may send a signal at once.
    followPolicy(modicum, voice);
    voice.greet(modicum, server);
    const stop = new AbortController();
    const beside = meanwhile?.(modicum, stop.signal);
    const signal = await nextSignal();
    const message = `${signal}: finishing running calls, ${GRACE_MS / 1000} s at most`;
    voice.say({ level: 'info', code: 'stopping', message });
    await server.close({ graceMs: GRACE_MS });
    stop.abort();
    await beside;
    voice.say({ level: 'info', code: 'stopped', message: 'stopped' });
  } finally {
    removeRunning(process.pid);
    await modicum.close();
  }
}

export function readPort(text: string | undefined): number {
  return readWholeNumber('port', text, { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
}

async function otherGateway(): Promise<Running | null> {
  const running = readRunning();
  return running !== null && (await answers(running)) ? running : null;
}

interface Meeting {
  readonly other: Running | null;
  readonly voice: Voice;
}

/** The first of several gateways is the one that `status` and `down` speak of. */
function takeOver(url: string, { other, voice }: Meeting): void {
  if (other === null) {
    writeRunning(url);
    return;
  }
  const message = `another gateway of yours runs at ${other.url}: status and down speak of that one`;
  voice.say({ level: 'warning', code: 'other_gateway', message });
}
