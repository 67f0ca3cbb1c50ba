import type { Command, CommandRule } from './command.ts';
import { flagValue, hasFlag, hasLetter, plainWithout } from './command.ts';
import { isLocalCluster, isLoopback } from './hosts.ts';

const LIVE_CLUSTER = 'changes a live cluster';
const PUBLISHES = 'publishes an image';
const DELETES_DATA = 'deletes stored data';

/** Commands that change clusters, containers and what they store. */
export const CLUSTER_RULES: Readonly<Record<string, CommandRule>> = {
  kubectl,
  oc: kubectl,
  helm,
  docker,
  podman: docker,
  'docker-compose': (command) => compose(command, command.plain),
};

const KUBECTL = new Set(
  (
    'delete apply create replace patch edit scale autoscale drain cordon uncordon taint label annotate set run expose ' +
    'rollout cp certificate'
  ).split(' '),
);
const CONTEXT_FLAGS = ['--context', '--cluster', '--server', '-s', '--kube-context'];

function kubectl(command: Command): string | null {
  const [verb = '', second = ''] = clusterWords(command);
  if (!KUBECTL.has(verb) || (verb === 'rollout' && ['status', 'history'].includes(second)))
    return null;
  // From a pod to this machine.
  if (verb === 'cp' && !(command.plain.at(-1) ?? '').includes(':')) return null;
  return changesCluster(command);
}

function helm(command: Command): string | null {
  const [verb = ''] = clusterWords(command);
  const changes = ['install', 'upgrade', 'uninstall', 'delete', 'rollback', 'push'].includes(verb);
  return changes ? changesCluster(command) : null;
}

function clusterWords(command: Command): readonly string[] {
  return plainWithout(
    command,
    ...CONTEXT_FLAGS,
    '-n',
    '--namespace',
    '-f',
    '--filename',
    '--kubeconfig',
  );
}

function changesCluster(command: Command): string | null {
  const forReal = command.args.some((arg) => arg === '--dry-run=none' || arg === '--dry-run=false');
  if (hasFlag(command, '--dry-run') && !forReal) return null;
  const context = flagValue(command, ...CONTEXT_FLAGS) ?? command.place.cluster;
  return context !== null && isLocalCluster(context) ? null : LIVE_CLUSTER;
}

function docker(command: Command): string | null {
  const [verb = '', second = '', third = ''] = command.plain;
  switch (verb) {
    case 'push':
      return pushesTo(second);
    case 'image':
      return second === 'push' ? pushesTo(third) : null;
    case 'build':
    case 'buildx':
      return hasFlag(command, '--push') ? PUBLISHES : null;
    case 'compose':
      return compose(command, command.plain.slice(1));
    case 'volume':
      return ['rm', 'remove', 'prune'].includes(second) ? DELETES_DATA : null;
    case 'system':
      return second === 'prune' && hasFlag(command, '--volumes') ? DELETES_DATA : null;
    case 'stack':
    case 'service':
    case 'swarm':
    case 'secret':
      return ['ls', 'ps', 'inspect', 'logs'].includes(second) ? null : LIVE_CLUSTER;
    default:
      return null;
  }
}

function pushesTo(image: string): string | null {
  return isLoopback(image) ? null : PUBLISHES;
}

function compose(command: Command, words: readonly string[]): string | null {
  if (words.includes('push')) return PUBLISHES;
  const volumes = hasFlag(command, '--volumes') || hasLetter(command, 'v');
  return volumes && (words.includes('down') || words.includes('rm')) ? DELETES_DATA : null;
}
