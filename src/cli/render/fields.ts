import { paint } from '../output.ts';
import { wrap } from './wrap.ts';

/** A name and what stands beside it, a line each; without lines it is left out. */
export type Field = readonly [name: string, value: string | readonly string[]];

const NAME_WIDTH = 10;
const INDENT = ' '.repeat(NAME_WIDTH + 2);
/** What did not fit stands a little further in than where its line began. */
const CONTINUED = `${INDENT}  `;
/** Below this, wrapping would make it worse. */
const LEAST_WIDTH = 60;

/** Names in one column, values in the next, wrapped to the screen's width. */
export function renderFields(fields: readonly Field[], width: number): string {
  const room = Math.max(LEAST_WIDTH, width) - CONTINUED.length;
  return fields
    .map(([name, value]) => [name, typeof value === 'string' ? [value] : value] as const)
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => {
      const wrapped = lines.map((line) => wrap(line, room).join(`\n${CONTINUED}`));
      return ` ${paint('dim', name.padEnd(NAME_WIDTH))} ${wrapped.join(`\n${INDENT}`)}`;
    })
    .join('\n');
}
