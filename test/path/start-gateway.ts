import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { createModicum, type Ledger, type Modicum, type Receipt } from '../../src/index.ts';
import type { RunningServer } from '../../src/gateway/server.ts';
import { createMemoryLedger } from '../../src/testing/memory-ledger.ts';
import {
  startScriptedUpstream,
  startSimulatedUpstreams,
  type ScriptedReply,
  type ScriptedUpstream,
  type ScriptedUpstreamOptions,
  type SimulatedUpstreams,
  type SimulationOptions,
} from '../../src/testing/index.ts';

/** Keys that open nothing; tests look for them where none may be. */
export const ANTHROPIC_KEY = 'test-anthropic-key-0123456789';
export const OPENAI_KEY = 'test-openai-key-0123456789';

export interface GatewayOptions {
  /** Merged over the policy's sections: any part of `modicum.yaml`, without `version` and `providers`. */
  readonly policy?: PolicySections;
  /** Further keys of the three providers, or further providers. */
  readonly providers?: Readonly<Record<string, object>>;
  /** Default: in memory. `sqlite` puts a file into the test's own folder. */
  readonly ledger?: 'memory' | 'sqlite' | Ledger;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export type PolicySections = Readonly<
  Partial<
    Record<
      | 'tiers'
      | 'routing'
      | 'classifier'
      | 'tasks'
      | 'tools'
      | 'rewrite'
      | 'claude_code'
      | 'frequency'
      | 'limits'
      | 'repeats'
      | 'convert'
      | 'models',
      unknown
    >
  >
>;

export interface Script extends ScriptedUpstreamOptions {
  readonly replies?: readonly ScriptedReply[];
}

export interface Scripts {
  readonly anthropic?: readonly ScriptedReply[] | Script;
  readonly openai?: readonly ScriptedReply[] | Script;
  readonly ollama?: readonly ScriptedReply[] | Script;
}

export interface Gateway {
  readonly modicum: Modicum;
  readonly server: RunningServer;
  readonly url: string;
  readonly ledger: Ledger;
  /** Lines Modicum wrote to its log. */
  readonly log: readonly string[];
  /** The test's own folder: policy, ledger file. */
  readonly folder: string;
  /** The real SDKs, pointed at the gateway; they repeat nothing by themselves. */
  readonly anthropic: Anthropic;
  readonly openai: OpenAI;
  /** The newest call, with its attempts. */
  lastReceipt(): Receipt;
  receipts(): readonly Receipt[];
  close(): Promise<void>;
}

export interface ScriptedGateway extends Gateway {
  readonly upstreams: Readonly<Record<'anthropic' | 'openai' | 'ollama', ScriptedUpstream>>;
}

export interface SimulatedGateway extends Gateway {
  readonly upstreams: SimulatedUpstreams;
}

/**
 * A gateway on a free port in front of three scripted upstreams. An upstream without a script answers
 * 500 to every call; Ollama lists `qwen2.5:7b` and `qwen3:8b`. Closed when the test is over.
 *
 * @example
 * const gateway = await startScriptedGateway({ anthropic: [{ body: anthropicMessage() }] });
 * await gateway.anthropic.messages.create({ model: 'claude-sonnet-5-5', … });
 * gateway.upstreams.anthropic.requests[0]?.json();
 */
export async function startScriptedGateway(
  scripts: Scripts = {},
  options: GatewayOptions = {},
): Promise<ScriptedGateway> {
  const [anthropic, openai, ollama] = await Promise.all([
    startScript(scripts.anthropic),
    startScript(scripts.openai),
    startScript(scripts.ollama, { 'GET /api/tags': { body: PULLED } }),
  ]);
  const upstreams = { anthropic, openai, ollama };
  onTestFinished(async () => {
    await Promise.all([anthropic.close(), openai.close(), ollama.close()]);
  });
  return { ...(await startGateway(upstreams, options)), upstreams };
}

/** A gateway in front of the simulated upstreams, without their failures unless asked for. */
export async function startSimulatedGateway(
  simulation: SimulationOptions = {},
  options: GatewayOptions = {},
): Promise<SimulatedGateway> {
  const upstreams = await startSimulatedUpstreams({ failures: false, ...simulation });
  onTestFinished(() => upstreams.close());
  return { ...(await startGateway(upstreams, options)), upstreams };
}

export type UpstreamUrls = Readonly<
  Record<'anthropic' | 'openai' | 'ollama', { readonly url: string }>
>;

/** For upstreams that a test started itself. */
export async function startGateway(
  upstreams: UpstreamUrls,
  options: GatewayOptions = {},
): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-path-'));
  const log: string[] = [];
  const ledger = openLedger(options.ledger ?? 'memory', folder);
  const modicum = createModicum({
    policy: writePolicy(folder, upstreams, options),
    ledger,
    environment: {
      HOME: folder,
      ANTHROPIC_API_KEY: ANTHROPIC_KEY,
      OPENAI_API_KEY: OPENAI_KEY,
      ...options.environment,
    },
    log: (line) => log.push(line),
  });
  const server = await modicum.serve({ port: 0 });
  let closing: Promise<void> | null = null;
  const shut = async () => {
    await server.close();
    await modicum.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const close = () => (closing ??= shut());
  onTestFinished(close);
  const receipts = () => modicum.ledger.recent({ limit: 1000 });
  return {
    modicum,
    server,
    url: server.url,
    ledger: modicum.ledger,
    log,
    folder,
    anthropic: new Anthropic({ baseURL: server.url, apiKey: CLIENT_KEY, maxRetries: 0 }),
    openai: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: CLIENT_KEY, maxRetries: 0 }),
    receipts,
    lastReceipt() {
      const [last] = receipts();
      if (last === undefined) throw new Error('The ledger has no call.');
      return last;
    },
    close,
  };
}

/** What the SDKs send as their key; it must never go upstream. */
export const CLIENT_KEY = 'client-key-of-the-sdk';

const PULLED = { models: [{ name: 'qwen2.5:7b' }, { name: 'qwen3:8b' }] };

function startScript(
  given: readonly ScriptedReply[] | Script | undefined,
  routes: Readonly<Record<string, ScriptedReply>> = {},
): Promise<ScriptedUpstream> {
  const script: Script = isList(given) ? { replies: given } : (given ?? {});
  const { replies = [], ...options } = script;
  return startScriptedUpstream(replies, { ...options, routes: { ...routes, ...options.routes } });
}

function isList(
  given: readonly ScriptedReply[] | Script | undefined,
): given is readonly ScriptedReply[] {
  return Array.isArray(given);
}

function openLedger(given: 'memory' | 'sqlite' | Ledger, folder: string): Ledger | string {
  if (given === 'sqlite') return join(folder, 'ledger.sqlite');
  return given === 'memory' ? createMemoryLedger() : given;
}

/** JSON is YAML too. */
function writePolicy(folder: string, upstreams: UpstreamUrls, options: GatewayOptions): string {
  const path = join(folder, 'modicum.yaml');
  const { anthropic = {}, openai = {}, local = {}, ...others } = options.providers ?? {};
  const policy = {
    version: 1,
    providers: {
      anthropic: { url: upstreams.anthropic.url, ...anthropic },
      openai: { url: upstreams.openai.url, ...openai },
      local: { url: upstreams.ollama.url, ...local },
      ...others,
    },
    ...options.policy,
  };
  writeFileSync(path, JSON.stringify(policy, null, 2), { mode: 0o600 });
  return path;
}
