import { paint } from '../output.ts';

/** A change to a file as a person reads it: what goes, what comes. */
export function renderFileChange(path: string, diff: readonly string[]): readonly string[] {
  return [paint('bold', path), ...diff.map(painted)];
}

function painted(line: string): string {
  if (line.startsWith('+')) return paint('green', line);
  return paint(line.startsWith('-') ? 'red' : 'dim', line);
}
