import { ok, problem, skipped, warning, type Verdict } from '../verdict.ts';

export interface OllamaFacts {
  readonly provider: string;
  readonly address: string;
  readonly isUp: boolean;
  /** Refuses models that run elsewhere although the server is local. */
  readonly requireLocal: boolean;
  /** What it has; `null` when it did not say. */
  readonly installed: readonly string[] | null;
  readonly bound: readonly BoundLocalModel[];
}

export interface BoundLocalModel {
  readonly id: string;
  readonly tier: number;
  /** It runs on Ollama's servers, whatever the address says. */
  readonly isRemote: boolean;
  /** Longest prompt and answer the model itself can hold; `null` when the server does not say. */
  readonly contextTokens: number | null;
  /** Largest prompt the policy sends to its tier. */
  readonly maxPromptTokens: number | null;
}

export function judgeOllama(servers: readonly OllamaFacts[]): readonly Verdict[] {
  if (servers.length === 0) return [skipped('no local server in this policy')];
  return servers.flatMap((server) => (server.isUp ? judgeServer(server) : [down(server)]));
}

function judgeServer(server: OllamaFacts): readonly Verdict[] {
  const { provider, address, bound } = server;
  if (bound.length === 0) return [ok(`${provider} answers at ${address}; no tier is bound to it`)];
  return bound.map((model) => judgeModel(server, model));
}

function down({ provider, address }: OllamaFacts): Verdict {
  return warning(
    `${provider} does not answer at ${address}`,
    'Start it with "ollama serve"; without it tier 0 climbs to tier 1 and costs money.',
  );
}

function judgeModel(
  { provider, requireLocal, installed }: OllamaFacts,
  model: BoundLocalModel,
): Verdict {
  const { id, isRemote, contextTokens, maxPromptTokens } = model;
  const name = `${provider}/${id}`;
  if (isRemote && requireLocal) {
    return problem(
      `${name} runs on Ollama's servers, not on this machine, and is refused`,
      'Bind a model without :cloud, or set require_local: false for that provider.',
    );
  }
  if (isRemote) return warning(`${name} runs on Ollama's servers`, 'It is not local: is it meant?');
  if (installed !== null && !hasModel(installed, id)) {
    return problem(`${name} is not installed`, `ollama pull ${id}`);
  }
  if (contextTokens !== null && maxPromptTokens !== null && contextTokens < maxPromptTokens) {
    return warning(
      `${name} holds ${contextTokens} tokens, and its tier sends prompts of up to ${maxPromptTokens}`,
      `Set tiers.${model.tier}.max_prompt_tokens below ${contextTokens}: longer prompts are cut without a sign.`,
    );
  }
  const room = contextTokens === null ? '' : `, holds ${contextTokens} tokens`;
  return ok(`${name} is installed${room}`);
}

/** `qwen2.5` stands for `qwen2.5:latest`. */
function hasModel(installed: readonly string[], id: string): boolean {
  return installed.includes(id) || installed.includes(`${id}:latest`);
}
