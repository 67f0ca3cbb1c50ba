import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startSimulatedUpstreams,
  type SimulatedUpstreams,
  type SimulationOptions,
} from './simulated-upstreams.ts';

/** Everything a Modicum needs to run without a key, a model or a network, and nothing of the user's. */
export interface SimulatedSetUp {
  /** For `createModicum`. */
  readonly options: {
    readonly policy: string;
    readonly ledger: string;
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly upstreams: SimulatedUpstreams;
  /** Ends the upstreams and removes the folder with policy and ledger. Close the Modicum first. */
  close(): Promise<void>;
}

/** What the simulated servers take for a key; it opens nothing anywhere else. */
const KEY = 'simulated-key-that-opens-nothing';

/**
 * Simulated upstreams with a policy in front of them: the built-in tiers, each provider marked as simulated.
 * For trying a program out, and for its tests.
 *
 * @example
 * const simulation = await startSimulatedSetUp();
 * const modicum = createModicum(simulation.options);
 */
export async function startSimulatedSetUp(
  simulation: SimulationOptions = {},
): Promise<SimulatedSetUp> {
  const upstreams = await startSimulatedUpstreams(simulation);
  const folder = mkdtempSync(join(tmpdir(), 'modicum-simulated-'));
  const policy = join(folder, 'modicum.yaml');
  writeFileSync(policy, policyText(upstreams), { mode: 0o600 });
  return {
    options: {
      policy,
      ledger: join(folder, 'ledger.sqlite'),
      environment: { HOME: folder, ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY },
    },
    upstreams,
    async close() {
      await upstreams.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML too. */
function policyText(upstreams: SimulatedUpstreams): string {
  return JSON.stringify({
    version: 1,
    providers: {
      anthropic: { url: upstreams.anthropic.url, simulated: true },
      openai: { url: upstreams.openai.url, simulated: true },
      local: { url: upstreams.ollama.url, simulated: true },
    },
    // A laptop's model at the speed of the simulation: deadlines are judged as if it kept up.
    tiers: { 0: { tokens_per_second: 60 } },
  });
}
