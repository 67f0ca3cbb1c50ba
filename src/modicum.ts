import { existsSync } from 'node:fs';
import type { Catalog } from './core/catalog.ts';
import type { Decision, Refusal } from './core/decision.ts';
import { ModicumError } from './core/error.ts';
import type { SpokenOptions } from './core/option-headers.ts';
import type { Policy } from './core/policy.ts';
import { PLAIN_CALL } from './core/purpose.ts';
import type { Spared } from './core/spared.ts';
import { patternProblem } from './classify/policy-rules.ts';
import { configPaths } from './config/config-paths.ts';
import { readClientKey } from './config/client-key.ts';
import { loadCatalog } from './config/load-catalog.ts';
import { refuseOwnAddress, type GatewayAddress } from './config/own-address.ts';
import type { PolicyWatch } from './config/watch-policy.ts';
import { createActionMemory } from './gateway/action-memory.ts';
import { createCallIds } from './gateway/call-id.ts';
import { createClientRetries } from './gateway/client-retries.ts';
import { createMetaMemory } from './gateway/meta-memory.ts';
import { createRepeatMemory } from './gateway/repeat-memory.ts';
import { createConversations } from './gateway/conversations.ts';
import { createSpeedMemory } from './gateway/speed-memory.ts';
import { decide } from './gateway/decide.ts';
import { decideAsking } from './gateway/decide-asking.ts';
import type { Gateway, PolicyStatus } from './gateway/gateway.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from './gateway/default-address.ts';
import { ask, prepare, type RunResult } from './gateway/ask.ts';
import { dispatchTool, routeTool, type DispatchOptions } from './gateway/dispatch-tool.ts';
import type { Fetch } from './gateway/in-process-fetch.ts';
import type { RunInput } from './gateway/run-input.ts';
import { startServer, type RunningServer } from './gateway/server.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openSqliteLedger } from './ledger/sqlite-ledger.ts';
import {
  createPolicyInForce,
  warningsOf,
  type Reloaded,
  type WatchPolicyOptions,
} from './modicum/policy-in-force.ts';
import { classifyInput, routeInput, type Classified } from './modicum/classify-input.ts';
import { classifyRows, type Rows } from './modicum/rows/classify-rows.ts';
import type { Prediction, Unpredicted } from './modicum/rows/predict-row.ts';
import { predictorOf, type ClassifyManyOptions } from './modicum/rows/predictor-of.ts';
import { modelProblem } from './modicum/own-model.ts';
import { createSdkEntrance } from './modicum/sdk-entrance.ts';
import type { SdkClient } from './integrate/sdk/linked-client.ts';
import type { VendorClient } from './integrate/sdk/vendor-clients.ts';
import { VALIDATOR_NAMES } from './validate/index.ts';

export interface ModicumOptions {
  /** Path of a `modicum.yaml`. Default: MODICUM_CONFIG, then the user's config folder, then the built-in policy. */
  readonly policy?: string;
  /** A ledger of your own, or the path of one. Default: the user's state folder. */
  readonly ledger?: Ledger | string;
  /** Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where Modicum says what went wrong on its side, as a line and in its parts. Default: standard error. */
  readonly log?: (line: string, parts: { readonly code: string; readonly message: string }) => void;
}

export interface RouteOptions {
  /**
   * A cheap model may be asked what the work is, as it would be for the call itself, where the policy allows
   * it (`classifier.ask`). That costs what the decision's `meta` says, and is booked. Default: nobody is.
   */
  readonly ask?: boolean;
  /** As if every provider were up and had its key: what the policy says by itself. Nobody is asked. */
  readonly everythingUp?: boolean;
}

export interface ServeOptions {
  readonly host?: string;
  /** 0 takes any free one. */
  readonly port?: number;
  /** Said of every call that does not say otherwise itself, as its `x-modicum-` headers would. */
  readonly defaults?: SpokenOptions;
}

