import type { Command, CommandRule } from './command.ts';
import { flagValue, hasFlag } from './command.ts';
import { startsWith, startsWithPair } from './first-words.ts';
import { isLoopback } from './hosts.ts';

const PACKAGE = 'publishes a package';
const PUBLISHES_IMAGE = 'publishes an image';
const FORGE = 'changes or publishes something on the forge';

/** Commands that publish packages, or something on the forge that holds the code. */
export const PUBLISH_RULES: Readonly<Record<string, CommandRule>> = {
  npm: registry('publish unpublish deprecate dist-tag owner access token'),
  pnpm: registry('publish unpublish deprecate'),
  yarn: (command) => registry('publish')(command) ?? registry('publish')(withoutFirst(command)),
  bun: registry('publish'),
  lerna: registry('publish'),
  changeset: registry('publish'),
  cargo: registry('publish yank owner'),
  poetry: registry('publish'),
  uv: registry('publish'),
  hatch: registry('publish'),
  flit: registry('publish'),
  twine: registry('upload'),
  gem: registry('push yank'),
  vsce: registry('publish'),
  jsr: registry('publish'),
  mvn: (command) => runsGoal(command, /^(deploy|release:perform)/),
  gradle: (command) => runsGoal(command, /^publish(?!ToMavenLocal)/),
  gradlew: (command) => runsGoal(command, /^publish(?!ToMavenLocal)/),
  'semantic-release': (command) => (hasFlag(command, '--dry-run', '-d') ? null : PACKAGE),
  goreleaser: (command) =>
    command.plain[0] === 'release' && !hasFlag(command, '--snapshot') ? PACKAGE : null,
  skopeo: (command) =>
    command.plain[0] === 'copy' && (command.plain.at(-1) ?? '').startsWith('docker://')
      ? PUBLISHES_IMAGE
      : null,
  crane: startsWith('push copy cp delete tag', PUBLISHES_IMAGE),
  fastlane: startsWith('deliver release pilot supply upload_to_app_store beta', PACKAGE),
  eas: startsWith('submit update', PACKAGE),
  gh: forge,
  glab: forge,
};

function registry(verbs: string): CommandRule {
  const list = verbs.split(' ');
  return (command) => {
    const [verb = '', second = ''] = command.plain;
    if (!list.includes(verb) || hasFlag(command, '--dry-run') || ['list', 'ls'].includes(second))
      return null;
    const where = flagValue(command, '--registry', '--repository-url');
    return where !== null && isLoopback(where) ? null : PACKAGE;
  };
}

/** `yarn npm publish` is `npm publish`. */
function withoutFirst(command: Command): Command {
  return { ...command, plain: command.plain.slice(1) };
}

function runsGoal(command: Command, goal: RegExp): string | null {
  return command.plain.some((word) => goal.test(word)) ? PACKAGE : null;
}

/** Opening a pull request is like pushing its branch: a proposal, and harmless. */
const forgePair = startsWithPair(
  {
    release: 'create edit delete upload delete-asset',
    pr: 'merge comment review close',
    mr: 'merge note approve close delete',
    issue: 'create comment close delete transfer edit lock',
    repo: 'delete archive rename edit create sync deploy-key',
    secret: 'set delete remove',
    variable: 'set delete remove',
    workflow: 'run enable disable',
    run: 'delete cancel rerun',
    gist: 'create edit delete',
    'ssh-key': 'add delete',
    'gpg-key': 'add delete',
    ruleset: 'delete',
    label: 'delete',
  },
  FORGE,
);

function forge(command: Command): string | null {
  return command.plain[0] === 'api' ? forgeApi(command) : forgePair(command);
}

function forgeApi(command: Command): string | null {
  const method = flagValue(command, '-X', '--method')?.toUpperCase();
  const body = hasFlag(command, '-f', '-F', '--field', '--raw-field', '--input');
  if (method === 'GET' || (method === undefined && !body)) return null;
  // A GraphQL query is a POST that reads, unless it is a mutation.
  const mutates = command.args.some((arg) => arg.includes('mutation'));
  return command.plain[1] === 'graphql' && !mutates ? null : FORGE;
}
