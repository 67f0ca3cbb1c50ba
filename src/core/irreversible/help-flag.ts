import type { Command } from './command.ts';

/**
 * Whether a command only explains itself: of a program that is known to do nothing else when asked so. Behind
 * `--` it is an argument, and behind another flag it may be that flag's value.
 */
export function asksForHelp({ name, args }: Command): boolean {
  if (!EXPLAINS.has(name)) return false;
  const at = args.findIndex((arg) => arg === '--help' || (arg === '-help' && GO_FLAGS.has(name)));
  if (at < 0 || args.slice(0, at).includes('--')) return false;
  return args[at - 1]?.startsWith('-') !== true;
}

const GO_FLAGS: ReadonlySet<string> = new Set(['terraform', 'tofu']);

const EXPLAINS: ReadonlySet<string> = new Set(
  (
    'terraform tofu pulumi cdk kubectl oc helm docker podman aws gcloud az gh glab npm pnpm yarn cargo fly flyctl ' +
    'vercel heroku netlify firebase wrangler git'
  ).split(' '),
);
