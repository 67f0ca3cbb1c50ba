import { ok, problem, upstreamProblem, warning, type Verdict } from '../verdict.ts';

export interface KeyFacts {
  readonly provider: string;
  /** Needs none at all, as a local server does. */
  readonly needsNone: boolean;
  /** Where its key was found: a variable's name or a file's path, never the key. */
  readonly foundIn: string | null;
  /** Where it was looked for. */
  readonly sources: readonly string[];
  /** What is wrong with a key that is there; never the key. */
  readonly problems: readonly string[];
  readonly passesClientCredential: boolean;
  /** Some tier is bound to it. */
  readonly isBound: boolean;
}

export function judgeKeys(keys: readonly KeyFacts[]): readonly Verdict[] {
  const wanted = keys.filter(({ needsNone }) => !needsNone);
  if (wanted.length === 0) return [ok('no provider of this policy needs one')];
  return wanted.flatMap(judgeKey);
}

function judgeKey(facts: KeyFacts): readonly Verdict[] {
  const { provider, foundIn, problems } = facts;
  return [
    ...problems.map((text) => problem(`${provider}: ${text}`, 'Mend it where it is named.')),
    ...(foundIn === null ? [missing(facts)] : [ok(`${provider}: found in ${foundIn}`)]),
  ];
}

function missing({ provider, sources, passesClientCredential, isBound }: KeyFacts): Verdict {
  const put = sources.length === 0 ? 'Say where in the policy' : `Set ${sources.join(' or ')}`;
  if (passesClientCredential) {
    return warning(
      `${provider}: none; clients must show their own, as Claude Code does`,
      `${put}, and restart the gateway, to serve clients that have none.`,
    );
  }
  if (!isBound) return ok(`${provider}: none, and no tier is bound to it`);
  return upstreamProblem(`${provider}: none`, `${put}, and restart the gateway.`);
}
