import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureOwnerOnlyFolder } from '../../config/owner-only.ts';
import type { SimulatedUpstreams } from '../../testing/simulated-upstreams.ts';
import { newDemo, removeEndedDemos, type DemoPaths } from './demo-paths.ts';

/** What the simulated servers take for a key; it opens nothing anywhere else. */
const DEMO_KEY = 'simulated-key-that-opens-nothing';

/** Ids of the simulated aggregator. */
export const AGGREGATOR_MODELS = ['simulated-small', 'simulated-medium'] as const;

/**
 * A policy like anyone's, but for its addresses: the built-in tiers, an aggregator beside Anthropic, and
 * every upstream marked as simulated. Written to a folder of this demo's own; what demos before it left
 * is removed.
 */
export function writeDemoPolicy(upstreams: SimulatedUpstreams): DemoPaths {
  removeEndedDemos(process.env);
  const paths = newDemo(process.env, Date.now());
  ensureOwnerOnlyFolder(dirname(dirname(paths.folder)));
  rmSync(paths.folder, { recursive: true, force: true });
  ensureOwnerOnlyFolder(paths.folder);
  writeFileSync(paths.policy, policyText(upstreams), { mode: 0o600 });
  return paths;
}

/** The whole environment of a demo: no key, no policy and no client key of the user's is within reach. */
export function demoEnvironment({ folder }: DemoPaths): Readonly<Record<string, string>> {
  return {
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    XDG_STATE_HOME: folder,
    MODICUM_DEMO_KEY: DEMO_KEY,
  };
}

function policyText(upstreams: SimulatedUpstreams): string {
  return `# The policy of modicum demo. Its upstreams are simulated.
version: 1
providers:
  anthropic: { url: "${upstreams.anthropic.url}", key: env:MODICUM_DEMO_KEY, simulated: true }
  aggregator: { kind: openai-compatible, url: "${upstreams.openai.url}", key: env:MODICUM_DEMO_KEY, simulated: true, models: [${AGGREGATOR_MODELS.join(', ')}] }
  local: { url: "${upstreams.ollama.url}", simulated: true }
tiers:
  0: { tokens_per_second: 60 }
  1: { models: [{ model: anthropic/claude-haiku-5-5, effort: low }, aggregator/simulated-small] }
  2: { models: [{ model: anthropic/claude-sonnet-5-5, effort: medium }, aggregator/simulated-medium] }
models:
  simulated-small: { kind: openai-compatible, label: Simulated small, context_tokens: 128000, output_tokens: 16000, price: { input: 0.12, output: 0.60 }, capabilities: { tools: true, images: true, structured_output: true } }
  simulated-medium: { kind: openai-compatible, label: Simulated medium, context_tokens: 128000, output_tokens: 16000, price: { input: 2.20, output: 11 }, capabilities: { tools: true, images: true, structured_output: true } }
`;
}
