import { paint } from '../output.ts';

/** Lines around a change that are shown with it. */
const CONTEXT = 2;

/** What changes from one text to another, line by line: `-` goes, `+` comes, with a little around it. */
export function renderLineChanges(before: string, after: string): readonly string[] {
  const lines = changedLines(linesOf(before), linesOf(after));
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' ');
  return lines.flatMap(({ mark, text }, index) => {
    if (!isNear(index)) return index > 0 && isNear(index - 1) ? [paint('dim', '  …')] : [];
    const line = `${mark} ${text}`;
    if (mark === '+') return [paint('green', line)];
    return [mark === '-' ? paint('red', line) : line];
  });
}

interface ChangedLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The longest common subsequence decides what stays; policies are short enough for its table. */
function changedLines(before: readonly string[], after: readonly string[]): readonly ChangedLine[] {
  const common = commonLengths(before, after);
  const lines: ChangedLine[] = [];
  let [from, to] = [0, 0];
  while (from < before.length || to < after.length) {
    const [old, now] = [before[from], after[to]];
    if (old !== undefined && old === now) {
      lines.push({ mark: ' ', text: old });
      from++;
      to++;
    } else if (old !== undefined && at(common, from + 1, to) >= at(common, from, to + 1)) {
      lines.push({ mark: '-', text: old });
      from++;
    } else {
      lines.push({ mark: '+', text: now ?? '' });
      to++;
    }
  }
  return lines;
}

/** How many lines the rest of both texts, from each pair of places on, have in common. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let from = before.length - 1; from >= 0; from--) {
    for (let to = after.length - 1; to >= 0; to--) {
      const row = rows[from];
      if (row === undefined) continue;
      row[to] =
        before[from] === after[to]
          ? at(rows, from + 1, to + 1) + 1
          : Math.max(at(rows, from + 1, to), at(rows, from, to + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint32Array[], from: number, to: number): number {
  return rows[from]?.[to] ?? (from >= rows.length || to < 0 ? -1 : 0);
}
