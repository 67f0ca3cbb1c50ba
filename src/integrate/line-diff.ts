import { hideSecrets } from './hide-secrets.ts';

/** What changes in a file, for a person to read before it is written. Values that may be keys are hidden. */
export function lineDiff(before: Uint8Array | null, after: Uint8Array | null): readonly string[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const start = commonStart(old, now);
  const end = commonStart(old.slice(start).toReversed(), now.slice(start).toReversed());
  const gone = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  if (gone.length + added.length === 0) return [];
  return [
    `@@ line ${start + 1} @@`,
    ...gone.map((line) => `- ${shown(line)}`),
    ...added.map((line) => `+ ${shown(line)}`),
  ];
}

function linesOf(bytes: Uint8Array | null): readonly string[] {
  if (bytes === null || bytes.length === 0) return [];
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((line, index) => line !== other[index]);
  return differs === -1 ? Math.min(one.length, other.length) : differs;
}

/** Files on one line are long; what Modicum writes is at their end. */
const LONGEST = 200;

function shown(line: string): string {
  const masked = hideSecrets(line.replace(/\r$/, ''));
  return masked.length <= LONGEST ? masked : `…${masked.slice(-LONGEST)}`;
}
