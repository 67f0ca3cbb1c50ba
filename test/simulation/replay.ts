import { describeRun } from './describe-run.ts';
import { violations } from './invariants.ts';
import { simulate } from './simulate.ts';

/**
 * Runs seeds and prints what they break: `npx node test/simulation/replay.ts 4711`, or a range:
 * `… replay.ts 1 20000`. One seed is printed with its whole story.
 */
const [first = 1, last = first] = process.argv.slice(2).map(Number);
const broken = new Map<string, number[]>();
for (let seed = first; seed <= last; seed++) {
  const run = await simulate(seed);
  const found = violations(run);
  if (first === last) process.stdout.write(`${describeRun(run)}\n${found.join('\n')}\n`);
  for (const problem of found) {
    const kind = problem
      .replace(/client \d+: /, '')
      .replace(/\d+/g, 'N')
      .slice(0, 100);
    broken.set(kind, [...(broken.get(kind) ?? []), seed]);
  }
}
for (const [kind, seeds] of broken) {
  process.stdout.write(`${seeds.length} × ${kind}: seeds ${seeds.slice(0, 5).join(', ')}\n`);
}
process.exitCode = broken.size === 0 ? 0 : 1;