export interface Modicum {
  /** The one in force: another after a reload. */
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly ledger: Ledger;
  /** What a person should know about this set-up: missing keys, unknown prices. */
  readonly warnings: readonly string[];
  /** The path of the policy in force; `null` for the built-in one. */
  readonly policyPath: string | null;
  /** Whether that file is what is in force. */
  readonly policyStatus: PolicyStatus;
  /**
   * Reads the policy and the keys again. New calls follow them, running ones end as they began. A policy
   * with mistakes changes nothing.
   */
  reload(): Reloaded;
  /** Reloads by itself whenever the policy's file changes, until it is stopped or Modicum is closed. */
  watch(options?: WatchPolicyOptions): PolicyWatch;
  /** What kind of work a text is, and the tier this policy would decide on by itself. Calls no model. */
  classify(input: RunInput | string): Classified;
  /**
   * The same for many, one after the other and in their order: texts, `{text}` with what surrounds it, or
   * whole request bodies. What is no call becomes `{id, error}` and the rest goes on.
   */
  classifyMany(
    rows: Rows,
    options?: ClassifyManyOptions,
  ): AsyncIterableIterator<Prediction | Unpredicted>;
  /** Which models would do it, and why. Calls no model unless `options.ask` lets it ask what the work is. */
  route(input: RunInput | string, options?: RouteOptions): Promise<Decision | Refusal | Spared>;
  /** Does it: decides, calls, judges, escalates and books, as the gateway does. */
  run(input: RunInput): Promise<RunResult>;
  /** Which models would do the work of a tool, and why. Calls no model. */
  routeTool(name: string, input: unknown, options?: DispatchOptions): Promise<Decision | Refusal>;
  /**
   * Does the work of a tool with the model its tier calls for: the policy's `tools` table names it, or else
   * the classifier, from name, description and input.
   */
  dispatchTool(name: string, input: unknown, options?: DispatchOptions): Promise<RunResult>;
  /** The gateway's endpoints as a function: what a socket would answer, in this process. */
  readonly fetch: Fetch;
  /** A copy of your `@anthropic-ai/sdk` client that goes through Modicum; yours stays as it is. */
  anthropic<Client extends SdkClient>(existing: Client): Promise<Client>;
  /** A client of the `@anthropic-ai/sdk` you have installed: `modicum.anthropic<Anthropic>()`. */
  anthropic<Client = VendorClient>(): Promise<Client>;
  /** A copy of your `openai` client that goes through Modicum; yours stays as it is. */
  openai<Client extends SdkClient>(existing: Client): Promise<Client>;
  /** A client of the `openai` package you have installed: `modicum.openai<OpenAI>()`. */
  openai<Client = VendorClient>(): Promise<Client>;
  /** Listens for SDK traffic. Default: http://127.0.0.1:4141. */
  serve(options?: ServeOptions): Promise<RunningServer>;
  /** Stops every server it started, then lets go of connections and the ledger. Twice is once. */
  close(): Promise<void>;
}

/**
 * Builds a Modicum from a policy: the one place besides the command line where the rooms are joined.
 *
 * @example
 * const modicum = createModicum();
 * const { output, receipt } = await modicum.run({ task: 'classify', input: 'I want a refund', labels: ['billing', 'bug'] });
 */
