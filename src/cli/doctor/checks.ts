import { providerNamed } from '../../core/policy.ts';
import type { SetUp } from './set-up.ts';
import { probeClaudeCode } from './probes/claude-code.ts';
import { probeDisk } from './probes/disk.ts';
import { probeGateway } from './probes/gateway.ts';
import { probeKeys } from './probes/keys.ts';
import { probeLedger } from './probes/ledger.ts';
import { probeNode } from './probes/node.ts';
import { probeOllama } from './probes/ollama.ts';
import { priceFacts } from './probes/prices.ts';
import { proxyFacts } from './probes/proxy.ts';
import { probeSpeeds } from './probes/speeds.ts';
import { tierFacts } from './probes/tiers.ts';
import { probeUpstreams } from './probes/upstreams.ts';
import type { Verdict } from './verdict.ts';
import { judgeClaudeCode } from './verdicts/claude-code.ts';
import { judgeClock, type ClockFacts } from './verdicts/clock.ts';
import { judgeDisk } from './verdicts/disk.ts';
import { judgeGateway } from './verdicts/gateway.ts';
import { judgeKeys } from './verdicts/keys.ts';
import { judgeLedger } from './verdicts/ledger.ts';
import { judgeNode } from './verdicts/node.ts';
import { judgeOllama } from './verdicts/ollama.ts';
import { judgePolicy } from './verdicts/policy.ts';
import { judgePrices } from './verdicts/prices.ts';
import { judgeProxy } from './verdicts/proxy.ts';
import { judgeSpeeds } from './verdicts/speeds.ts';
import { judgeTiers } from './verdicts/tiers.ts';
import { judgeUpstreams, type UpstreamFacts } from './verdicts/upstreams.ts';

export interface Check {
  readonly name: string;
  readonly run: () => readonly Verdict[] | Promise<readonly Verdict[]>;
}

/** Every check, in the order a person would ask. Upstreams are asked once for all who want to know. */
export function checksOf(setUp: SetUp): readonly Check[] {
  const { place, rules } = setUp;
  return [
    { name: 'node', run: () => judgeNode(probeNode()) },
    { name: 'disk', run: () => judgeDisk(probeDisk(place)) },
    { name: 'ledger', run: () => judgeLedger(probeLedger(setUp)) },
    { name: 'gateway', run: async () => judgeGateway(await probeGateway()) },
    { name: 'proxy', run: () => judgeProxy(proxyFacts(place)) },
    { name: 'policy', run: () => judgePolicy(policyFacts(setUp)) },
    ...(rules === null ? [] : checksOfRules(setUp, rules)),
    {
      name: 'claude code',
      run: async () => judgeClaudeCode(await probeClaudeCode(place, rules)),
    },
  ];
}

function checksOfRules(setUp: SetUp, rules: NonNullable<SetUp['rules']>): readonly Check[] {
  const keys = probeKeys(rules, setUp);
  const asked = probeUpstreams(rules, setUp);
  // Whoever awaits it tells of the failure; this keeps a slow one from ending the process first.
  asked.catch(() => {});
  const isOllama = (name: string) => providerNamed(rules.policy, name)?.kind === 'ollama';
  const today = new Date().toISOString().slice(0, 10);
  return [
    { name: 'prices', run: () => judgePrices(priceFacts(rules, today)) },
    { name: 'keys', run: () => judgeKeys(keys) },
    {
      name: 'upstreams',
      run: async () => judgeUpstreams((await asked).filter(({ provider }) => !isOllama(provider))),
    },
    { name: 'ollama', run: async () => judgeOllama(await probeOllama(rules, await asked)) },
    { name: 'speed', run: () => judgeSpeeds(probeSpeeds(rules, setUp)) },
    { name: 'clock', run: async () => judgeClock(clockFacts(await asked)) },
    {
      name: 'tiers',
      run: async () => judgeTiers(tierFacts(rules, { keys, upstreams: await asked })),
    },
  ];
}

/** A server on this machine goes by the same clock and can say nothing of it. */
function clockFacts(upstreams: readonly UpstreamFacts[]): ClockFacts {
  const remote = upstreams.filter(({ isLocal }) => !isLocal);
  const answers = remote.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  const answered = answers.filter((answer) => answer.reached);
  return {
    skews: answered.flatMap(({ skewMs }) => (skewMs === null ? [] : [skewMs])),
    remote: { used: remote.length, asked: answers.length, answered: answered.length },
  };
}

function policyFacts({ rules, rulesProblem }: SetUp) {
  return {
    path: rules?.path ?? null,
    version: rules?.policy.version ?? null,
    problem: rulesProblem,
    warnings: rules?.warnings ?? [],
  };
}
