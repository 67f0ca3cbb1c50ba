import type { KeySource, ProviderPolicy } from '../core/policy.ts';
import type { Environment } from './environment-settings.ts';
import { readOwnerOnly } from './owner-only.ts';
import { secretProblem } from './secret-text.ts';

/** The keys of the providers. The only place that holds them; they leave it one at a time, by name. */
export interface Keyring {
  has(provider: string): boolean;
  /** `null` when the provider needs none or none was found. */
  get(provider: string): string | null;
  /** Keys that are there and cannot be used: which, and what to do. Never the key. */
  readonly problems: readonly string[];
  /** The text with every known key replaced, for logs and error messages. */
  redact(text: string): string;
}

/**
 * Reads every provider's key. One that is missing is no problem: its provider is then not a candidate.
 * `others` are further secrets that `redact` knows, like the key of the gateway's own clients.
 */
export function createKeyring(
  providers: readonly ProviderPolicy[],
  environment: Environment,
  others: readonly string[] = [],
): Keyring {
  const keys = new Map<string, string>();
  const problems: string[] = [];
  for (const provider of providers) {
    const found = firstKey(provider.keys, environment);
    if (found.key !== null) keys.set(provider.name, found.key);
    problems.push(...found.problems.map((problem) => `provider ${provider.name}: ${problem}`));
  }
  return {
    has: (provider) => keys.has(provider),
    get: (provider) => keys.get(provider) ?? null,
    problems,
    redact: redactor([...keys.values(), ...others]),
  };
}

/** The first that can be used. What is wrong with one before it is told, and not what comes after it. */
function firstKey(sources: readonly KeySource[], environment: Environment) {
  const problems: string[] = [];
  for (const source of sources) {
    const { key, problem } = readKey(source, environment);
    if (problem !== null) problems.push(problem);
    if (key !== null) return { key, problems };
  }
  return { key: null, problems };
}

interface FoundKey {
  readonly key: string | null;
  readonly problem: string | null;
}

function readKey(source: KeySource, environment: Environment): FoundKey {
  if (source.kind === 'environment') {
    const value = environment[source.name];
    return value === undefined ? NO_KEY : checkKey(value, source.name);
  }
  const file = readOwnerOnly(source.path);
  return file.ok ? checkKey(file.content, source.path) : { key: null, problem: file.problem };
}

const NO_KEY: FoundKey = { key: null, problem: null };

function checkKey(text: string, where: string): FoundKey {
  const key = text.trim();
  const problem = secretProblem(key);
  return problem === null ? { key, problem: null } : { key: null, problem: `${where} ${problem}` };
}

/** A shorter one is a word like `ollama`, and replacing it would mangle every sentence about it. */
const SHORTEST_SECRET = 8;

function redactor(secrets: readonly string[]): (text: string) => string {
  // Longest first, so that a key that begins with another one is replaced whole.
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length);
  return (text) => known.reduce((result, secret) => result.replaceAll(secret, '[key]'), text);
}