export function createModicum(options: ModicumOptions = {}): Modicum {
  const environment = options.environment ?? process.env;
  const paths = configPaths(environment, process.platform);
  const clientKey = readClientKey(environment, paths);
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const report = (code: string, cause: unknown) => {
    const message = inForce.setup.keyring.redact(describe(cause));
    log(`modicum: ${code}: ${message}`, { code, message });
  };
  // Opened when it is first needed: deciding writes nothing.
  let opened: Ledger | null = typeof options.ledger === 'object' ? options.ledger : null;
  const openLedger = (): Ledger =>
    (opened ??= openSqliteLedger({
      path: typeof options.ledger === 'string' ? options.ledger : paths.ledger,
      now: Date.now,
      onError: (cause) => report('ledger', cause),
    }));
  /** Of a ledger that is there: deciding makes none. */
  const earlierCalls = (): Ledger | null => {
    const path = typeof options.ledger === 'string' ? options.ledger : paths.ledger;
    return opened !== null || existsSync(path) ? openLedger() : null;
  };
  const kept = new Set<string>();
  const ledgerWith = (catalog: Catalog): Ledger => {
    const ledger = openLedger();
    if (!kept.has(catalog.version)) ledger.keepCatalog(catalog);
    kept.add(catalog.version);
    return ledger;
  };
  const addresses: GatewayAddress[] = [];
  const inForce = createPolicyInForce({
    load: {
      path: options.policy ?? null,
      environment,
      catalog: loadCatalog(),
      validators: VALIDATOR_NAMES,
      patternProblem,
      modelProblem,
    },
    lasting: {
      environment,
      ledgerWith,
      clock: { now: Date.now, tick: () => performance.now() },
      newCallId: createCallIds(Date.now),
      conversations: createConversations(),
      clientRetries: createClientRetries(),
      repeats: createRepeatMemory(),
      metaMemory: createMetaMemory(),
      speeds: createSpeedMemory({ earlier: earlierCalls }),
      actions: createActionMemory(),
      draw: Math.random,
      log: report,
    },
    clientKey,
    addresses,
  });
  const { current } = inForce;
  const refuseClosed = () => {
    if (closing === null) return;
    throw new ModicumError('ledger_closed', 'This Modicum is closed. Make a new one to go on.');
  };
  const withGateway = async <Result>(use: (gateway: Gateway) => Promise<Result>) => {
    refuseClosed();
    const lease = current.lease();
    try {
      return await use(lease.gateway);
    } finally {
      lease.release();
    }
  };
  const entrance = createSdkEntrance(current.lease, (callId) => openLedger().receipt(callId));
  /** Also those that are only about to listen: closing waits for them. */
  const servers: Promise<RunningServer>[] = [];
  let closing: Promise<void> | null = null;
  const letGo = async () => {
    for (const started of await Promise.allSettled(servers)) {
      if (started.status === 'fulfilled') await started.value.close();
    }
    await entrance.close();
    await inForce.close();
    if (typeof options.ledger !== 'object') opened?.close();
  };

  return {
    get policy() {
      return current.gateway.policy;
    },
    get catalog() {
      return current.gateway.catalog;
    },
    get ledger() {
      return openLedger();
    },
    get policyPath() {
      return inForce.status.path;
    },
    get policyStatus() {
      return inForce.status;
    },
    get warnings() {
      return warningsOf(inForce.setup);
    },
    reload: inForce.reload,
    watch: inForce.watch,
    classify: (input) => classifyInput(current.gateway, input),
    classifyMany: (rows, said) => classifyRows(rows, predictorOf(current.gateway, said)),
    route: (input, { ask: isAsked = false, everythingUp = false } = {}) =>
      withGateway(async (gateway) => {
        if (everythingUp) return routeInput(gateway, input);
        const question = { ...prepare(gateway, input), purpose: PLAIN_CALL };
        const { signal } = typeof input === 'string' ? {} : input;
        const { decision, spared } = isAsked
          ? await decideAsking(gateway, question, signal ?? new AbortController().signal)
          : await decide(gateway, question);
        return spared?.decision ?? decision;
      }),
    run: (input) => withGateway((gateway) => ask(gateway, input)),
    routeTool: (name, input, said) =>
      withGateway((gateway) => routeTool(gateway, { name, input }, said)),
    dispatchTool: (name, input, said) =>
      withGateway((gateway) => dispatchTool(gateway, { name, input }, said)),
    fetch: entrance.fetch,
    anthropic: entrance.anthropic,
    openai: entrance.openai,
    async serve({ host = DEFAULT_HOST, port = DEFAULT_PORT, defaults = {} } = {}) {
      refuseClosed();
      refuseOwnAddress(current.gateway.policy, { host, port });
      openLedger().recover();
      const starting = startServer(current.lease, { host, port, clientKey, defaults });
      servers.push(starting);
      const server = await starting;
      addresses.push({ host, port: server.port });
      return server;
    },
    close: () => (closing ??= letGo()),
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
