import { createKeyring, type Keyring } from '../../src/config/keyring.ts';
import type { Catalog } from '../../src/core/catalog.ts';
import { PROVIDER_DIALECTS, type ProviderKind } from '../../src/core/model.ts';
import type { Limits, Policy, ProviderPolicy, TierPolicy } from '../../src/core/policy.ts';
import type { TaskRule, Unavailable } from '../../src/core/task.ts';
import type { Tier } from '../../src/core/tier.ts';
import type { UpstreamState } from '../../src/core/conditions.ts';
import {
  sampleCatalog,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleProvider,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../../src/testing/index.ts';
import type { Random } from '../../src/testing/seeded-random.ts';
import { VALIDATOR_NAMES } from '../../src/validate/index.ts';
import type { LedgerFaults } from './watched-ledger.ts';

/** Everything that holds for a whole run. */
export interface World {
  readonly policy: Policy;
  readonly keyring: Keyring;
  readonly states: ReadonlyMap<string, UpstreamState>;
  readonly faults: LedgerFaults;
  readonly calls: number;
}

/** What the clients show at the door: no upstream may ever see it. */
export const CLIENT_KEY = 'planted-client-key-0123456789';

export function keyOf(provider: string): string {
  return `planted-${provider}-key-0123456789`;
}

export const PLANTED = /planted-\w+-key-0123456789/;

export const CATALOG: Catalog = {
  version: 'simulated',
  models: [
    ...sampleCatalog().models,
    sampleModel({ id: 'sample-gpt-mini', kind: 'openai-compatible', prices: [samplePrice(0.3)] }),
    sampleModel({ id: 'small:3b', kind: 'ollama', prices: [samplePrice(0)] }),
  ],
};

/** The last of each kind is in no catalog. */
const MODELS: Readonly<Record<ProviderKind, readonly string[]>> = {
  anthropic: ['sample-cheap', 'sample-work', 'sample-best', 'house-model'],
  'openai-compatible': ['sample-gpt', 'sample-gpt-mini', 'maker/large'],
  ollama: ['small:7b', 'small:3b', 'home-made:1b'],
};

export const SIMULATED_TASKS = [
  'classify_text',
  'summarize',
  'validate_schema',
  'write_code',
] as const;

export function createWorld(random: Random): World {
  const providers = ['north', 'south', 'west']
    .slice(0, random.integer(1, 3))
    .map((name) => providerOf(random, name));
  const environment = Object.fromEntries(
    providers.map(({ name }) => [keyVariable(name), keyOf(name)]),
  );
  const state = (): UpstreamState => ({
    hasKey: random.chance(0.97),
    state: random.pick(['up', 'up', 'up', 'unknown', 'unknown', 'down']),
    models: null,
  });
  return {
    policy: policyOf(random, providers),
    keyring: createKeyring(providers, environment, [CLIENT_KEY]),
    states: new Map(providers.map(({ name }) => [name, state()])),
    faults: {
      write: random.chance(0.12)
        ? random.pick(['openCall', 'openAttempt', 'closeAttempt', 'closeCall'])
        : null,
      chance: random.pick([0.2, 1]),
    },
    calls: random.integer(1, 4),
  };
}

function keyVariable(provider: string): string {
  return `${provider.toUpperCase()}_KEY`;
}

function providerOf(random: Random, name: string): ProviderPolicy {
  const kind = random.pick(Object.keys(PROVIDER_DIALECTS) as ProviderKind[]);
  return sampleProvider({
    name,
    kind,
    keys: [{ kind: 'environment', name: keyVariable(name) }],
    onClientGone: random.pick(['cancel', 'drain']),
    speaksResponses: random.chance(0.5),
    simulated: random.chance(0.1),
  });
}

function policyOf(random: Random, providers: readonly ProviderPolicy[]): Policy {
  return samplePolicy({
    version: 'simulated',
    providers,
    tiers: {
      0: tierOf(random, providers),
      1: tierOf(random, providers),
      2: tierOf(random, providers),
      3: tierOf(random, providers),
    },
    floor: random.pick([0, 0, 0, 1]),
    cap: random.pick([3, 3, 3, 2]),
    tasks: sampleTasks(Object.fromEntries(SIMULATED_TASKS.map((task) => [task, ruleOf(random)]))),
    rewrite: random.chance(0.3) ? [{ from: 'sample-best', to: 'modicum/auto' }] : [],
    limits: limitsOf(random),
  });
}

function tierOf(random: Random, providers: readonly ProviderPolicy[]): TierPolicy {
  const all = providers.flatMap(({ name, kind }) => MODELS[kind].map((id) => `${name}/${id}`));
  const bound = random.shuffled(all).slice(0, random.pick([0, 1, 1, 2, 2, 3]));
  return sampleTier(bound.join(' '), {
    retries: random.integer(0, 2),
    timeoutMs: random.integer(20, 400),
    unavailable: unavailableOf(random),
  });
}

function unavailableOf(random: Random): Unavailable {
  const action = random.pick(['escalate', 'escalate', 'wait', 'refuse'] as const);
  return action === 'wait' ? { action, waitMs: random.integer(1, 300) } : { action };
}

function ruleOf(random: Random): TaskRule {
  const tier = random.integer(0, 3) as Tier;
  const validators = VALIDATOR_NAMES.filter(() => random.chance(0.5));
  return sampleRule(tier, {
    floor: random.chance(0.5) ? 0 : tier,
    cap: random.chance(0.7) ? 3 : tier,
    delivery: random.pick(['buffered', 'buffered', 'streamed']),
    validate: random.chance(0.8) ? validators : [],
    unavailable: random.chance(0.3) ? unavailableOf(random) : null,
    retries: random.chance(0.3) ? random.integer(0, 3) : null,
    deadlineMs: random.chance(0.3) ? random.integer(100, 4_000) : null,
  });
}

function limitsOf(random: Random): Limits {
  return {
    attempts: random.integer(1, 5),
    deadlineMs: random.integer(100, 4_000),
    idleMs: random.integer(20, 200),
    pingMs: random.integer(5, 150),
    maxRetryAfterMs: random.pick([0, 500, 1_500]),
    bodyBytes: 1024 * 1024,
  };
}
