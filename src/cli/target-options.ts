import type { Scope } from '../integrate/change-journal.ts';
import type { Target } from '../integrate/target.ts';
import { TARGETS } from '../integrate/targets.ts';
import { nearestName } from '../core/nearest-name.ts';
import { usage } from './check-arguments.ts';

/** A word of the command line as something that can be connected. */
export function readTarget(name: string): Target {
  const target = Object.values(TARGETS).find((one) => one.name === name);
  if (target !== undefined) return target;
  const known = Object.keys(TARGETS);
  const nearest = nearestName(name, known);
  throw usage(
    `${JSON.stringify(name)} is nothing Modicum connects. ${nearest === null ? `Known: ${known.join(', ')}.` : `Did you mean ${nearest}?`}`,
  );
}

export function readScope(text: string | undefined): Scope | undefined {
  if (text === undefined || text === 'user' || text === 'project') return text;
  throw usage('--scope must be user or project.');
}
