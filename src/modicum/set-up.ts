import type { Catalog } from '../core/catalog.ts';
import { withPolicyRules } from '../classify/policy-rules.ts';
import type { Environment } from '../config/environment-settings.ts';
import { createKeyring, type Keyring } from '../config/keyring.ts';
import type { LoadedPolicy } from '../config/load-policy.ts';
import type { ProviderPolicy } from '../core/policy.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createUpstreamClient } from '../provider/upstream-client.ts';
import { createUpstream, type Upstream } from '../provider/upstream.ts';
import { classifierFor } from './classifier-for.ts';

/** One policy with everything that is made from it; never changed, only followed by another. */
export interface Setup {
  readonly loaded: LoadedPolicy;
  readonly keyring: Keyring;
  readonly gateway: Gateway;
}

/** What stays the same from one policy to the next. */
export interface LastingParts extends Omit<
  Gateway,
  'policy' | 'catalog' | 'classifier' | 'ledger' | 'upstreams'
> {
  readonly environment: Environment;
  /** Opens the ledger when it is first needed, and makes it know this catalog. */
  readonly ledgerWith: (catalog: Catalog) => Ledger;
  /** Keys besides the providers' that `redact` knows: the client's, and those of earlier policies. */
  readonly secrets: ReadonlySet<string>;
}

export function createSetup(
  loaded: LoadedPolicy,
  lasting: LastingParts,
  before: Setup | null,
): Setup {
  const { policy, catalog } = loaded;
  const { environment, ledgerWith, secrets, ...parts } = lasting;
  const keyring = createKeyring(policy.providers, environment, [...secrets]);
  const connect = (provider: ProviderPolicy): readonly [string, Upstream] => [
    provider.name,
    sameUpstream(provider, keyring, before) ?? newUpstream(provider, keyring),
  ];
  const gateway: Gateway = {
    ...parts,
    policy,
    catalog,
    classifier: withPolicyRules(policy.rules, classifierFor(policy)),
    get ledger() {
      return ledgerWith(catalog);
    },
    upstreams: new Map(policy.providers.map(connect)),
  };
  return { loaded, keyring, gateway };
}

/** Where nothing changed, connections and what is known of the upstream go on. */
function sameUpstream(
  provider: ProviderPolicy,
  keyring: Keyring,
  before: Setup | null,
): Upstream | null {
  const upstream = before?.gateway.upstreams.get(provider.name);
  if (before === null || upstream === undefined) return null;
  const hasSameKey = before.keyring.get(provider.name) === keyring.get(provider.name);
  const isSame = JSON.stringify(upstream.policy) === JSON.stringify(provider);
  return hasSameKey && isSame ? upstream : null;
}

function newUpstream(policy: ProviderPolicy, keyring: Keyring): Upstream {
  const client = createUpstreamClient({ baseUrl: policy.baseUrl });
  return createUpstream({ policy, key: keyring.get(policy.name), client });
}
