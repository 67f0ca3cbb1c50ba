import { VERSION } from '../config/version.ts';
import { modelName, type ProviderKind } from '../core/model.ts';
import type { ModelSpeed } from '../core/model-speed.ts';
import type { ClaudeCodeLane, LaneMode } from '../core/purpose.ts';
import { TIERS, type Tier } from '../core/tier.ts';
import type { FrequentAction } from './action-memory.ts';
import type { Gateway, PolicyStatus } from './gateway.ts';
import { readinessOf } from './health.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** What `GET /v1/modicum/status` answers: what runs, by which policy, and what it could serve now. */
export interface StatusAnswer {
  readonly object: 'modicum.status';
  readonly version: string;
  readonly simulated: boolean;
  /** Unix milliseconds; `null` where no server listens. */
  readonly startedAt: number | null;
  readonly uptimeMs: number | null;
  /** Requests under way besides this one. */
  readonly openRequests: number;
  readonly policy: { readonly version: string; readonly file: PolicyStatus | null };
  readonly catalog: { readonly version: string };
  readonly tiers: readonly TierStatus[];
  readonly providers: readonly ProviderStatus[];
  /** How fast models have been lately, by `provider/id`. */
  readonly speeds: Readonly<Record<string, ModelSpeed>>;
  /** Actions of users with so many calls that some were kept on the cheap tiers, the latest first. */
  readonly frequent: readonly FrequentAction[];
  /** What calls are classified by. */
  readonly classifier: string;
  /** Prompts are kept in the ledger, because the policy says so. */
  readonly keepsPrompts: boolean;
  /** How Claude Code's calls are treated. */
  readonly claudeCode: {
    readonly lanes: Readonly<Record<ClaudeCodeLane, LaneMode>>;
    readonly bind: Readonly<Record<string, string>>;
  };
}

export interface TierStatus {
  readonly tier: Tier;
  /** Could one of its models be asked now, as far as that is known without asking? */
  readonly ready: boolean;
  /** `provider/id`, in order of preference. */
  readonly models: readonly string[];
}

export interface ProviderStatus {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly simulated: boolean;
  /** `held`: Modicum has one; `client`: the client's own credential is handed on; `missing`: neither. */
  readonly key: 'held' | 'not_needed' | 'client' | 'missing';
  readonly state: 'up' | 'down' | 'unknown';
  /** How many models it says it has; `null` when it was not asked. */
  readonly models: number | null;
}

/** `GET /v1/modicum/status`. Local servers are asked, no model is called; no key is in it. */
export async function status(gateway: Gateway): Promise<Reply> {
  const { policy, catalog, clock, serving } = gateway;
  const ready = await readinessOf(gateway);
  const startedAt = serving?.startedAt ?? null;
  const answer: StatusAnswer = {
    object: 'modicum.status',
    version: VERSION,
    simulated: ready.simulated,
    startedAt,
    uptimeMs: startedAt === null ? null : clock.now() - startedAt,
    openRequests: Math.max(0, (serving?.openRequests() ?? 1) - 1),
    policy: { version: policy.version, file: ready.policyFile },
    catalog: { version: catalog.version },
    tiers: TIERS.map((tier) => ({
      tier,
      ready: ready.tiers[tier] === true,
      models: policy.tiers[tier].bindings.map(modelName),
    })),
    providers: ready.providers.map(({ name, kind, simulated, state, models, ...known }) => ({
      name,
      kind,
      simulated,
      key: keyStatus(gateway, name, known),
      state,
      models,
    })),
    speeds: gateway.speeds.speeds(),
    frequent: gateway.actions.frequent(),
    classifier: gateway.classifier.name,
    keepsPrompts: policy.record.prompts,
    claudeCode: { lanes: policy.claudeCode.lanes, bind: { ...policy.claudeCode.bind } },
  };
  return jsonReply(200, answer);
}

function keyStatus(
  { policy }: Gateway,
  name: string,
  known: { readonly hasKey: boolean; readonly passesClientCredential: boolean },
): ProviderStatus['key'] {
  const isAskedFor = policy.providers.some((one) => one.name === name && one.keys.length > 0);
  if (known.hasKey) return isAskedFor ? 'held' : 'not_needed';
  return known.passesClientCredential ? 'client' : 'missing';
}
