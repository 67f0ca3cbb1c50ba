/** Markdown from figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

export function fixed(number: number, digits = 3): string {
  return number.toFixed(digits);
}
