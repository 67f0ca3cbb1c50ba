import { startAnthropicUpstream } from './simulated/anthropic-upstream.ts';
import { startOllamaUpstream } from './simulated/ollama-upstream.ts';
import { startOpenaiUpstream } from './simulated/openai-upstream.ts';
import type { UpstreamCounts } from './simulated/tally.ts';

export interface SimulationOptions {
  /** Another seed gives other answers, other failures; the same one the same bytes. Default 1. */
  readonly seed?: number;
  /**
   * How many simulated seconds pass in a real one. 1 is about as slow as the real thing; the default,
   * `Infinity`, waits for nothing.
   */
  readonly speed?: number;
  /** Whether a few requests fail and the local model gives a few bad answers. Default true. */
  readonly failures?: boolean;
  /** Model ids the OpenAI-compatible upstream serves. */
  readonly openaiModels?: readonly string[];
  /** Models the Ollama server has pulled. */
  readonly ollamaModels?: readonly string[];
}

/** Three upstreams on loopback whose answers are made up: they need no key, no model and no network. */
export interface SimulatedUpstreams {
  readonly anthropic: { readonly url: string };
  /** Without the `/v1`. */
  readonly openai: { readonly url: string };
  readonly ollama: { readonly url: string };
  /** Requests by model and how they ended. */
  stats(): Readonly<Record<'anthropic' | 'openai' | 'ollama', UpstreamCounts>>;
  close(): Promise<void>;
}

export const SIMULATED_OPENAI_MODELS: readonly string[] = [
  'simulated-small',
  'simulated-medium',
  'simulated-large',
];

/** The last runs elsewhere although the port is local: a router that must stay local has to notice. */
export const SIMULATED_OLLAMA_MODELS: readonly string[] = [
  'qwen2.5:7b',
  'qwen2.5:14b',
  'simulated:cloud',
];

/**
 * Starts all three. What they answer follows from the seed, the content of a request and how often that
 * content came; only the prompt cache also remembers other requests, as the real one does.
 *
 * @example
 * const upstreams = await startSimulatedUpstreams({ seed: 7, failures: false });
 * const client = new Anthropic({ baseURL: upstreams.anthropic.url, apiKey: 'any' });
 */
export async function startSimulatedUpstreams(
  options: SimulationOptions = {},
): Promise<SimulatedUpstreams> {
  const { seed = 1, speed = Number.POSITIVE_INFINITY, failures = true } = options;
  const settings = { seed, speed, failures };
  const [anthropic, openai, ollama] = await Promise.all([
    startAnthropicUpstream(settings),
    startOpenaiUpstream(settings, options.openaiModels ?? SIMULATED_OPENAI_MODELS),
    startOllamaUpstream(settings, options.ollamaModels ?? SIMULATED_OLLAMA_MODELS),
  ]);
  return {
    anthropic: { url: anthropic.url },
    openai: { url: openai.url },
    ollama: { url: ollama.url },
    stats: () => ({
      anthropic: anthropic.counts(),
      openai: openai.counts(),
      ollama: ollama.counts(),
    }),
    close: async () => {
      await Promise.all([anthropic.close(), openai.close(), ollama.close()]);
    },
  };
}
