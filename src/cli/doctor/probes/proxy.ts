import type { Place } from '../../../integrate/target.ts';
import type { ProxyFacts } from '../verdicts/proxy.ts';

const NAMES = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** The gateway is asked by http, so a proxy for https alone does not catch it. */
export function proxyFacts({ environment }: Place): ProxyFacts {
  return {
    variables: NAMES.filter((name) => (environment[name] ?? '') !== ''),
    noProxy: environment['NO_PROXY'] ?? environment['no_proxy'] ?? null,
  };
}
