/** What a check found. One check may find several things, each a line. */
export interface Verdict {
  readonly state: 'ok' | 'warning' | 'problem' | 'skipped';
  /** Whose it is to mend: this machine's set-up, or a key or an upstream. */
  readonly concerns: 'set-up' | 'upstream';
  readonly says: string;
  /** What to do next; `null` where nothing needs doing. */
  readonly next: string | null;
}

export function ok(says: string): Verdict {
  return { state: 'ok', concerns: 'set-up', says, next: null };
}

export function skipped(says: string): Verdict {
  return { state: 'skipped', concerns: 'set-up', says, next: null };
}

/** It works, and something about it should be known. */
export function warning(says: string, next: string): Verdict {
  return { state: 'warning', concerns: 'set-up', says, next };
}

/** Modicum cannot do its work, or not all of it. */
export function problem(says: string, next: string): Verdict {
  return { state: 'problem', concerns: 'set-up', says, next };
}

/** The same, because of a key or an upstream. */
export function upstreamProblem(says: string, next: string): Verdict {
  return { state: 'problem', concerns: 'upstream', says, next };
}
