import type { LoadedPolicy, LoadPolicyOptions } from '../config/load-policy.ts';
import { loadPolicy, reloadPolicy } from '../config/load-policy.ts';
import { refuseOwnAddress, type GatewayAddress } from '../config/own-address.ts';
import { userPolicyPath } from '../config/policy-file.ts';
import { watchPolicy, type PolicyWatch } from '../config/watch-policy.ts';
import { ModicumError } from '../core/error.ts';
import { createCurrentGateway, type CurrentGateway } from '../gateway/current-gateway.ts';
import type { PolicyStatus } from '../gateway/gateway.ts';
import { createSetup, type LastingParts, type Setup } from './set-up.ts';

/** What came of reading the policy again. */
export interface Reloaded {
  /** Another policy, price or key than before is in force. */
  readonly changed: boolean;
  /** Of the policy in force. */
  readonly version: string;
  /** Why the file was not taken, each mistake with line and column; the policy before goes on. */
  readonly problem: ModicumError | null;
  readonly warnings: readonly string[];
}

export interface WatchPolicyOptions {
  /** After each reload, whatever came of it. */
  readonly onReload?: (reloaded: Reloaded) => void;
  /** How often the file is looked at; default half a second. */
  readonly intervalMs?: number;
}

/** The policy that calls follow, from the first to the one of now. */
export interface PolicyInForce {
  readonly setup: Setup;
  readonly status: PolicyStatus;
  readonly current: CurrentGateway;
  reload(): Reloaded;
  watch(options?: WatchPolicyOptions): PolicyWatch;
  close(): Promise<void>;
}

export interface PolicyInForceOptions {
  readonly load: LoadPolicyOptions;
  readonly lasting: Omit<LastingParts, 'redact' | 'policyStatus' | 'secrets'>;
  readonly clientKey: string | null;
  /** Where servers listen, so that no provider comes to point at one of them. */
  readonly addresses: readonly GatewayAddress[];
}

export function createPolicyInForce(options: PolicyInForceOptions): PolicyInForce {
  const { now } = options.lasting.clock;
  const secrets = new Set(options.clientKey === null ? [] : [options.clientKey]);
  const lasting: LastingParts = {
    ...options.lasting,
    secrets,
    redact: (text) => setup.keyring.redact(text),
    policyStatus: () => status,
  };
  const setUp = (loaded: LoadedPolicy, before: Setup | null): Setup => {
    const next = createSetup(loaded, lasting, before);
    for (const { name } of loaded.policy.providers) {
      const key = next.keyring.get(name);
      if (key !== null) secrets.add(key);
    }
    return next;
  };
  const first = loadPolicy(options.load);
  let setup = setUp(first, null);
  let status: PolicyStatus = { path: first.path, readAt: now(), problem: null };
  const current = createCurrentGateway(setup.gateway);
  const watches = new Set<PolicyWatch>();

  const reload = (): Reloaded => {
    const { loaded, problem } = reloadFor(setup.loaded, options);
    const readAt = now();
    if (problem !== null) {
      const since = status.problem?.since ?? readAt;
      status = { ...status, readAt, problem: { since, text: problem.message } };
      return { changed: false, version: setup.loaded.policy.version, problem, warnings: [] };
    }
    const next = setUp(loaded, setup);
    const changed = !isSame(setup, next);
    setup = changed ? next : { ...next, gateway: setup.gateway };
    status = { path: loaded.path, readAt, problem: null };
    if (changed) current.replace(next.gateway);
    return { changed, version: loaded.policy.version, problem, warnings: warningsOf(setup) };
  };

  return {
    get setup() {
      return setup;
    },
    get status() {
      return status;
    },
    current,
    reload,
    watch({ onReload, intervalMs } = {}) {
      const { path } = userPolicyPath(placeOf(options.load));
      const watch = watchPolicy({
        path,
        onChange: () => {
          const reloaded = reload();
          onReload?.(reloaded);
        },
        ...(intervalMs !== undefined && { intervalMs }),
      });
      watches.add(watch);
      return watch;
    },
    close() {
      for (const watch of watches) watch.stop();
      return current.close();
    },
  };
}

export function warningsOf({ loaded, keyring }: Setup): readonly string[] {
  return [...loaded.warnings, ...keyring.problems];
}

/** A policy that would send calls back to their own gateway is bad configuration like any other. */
function reloadFor(current: LoadedPolicy, { load, addresses }: PolicyInForceOptions) {
  const reloaded = reloadPolicy(current, load);
  if (reloaded.problem !== null) return reloaded;
  try {
    for (const address of addresses) refuseOwnAddress(reloaded.loaded.policy, address);
    return reloaded;
  } catch (error) {
    if (error instanceof ModicumError) return { loaded: current, problem: error };
    throw error;
  }
}

/** The same rules, prices, addresses and keys. */
function isSame(one: Setup, other: Setup): boolean {
  const upstreams = [...other.gateway.upstreams];
  return (
    one.loaded.policy.version === other.loaded.policy.version &&
    decidedBy(one) === decidedBy(other) &&
    one.loaded.catalog.version === other.loaded.catalog.version &&
    one.gateway.upstreams.size === upstreams.length &&
    upstreams.every(([name, upstream]) => one.gateway.upstreams.get(name) === upstream)
  );
}

/** The model that decides: its file may change while the policy stays. */
function decidedBy({ loaded, gateway }: Setup): string {
  return loaded.policy.classifier.model === undefined ? 'shipped' : gateway.classifier.name;
}

function placeOf({ path, environment, platform = process.platform }: LoadPolicyOptions) {
  return { path, environment, platform };
}
