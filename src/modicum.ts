import type { Catalog } from './core/catalog.ts';
import type { Classification } from './core/classification.ts';
import type { Decision, Refusal } from './core/decision.ts';
import type { Policy } from './core/policy.ts';
import { PLAIN_CALL } from './core/purpose.ts';
import { patternProblem, withPolicyRules } from './classify/policy-rules.ts';
import { createWordRuleClassifier } from './classify/word-rules.ts';
import { configPaths } from './config/config-paths.ts';
import { readClientKey } from './config/client-key.ts';
import { createKeyring } from './config/keyring.ts';
import { loadCatalog } from './config/load-catalog.ts';
import { loadPolicy } from './config/load-policy.ts';
import { refuseOwnAddress } from './config/own-address.ts';
import { createCallIds } from './gateway/call-id.ts';
import { decide } from './gateway/decide.ts';
import type { Gateway } from './gateway/gateway.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from './gateway/default-address.ts';
import { ask, prepare, type RunResult } from './gateway/ask.ts';
import type { RunInput } from './gateway/run-input.ts';
import { startServer, type RunningServer } from './gateway/server.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openSqliteLedger } from './ledger/sqlite-ledger.ts';
import { createUpstreamClient } from './provider/upstream-client.ts';
import { createUpstream, type Upstream } from './provider/upstream.ts';
import { VALIDATOR_NAMES } from './validate/index.ts';

export interface ModicumOptions {
  /** Path of a `modicum.yaml`. Default: MODICUM_CONFIG, then the user's config folder, then the built-in policy. */
  readonly policy?: string;
  /** A ledger of your own, or the path of one. Default: the user's state folder. */
  readonly ledger?: Ledger | string;
  /** Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where Modicum says what went wrong on its side, as a line and in its parts. Default: standard error. */
  readonly log?: (
    line: string,
    parts: { readonly code: string; readonly message: string },
  ) => void;
}

export interface Modicum {
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly ledger: Ledger;
  /** What a person should know about this set-up: missing keys, unknown prices. */
  readonly warnings: readonly string[];
  /** The path of the policy in force; `null` for the built-in one. */
  readonly policyPath: string | null;
  /** What kind of work a text is. Calls no model. */
  classify(input: RunInput | string): Classification;
  /** Which models would do it, and why. Calls no model. */
  route(input: RunInput | string): Promise<Decision | Refusal>;
  /** Does it: decides, calls, judges, escalates and books, as the gateway does. */
  run(input: RunInput): Promise<RunResult>;
  /** Listens for SDK traffic. Default: http://127.0.0.1:4141. */
  serve(options?: { readonly host?: string; readonly port?: number }): Promise<RunningServer>;
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
  const loaded = loadPolicy({
    path: options.policy ?? null,
    environment,
    catalog: loadCatalog(),
    validators: VALIDATOR_NAMES,
    patternProblem,
  });
  const { policy, catalog } = loaded;
  const clientKey = readClientKey(environment, paths);
  const keyring = createKeyring(
    policy.providers,
    environment,
    clientKey === null ? [] : [clientKey],
  );
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const report = (code: string, cause: unknown) => {
    const message = keyring.redact(describe(cause));
    log(`modicum: ${code}: ${message}`, { code, message });
  };
  // Opened when it is first needed: deciding writes nothing.
  let opened: Ledger | null = typeof options.ledger === 'object' ? options.ledger : null;
  const openLedger = (): Ledger =>
    (opened ??= openSqliteLedger({
      path: typeof options.ledger === 'string' ? options.ledger : paths.ledger,
      now: Date.now,
      catalog,
      onError: (cause) => report('ledger', cause),
    }));
  const gateway: Gateway = {
    policy,
    catalog,
    classifier: createWordRuleClassifier(withPolicyRules(policy.rules)),
    get ledger() {
      return openLedger();
    },
    upstreams: connect(policy, keyring.get),
    clock: { now: Date.now, tick: () => performance.now() },
    newCallId: createCallIds(Date.now),
    draw: Math.random,
    redact: keyring.redact,
    log: report,
  };
  /** Also those that are only about to listen: closing waits for them. */
  const servers: Promise<RunningServer>[] = [];
  let closing: Promise<void> | null = null;
  const letGo = async () => {
    for (const started of await Promise.allSettled(servers)) {
      if (started.status === 'fulfilled') await started.value.close();
    }
    await Promise.all([...gateway.upstreams.values()].map((upstream) => upstream.close()));
    if (typeof options.ledger !== 'object') opened?.close();
  };

  return {
    policy,
    catalog,
    get ledger() {
      return openLedger();
    },
    policyPath: loaded.path,
    warnings: [...loaded.warnings, ...keyring.problems],
    classify: (input) => gateway.classifier.classify(prepare(gateway, input).call),
    async route(input) {
      const prepared = prepare(gateway, input);
      return (await decide(gateway, { ...prepared, purpose: PLAIN_CALL })).decision;
    },
    run: (input) => ask(gateway, input),
    async serve({ host = DEFAULT_HOST, port = DEFAULT_PORT } = {}) {
      refuseOwnAddress(policy, { host, port });
      openLedger().recover();
      const starting = startServer(gateway, { host, port, clientKey });
      servers.push(starting);
      return starting;
    },
    close: () => (closing ??= letGo()),
  };
}

function connect(
  policy: Policy,
  keyOf: (provider: string) => string | null,
): ReadonlyMap<string, Upstream> {
  return new Map(
    policy.providers.map((provider) => {
      const client = createUpstreamClient({ baseUrl: provider.baseUrl });
      const key = keyOf(provider.name);
      return [provider.name, createUpstream({ policy: provider, key, client })];
    }),
  );
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
