import { ok, problem, warning, type Verdict } from '../verdict.ts';

export interface PolicyFacts {
  /** `null` for the built-in one. */
  readonly path: string | null;
  readonly version: string | null;
  /** What keeps it from being used; `null` when nothing does. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

export function judgePolicy(facts: PolicyFacts): readonly Verdict[] {
  const { path, version, warnings } = facts;
  if (facts.problem !== null) {
    return [
      problem(facts.problem, 'Mend the lines that are named; until then nothing else is checked.'),
    ];
  }
  return [
    ok(`${path ?? 'the built-in one'} (${version})`),
    ...warnings.map((text) => warning(text, 'Explained in docs/configuration.md')),
  ];
}
