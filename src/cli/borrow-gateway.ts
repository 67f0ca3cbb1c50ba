import { join } from 'node:path';
import { readClientKey } from '../config/client-key.ts';
import { configPaths } from '../config/config-paths.ts';
import { createKeyring } from '../config/keyring.ts';
import type { SpokenOptions } from '../core/option-headers.ts';
import { ModicumError } from '../core/error.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from '../gateway/default-address.ts';
import type { Connection } from '../integrate/target.ts';
import { createLogWriter } from './log/log-file.ts';
import type { LogEntry } from './log/log-line.ts';
import { openModicum, type SetupArguments } from './open-modicum.ts';
import { askReadiness, type Readiness } from './readiness.ts';
import { readRunning } from './running.ts';

export interface BorrowRequest extends SetupArguments {
  /** Said of every call that comes in; only a gateway of one's own can say it. */
  readonly defaults: SpokenOptions;
}

/** A gateway for as long as a program runs. */
export interface BorrowedGateway {
  readonly connection: Connection;
  readonly readiness: Readiness;
  /** It was started for this program, and ends with it. */
  readonly isOwn: boolean;
  /** Lets go of it; says where its log is when it had something to say. */
  close(): Promise<string | null>;
}

/**
 * The gateway that runs already, or one in this process on any free port. With a policy, a ledger or
 * defaults of its own, always the latter: the one that runs knows nothing of them.
 */
export async function borrowGateway(request: BorrowRequest): Promise<BorrowedGateway> {
  const { config, ledger, defaults } = request;
  const isPlain =
    config === undefined && ledger === undefined && Object.keys(defaults).length === 0;
  const running = isPlain ? readRunning() : null;
  const readiness = running === null ? null : await askReadiness(running);
  if (running === null || readiness === null) return startOwn(request);
  const connection = connectionTo(running.url, readiness.providers);
  return { connection, readiness, isOwn: false, close: () => Promise.resolve(null) };
}

/** The gateway that runs, or else the one that would, at its usual address. */
export async function connectionHere(): Promise<{ connection: Connection; isRunning: boolean }> {
  const running = readRunning();
  const readiness = running === null ? null : await askReadiness(running);
  if (running !== null && readiness !== null) {
    return { connection: connectionTo(running.url, readiness.providers), isRunning: true };
  }
  const modicum = await openModicum({}, () => {});
  const { providers } = modicum.policy;
  await modicum.close();
  const keyring = createKeyring(providers, process.env);
  const keyed = providers.map((one) => ({ ...one, hasKey: keyring.has(one.name) }));
  const url = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
  return { connection: connectionTo(url, keyed), isRunning: false };
}

type Payer = Pick<Readiness['providers'][number], 'kind' | 'hasKey' | 'passesClientCredential'>;

/** What clients of a gateway must know. */
function connectionTo(url: string, providers: readonly Payer[]): Connection {
  const anthropic = providers.filter(({ kind }) => kind === 'anthropic');
  const holdsKey = anthropic.some(({ hasKey }) => hasKey);
  const handsOn = anthropic.some(({ passesClientCredential }) => passesClientCredential);
  const credential = holdsKey ? 'modicum' : handsOn ? 'client' : 'none';
  const clientKey = readClientKey(process.env, configPaths(process.env, process.platform));
  return { url, credential, clientKey };
}

/** Its log goes to a file: the screen belongs to the program. */
async function startOwn({ defaults, ...args }: BorrowRequest): Promise<BorrowedGateway> {
  const log = createQuietLog();
  const modicum = await openModicum(args, (_line, parts) =>
    log.write({ level: 'error', ...parts }),
  );
  try {
    for (const message of modicum.warnings) log.write({ level: 'warning', code: 'setup', message });
    const server = await modicum.serve({ host: DEFAULT_HOST, port: 0, defaults });
    modicum.watch();
    const readiness = await askReadiness(server);
    if (readiness === null) throw cannotStart();
    const close = () => modicum.close().then(() => log.path());
    const connection = connectionTo(server.url, readiness.providers);
    return { connection, readiness, isOwn: true, close };
  } catch (cause) {
    await modicum.close();
    throw cause;
  }
}

interface QuietLog {
  write(entry: LogEntry): void;
  /** `null`: nothing went wrong. */
  path(): string | null;
}

/** Made with its first line: most programs end without one. */
function createQuietLog(): QuietLog {
  const path = join(configPaths(process.env, process.platform).stateFolder, 'programs.log');
  let write: ((entry: LogEntry) => void) | null = null;
  let hasError = false;
  return {
    write(entry) {
      hasError ||= entry.level === 'error';
      write ??= createLogWriter(path, { now: () => new Date() });
      write(entry);
    },
    path: () => (hasError ? path : null),
  };
}

function cannotStart(): ModicumError {
  return new ModicumError('cannot_start', 'The gateway does not answer on its own address.');
}
