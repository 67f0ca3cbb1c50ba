import { readKeyName } from '../config/policy-keys.ts';
import type { PolicyValue } from '../config/policy-values.ts';
import type { KeyPath } from '../config/problem.ts';
import { usage } from './check-arguments.ts';

/** As many as can be read at a glance. */
const SHOWN = 12;

/** The key somebody names, whole or by its end. Throws with what it could be. */
export function readOwnKey(text: string, values: readonly PolicyValue[]): KeyPath {
  const reading = readKeyName(
    text,
    values.map(({ path }) => path),
  );
  if (reading.ok) return reading.path;
  const { candidates, nearest } = reading;
  if (candidates.length > 0) {
    const more = candidates.length > SHOWN ? `\n  … and ${candidates.length - SHOWN} more` : '';
    const list = candidates.slice(0, SHOWN).map((one) => `\n  ${one}`);
    throw usage(
      `${JSON.stringify(text)} is the end of several keys; name one:${list.join('')}${more}`,
    );
  }
  const hint =
    nearest === null ? 'modicum policy show lists those there are.' : `Did you mean "${nearest}"?`;
  throw usage(`There is no key ${JSON.stringify(text)} in a policy. ${hint}`);
}
