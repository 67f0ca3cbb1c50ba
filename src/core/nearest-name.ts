/**
 * The known name that `name` was probably meant to be, or `null` when none is near. Near means: at most
 * a third of the letters differ, and never more than five; a name longer than 80 letters is not a slip.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (name.length > LONGEST_NAME) return null;
  const written = name.toLowerCase();
  let nearest: string | null = null;
  let fewest = Math.min(5, Math.max(1, Math.floor(name.length / 3)));
  for (const candidate of known) {
    if (Math.abs(candidate.length - written.length) > fewest) continue;
    const edits = editDistance(written, candidate.toLowerCase());
    if (edits > fewest || (edits === fewest && nearest !== null)) continue;
    nearest = candidate;
    fewest = edits;
  }
  return nearest;
}

const LONGEST_NAME = 80;

/** Letters to insert, delete or replace to get from one text to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(above, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, at(above, column) + 1, at(current, column - 1) + 1));
    }
    above = current;
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
