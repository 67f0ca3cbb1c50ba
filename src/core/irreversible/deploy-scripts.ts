import type { Command } from './command.ts';
import { baseName } from './command.ts';

const TASK_RUNNERS = new Set(
  'make npm pnpm yarn bun just task rake fab invoke gulp nx turbo'.split(' '),
);

/** A script or a task whose name says that it deploys, releases or publishes. */
export function runsDeployScript(first: string, command: Command): string | null {
  const isScript = first.includes('/') || /\.(sh|py|js|mjs|ts|rb)$/.test(first);
  const names = isScript ? [baseName(first)] : TASK_RUNNERS.has(command.name) ? command.plain : [];
  const deploys = names.some((name) =>
    /(^|[-_:.])(deploy|release|publish|destroy|rollback)([-_:.]|$)/.test(name),
  );
  if (!deploys) return null;
  // A script of the project itself may be trusted to know its own flag.
  const rehearses =
    command.args.includes('--dry-run') ||
    (command.name === 'make' &&
      ['-n', '--just-print'].some((flag) => command.args.includes(flag))) ||
    names.some((name) => /dry|local|check|test/.test(name));
  return rehearses ? null : 'runs a deploy or release script';
}
