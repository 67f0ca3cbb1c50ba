import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { SimulatedUpstreams } from '../../testing/simulated-upstreams.ts';
import { demoPaths } from './demo-paths.ts';

/** What the simulated servers take for a key; it opens nothing anywhere else. */
export const DEMO_KEY = 'simulated-key-that-opens-nothing';

/**
 * A policy like anyone's, but for its addresses: the built-in tiers, an aggregator beside Anthropic, and
 * every upstream marked as simulated. Written to the demo's own folder, which is emptied first.
 */
export function writeDemoPolicy(upstreams: SimulatedUpstreams): ReturnType<typeof demoPaths> {
  const paths = demoPaths(process.env);
  rmSync(paths.folder, { recursive: true, force: true });
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  writeFileSync(paths.policy, policyText(upstreams), { mode: 0o600 });
  return paths;
}

function policyText(upstreams: SimulatedUpstreams): string {
  return `# The policy of modicum demo. Its upstreams are simulated.
version: 1
providers:
  anthropic: { url: "${upstreams.anthropic.url}", key: env:MODICUM_DEMO_KEY, simulated: true }
  aggregator: { kind: openai-compatible, url: "${upstreams.openai.url}", key: env:MODICUM_DEMO_KEY, simulated: true, models: [simulated-small, simulated-medium] }
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
