import { TIERS } from '../core/tier.ts';
import { isSimulated, type Gateway, type PolicyStatus } from './gateway.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** `GET /healthz`: the process answers. */
export function health(): Reply {
  return jsonReply(200, { status: 'ok' });
}

/**
 * `GET /readyz`: which tiers could serve a call now. Not ready when none can. Local servers are asked;
 * no model is called.
 */
export async function readiness(gateway: Gateway): Promise<Reply> {
  const answer = await readinessOf(gateway);
  return jsonReply(answer.status === 'ready' ? 200 : 503, answer);
}

export async function readinessOf(gateway: Gateway) {
  const now = gateway.clock.now();
  const providers = await Promise.all(
    [...gateway.upstreams.values()].map(async (upstream) => {
      const local = upstream.provider.kind === 'ollama';
      const state = local ? await upstream.check({ now, maxAgeMs: 1_000 }) : upstream.state();
      return {
        name: upstream.name,
        kind: upstream.provider.kind,
        simulated: upstream.policy.simulated,
        passesClientCredential: upstream.policy.passesClientCredential,
        ...state,
      };
    }),
  );
  const usable = new Set(
    providers
      .filter((one) => (one.hasKey || one.passesClientCredential) && one.state !== 'down')
      .map((one) => one.name),
  );
  const tiers = Object.fromEntries(
    TIERS.map((tier) => [
      tier,
      gateway.policy.tiers[tier].bindings.some((model) => usable.has(model.provider)),
    ]),
  );
  const ready = Object.values(tiers).some(Boolean);
  return {
    status: ready ? ('ready' as const) : ('not_ready' as const),
    simulated: isSimulated(gateway),
    policy: gateway.policy.version,
    policyFile: policyFileOf(gateway),
    claudeCode: gateway.policy.claudeCode.lanes,
    catalog: gateway.catalog.version,
    tiers,
    providers: providers.map(({ models, ...rest }) => ({
      ...rest,
      models: models?.length ?? null,
    })),
  };
}

function policyFileOf({ policyStatus, redact }: Gateway): PolicyStatus | null {
  if (policyStatus === undefined) return null;
  const { problem, ...status } = policyStatus();
  return { ...status, problem: problem && { ...problem, text: redact(problem.text) } };
}
