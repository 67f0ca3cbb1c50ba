/**
 * What reading a client's body turns up besides its values. A reader notes what is wrong and goes on with
 * a harmless stand-in, so that no field needs a branch for failure; the first note decides in the end.
 */
export interface ReadingNotes {
  /** `path` as the client would write it: `messages[2].content`. */
  wrong(path: string, expected: string): void;
  /** A feature that no other dialect can express, as a person would say it. */
  onlyHere(feature: string): void;
  /** Something other dialects have no use for, which stays behind and changes nothing of what is asked. */
  leftBehind(name: string): void;
  /** The first thing wrong, or `null`. */
  problem(): string | null;
  /** Each feature once, in the order met. */
  dialectOnly(): readonly string[];
  /** Each thing left behind once, in the order met. */
  leftOut(): readonly string[];
}

export function createReadingNotes(): ReadingNotes {
  let first: string | null = null;
  const features = new Set<string>();
  const behind = new Set<string>();
  return {
    wrong(path, expected) {
      first ??= `\`${path}\` must be ${expected}.`;
    },
    onlyHere(feature) {
      features.add(feature);
    },
    leftBehind(name) {
      behind.add(name);
    },
    problem: () => first,
    dialectOnly: () => [...features],
    leftOut: () => [...behind],
  };
}
