import { ok, warning, type Verdict } from '../verdict.ts';

export interface ProxyFacts {
  /** Names of the proxy variables that are set; their values may hold a password. */
  readonly variables: readonly string[];
  readonly noProxy: string | null;
}

/** A client that sends loopback through a proxy never reaches the gateway. */
export function judgeProxy({ variables, noProxy }: ProxyFacts): readonly Verdict[] {
  if (variables.length === 0) return [ok('none is set')];
  const names = variables.join(', ');
  if (sparesLoopback(noProxy)) return [ok(`${names} set, and NO_PROXY leaves out this machine`)];
  return [
    warning(
      `${names} may catch what clients send to 127.0.0.1`,
      'Set NO_PROXY=127.0.0.1,localhost where your clients run.',
    ),
  ];
}

function sparesLoopback(noProxy: string | null): boolean {
  const hosts = (noProxy ?? '').split(/[\s,]+/).map((host) => host.replace(/:\d+$/, ''));
  return hosts.includes('*') || hosts.includes('127.0.0.1') || hosts.includes('127.0.0.0/8');
}
