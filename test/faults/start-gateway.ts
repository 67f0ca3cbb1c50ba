import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { shippedClassifier } from '../../src/modicum/shipped-classifier.ts';
import { createKeyring } from '../../src/config/keyring.ts';
import type { Limits, Policy, ProviderPolicy } from '../../src/core/policy.ts';
import { createCallIds } from '../../src/gateway/call-id.ts';
import { createClientRetries } from '../../src/gateway/client-retries.ts';
import { createRepeatMemory } from '../../src/gateway/repeat-memory.ts';
import { createMetaMemory } from '../../src/gateway/meta-memory.ts';
import { createSpeedMemory } from '../../src/gateway/speed-memory.ts';
import { createActionMemory } from '../../src/gateway/action-memory.ts';
import { createConversations } from '../../src/gateway/conversations.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../src/gateway/server.ts';
import type { Ledger, Receipt } from '../../src/ledger/ledger.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite-ledger.ts';
import { createUpstreamClient } from '../../src/provider/upstream-client.ts';
import { createUpstream } from '../../src/provider/upstream.ts';
import {
  startScriptedUpstream,
  type ScriptedReply,
  type ScriptedUpstream,
} from '../../src/testing/index.ts';
import { createMemoryLedger } from '../../src/testing/memory-ledger.ts';
import {
  sampleCatalog,
  samplePolicy,
  sampleProvider,
  sampleTier,
} from '../../src/testing/policy.ts';
import { eventually } from './eventually.ts';

/**
 * Keys that open nothing; tests look for them where none may be. They do not look like keys, so that only
 * knowing them helps.
 */
export const ANTHROPIC_KEY = 'plantedAnthropicWord0123456789';
export const OPENAI_KEY = 'plantedOpenaiWord0123456789';

export interface FaultyGatewayOptions {
  readonly limits?: Partial<Limits>;
  /** Longest attempt and repeats of every tier. */
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Changes to the Anthropic provider's entry. */
  readonly provider?: Partial<ProviderPolicy>;
  readonly change?: (policy: Policy) => Policy;
  /** Default: in memory. `sqlite` puts a file into the test's own folder. */
  readonly ledger?: 'memory' | 'sqlite' | Ledger;
  readonly server?: Partial<ServerOptions>;
  readonly classifier?: Gateway['classifier'];
}

export interface FaultyGateway {
  readonly server: RunningServer;
  readonly port: number;
  readonly ledger: Ledger;
  /** The ledger's file when it is `sqlite`. */
  readonly ledgerPath: string;
  readonly gateway: Gateway;
  readonly log: readonly string[];
  readonly anthropic: ScriptedUpstream;
  readonly openai: ScriptedUpstream;
  readonly local: ScriptedUpstream;
  /** The newest call once it is closed. */
  closedReceipt(): Promise<Receipt & { readonly closed: object }>;
  close(): Promise<void>;
}

export type Script =
  | readonly ScriptedReply[]
  | { readonly always: ScriptedReply }
  | ScriptedUpstream;

export interface Scripts {
  readonly anthropic?: Script;
  readonly openai?: Script;
  readonly local?: Script;
}

/**
 * A gateway on a free port in front of scripted upstreams, put together by hand: the policy file takes
 * no limit below a second, and faults should not have to be waited for.
 */
