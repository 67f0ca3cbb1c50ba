/** Keys from the top of the policy down to a value. */
export type KeyPath = readonly (string | number)[];

/** An error refuses the policy, a warning is only shown. */
export type Severity = 'error' | 'warning';

/** Something wrong with a policy, or worth knowing about it, before it is known where it was written. */
export interface Problem {
  readonly severity: Severity;
  /** The values it is about: shown at the first one that the user wrote. */
  readonly at: readonly [KeyPath, ...KeyPath[]];
  /** Points at the name of the last key instead of its value. */
  readonly aboutKey: boolean;
  /** What is wrong; what to do. Never quotes a value that may be a secret. */
  readonly message: string;
}

export function errorAt(path: KeyPath, message: string): Problem {
  return { severity: 'error', at: [path], aboutKey: false, message };
}

export function errorAtKey(path: KeyPath, message: string): Problem {
  return { severity: 'error', at: [path], aboutKey: true, message };
}

/** For values that contradict each other. */
export function errorBetween(at: readonly [KeyPath, ...KeyPath[]], message: string): Problem {
  return { severity: 'error', at, aboutKey: false, message };
}

export function warningAt(path: KeyPath, message: string): Problem {
  return warningBetween([path], message);
}

export function warningBetween(at: readonly [KeyPath, ...KeyPath[]], message: string): Problem {
  return { severity: 'warning', at, aboutKey: false, message };
}
