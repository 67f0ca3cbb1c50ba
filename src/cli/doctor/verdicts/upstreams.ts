import { ok, skipped, upstreamProblem, warning, type Verdict } from '../verdict.ts';

export interface UpstreamFacts {
  readonly provider: string;
  /** Without a name, password or query. */
  readonly address: string;
  readonly isLocal: boolean;
  readonly isBound: boolean;
  readonly hasKey: boolean;
  /** `null`: not asked. */
  readonly answer: UpstreamAnswer | null;
}

export type UpstreamAnswer =
  | {
      readonly reached: true;
      readonly status: number;
      readonly tookMs: number;
      /** Ids it lists; `null` when it gives no list. */
      readonly models: readonly string[] | null;
      /** Its clock minus ours; `null` when it does not say. */
      readonly skewMs: number | null;
    }
  | { readonly reached: false; readonly why: string };

export function judgeUpstreams(upstreams: readonly UpstreamFacts[]): readonly Verdict[] {
  return upstreams.map(judgeUpstream);
}

function judgeUpstream(facts: UpstreamFacts): Verdict {
  const { provider, address, answer } = facts;
  if (answer === null) return skipped(`${provider} at ${address}: not asked (--offline)`);
  if (!answer.reached) return notReached(facts, answer.why);
  const { status, tookMs, models } = answer;
  const where = `${provider} at ${address}`;
  if (status === 200) {
    const count = models === null ? 'no list of models' : `${models.length} models`;
    return ok(`${where}: answers in ${tookMs} ms, ${count}`);
  }
  if (status === 401 || status === 403) return refused(facts, status);
  if (status >= 500) {
    return warning(`${where}: answers with ${status}`, 'It may be down for now; look again later.');
  }
  return warning(
    `${where}: reached, and knows no list of models (${status})`,
    'Calls may work all the same; if not, look at base_url in the policy.',
  );
}

function notReached({ provider, address, isLocal, isBound }: UpstreamFacts, why: string): Verdict {
  const says = `${provider} at ${address}: ${why}`;
  if (isLocal) return warning(says, 'Start it, or leave it: its tier then climbs or refuses.');
  const next = 'Look at the network, the proxy and base_url in the policy.';
  return isBound ? upstreamProblem(says, next) : warning(says, next);
}

function refused({ provider, address, hasKey }: UpstreamFacts, status: number): Verdict {
  if (!hasKey) return ok(`${provider} at ${address}: reached; it wants a key, and there is none`);
  return upstreamProblem(
    `${provider} at ${address}: refuses the key (${status})`,
    'Take a new key from the provider, set it, and restart the gateway.',
  );
}