export async function startFaultyGateway(
  scripts: Scripts = {},
  options: FaultyGatewayOptions = {},
): Promise<FaultyGateway> {
  const [anthropic, openai, local] = await Promise.all([
    start(scripts.anthropic),
    start(scripts.openai),
    start(scripts.local),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'modicum-faults-'));
  const ledgerPath = join(folder, 'ledger.sqlite');
  const ledger = openLedger(options.ledger ?? 'memory', ledgerPath);
  const log: string[] = [];
  const policy = policyFor({ anthropic, openai, local }, options);
  const gateway = assemble({ policy, ledger, log, options });
  const server = await startServer(gateway, {
    host: '127.0.0.1',
    port: 0,
    clientKey: null,
    ...options.server,
  });
  let closing: Promise<void> | null = null;
  const shut = async () => {
    await server.close();
    await Promise.all([...gateway.upstreams.values()].map((upstream) => upstream.close()));
    ledger.close();
    await Promise.all([anthropic.close(), openai.close(), local.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  const close = () => (closing ??= shut());
  onTestFinished(close);
  return {
    server,
    port: server.port,
    ledger,
    ledgerPath,
    gateway,
    log,
    anthropic,
    openai,
    local,
    closedReceipt: () =>
      eventually('the newest call is closed', () => {
        const [receipt] = ledger.recent({ limit: 1 });
        return receipt?.closed == null ? null : { ...receipt, closed: receipt.closed };
      }),
    close,
  };
}

function start(script: Script = []): Promise<ScriptedUpstream> {
  if ('url' in script) return Promise.resolve(script);
  const routes = { 'GET /api/tags': { body: { models: [{ name: 'small:7b' }] } } };
  if ('always' in script) return startScriptedUpstream([], { afterwards: script.always, routes });
  return startScriptedUpstream(script, { routes });
}

function openLedger(given: 'memory' | 'sqlite' | Ledger, path: string): Ledger {
  if (given === 'memory') return createMemoryLedger();
  if (given !== 'sqlite') return given;
  return openSqliteLedger({ path, now: Date.now, lockWaitMs: 200 });
}

type Upstreams = Readonly<Record<'anthropic' | 'openai' | 'local', ScriptedUpstream>>;

function policyFor(upstreams: Upstreams, options: FaultyGatewayOptions): Policy {
  const { timeoutMs = 20_000, retries = 1, change = (policy: Policy) => policy } = options;
  const tier = { timeoutMs, retries };
  const base = samplePolicy({
    providers: [
      sampleProvider({ name: 'anthropic', baseUrl: upstreams.anthropic.url, ...options.provider }),
      sampleProvider({ name: 'openai', kind: 'openai-compatible', baseUrl: upstreams.openai.url }),
      sampleProvider({
        name: 'local',
        kind: 'ollama',
        baseUrl: upstreams.local.url,
        keys: [],
        requireLocal: true,
      }),
    ],
  });
  return change({
    ...base,
    tiers: {
      0: sampleTier('local/small:7b', { ...tier, unavailable: { action: 'escalate' } }),
      1: sampleTier('anthropic/sample-cheap', tier),
      2: sampleTier('anthropic/sample-work', tier),
      3: sampleTier('anthropic/sample-best', tier),
    },
    limits: { ...base.limits, ...options.limits },
  });
}

interface Parts {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly log: string[];
  readonly options: FaultyGatewayOptions;
}

function assemble({ policy, ledger, log, options }: Parts): Gateway {
  const keyring = createKeyring(policy.providers, {
    ANTHROPIC_API_KEY: ANTHROPIC_KEY,
    OPENAI_API_KEY: OPENAI_KEY,
  });
  const upstreams = policy.providers.map((provider) => {
    const client = createUpstreamClient({ baseUrl: provider.baseUrl });
    const key = keyring.get(provider.name);
    return [provider.name, createUpstream({ policy: provider, key, client })] as const;
  });
  return {
    policy,
    catalog: sampleCatalog(),
    classifier: options.classifier ?? shippedClassifier(),
    ledger,
    upstreams: new Map(upstreams),
    clock: { now: Date.now, tick: () => performance.now() },
    newCallId: createCallIds(Date.now),
    conversations: createConversations(),
    clientRetries: createClientRetries(),
    repeats: createRepeatMemory(),
    metaMemory: createMetaMemory(),
    speeds: createSpeedMemory(),
    actions: createActionMemory(),
    draw: () => 1,
    redact: keyring.redact,
    log: (code, cause) => log.push(keyring.redact(`${code}: ${String(cause)}`)),
  };
}
