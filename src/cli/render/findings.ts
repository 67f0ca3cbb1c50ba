import type { Finding } from '../doctor/run-checks.ts';
import { paint, screenWidth } from '../output.ts';
import { wrap } from './wrap.ts';

const MARKS = {
  ok: () => paint('green', 'ok     '),
  warning: () => paint('yellow', 'warning'),
  problem: () => paint('red', 'problem'),
  skipped: () => paint('dim', 'skipped'),
} as const satisfies Record<Finding['state'], () => string>;

const CHECK_WIDTH = 12;
const INDENT = ' '.repeat('warning'.length + 2 + CHECK_WIDTH);

/** A line for each finding, and below it what to do. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ check, state, says, next }, index) => {
    const isRepeated = findings[index - 1]?.check === check;
    const name = (isRepeated ? '' : check).padEnd(CHECK_WIDTH);
    const [first = '', ...others] = says.split('\n').flatMap(fitted);
    return [
      `${MARKS[state]()}  ${name}${first}`,
      ...others.map((line) => `${INDENT}${line}`),
      ...(next === null ? [] : fitted(`→ ${next}`).map((line) => `${INDENT}${line}`)),
    ];
  });
}

function fitted(line: string): readonly string[] {
  return wrap(line, Math.max(40, screenWidth() - INDENT.length));
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) =>
    findings.filter((finding) => finding.state === state).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems === 0 && warnings === 0) return 'All is well.';
  const parts = [plural(problems, 'problem'), plural(warnings, 'warning')].filter(Boolean);
  return `${parts.join(', ')}.${problems === 0 ? ' Modicum can be used.' : ''}`;
}

function plural(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}
