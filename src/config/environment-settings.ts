import { readBaseUrl } from './base-url.ts';
import type { PolicyFile } from './policy-schema.ts';
import type { KeyPath } from './problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One value of the policy that a variable sets. */
export interface EnvironmentSetting {
  readonly variable: string;
  readonly path: KeyPath;
  readonly value: string;
}

/**
 * Variables that set a provider's address. Deliberately not ANTHROPIC_BASE_URL and OPENAI_BASE_URL:
 * whoever uses Modicum points those at Modicum itself.
 */
const ADDRESS_VARIABLES: Readonly<Record<string, string>> = {
  MODICUM_ANTHROPIC_BASE_URL: 'anthropic',
  MODICUM_OPENAI_BASE_URL: 'openai',
  MODICUM_OLLAMA_BASE_URL: 'local',
};

/** Variables that override the policy file. An empty one counts as not set. */
export function environmentSettings(environment: Environment): readonly EnvironmentSetting[] {
  return Object.entries(ADDRESS_VARIABLES).flatMap(([variable, provider]) => {
    const value = environment[variable]?.trim() ?? '';
    return value === '' ? [] : [{ variable, path: ['providers', provider, 'url'], value }];
  });
}

/**
 * What Ollama's own variable says about where it listens, if that is on this machine. Weaker than the
 * policy file: it was set for Ollama, not for Modicum, so another machine's address is left alone.
 */
export function ollamaHostSetting(environment: Environment): EnvironmentSetting | null {
  const host = environment['OLLAMA_HOST']?.trim() ?? '';
  if (host === '') return null;
  const address = readBaseUrl(ollamaAddress(host));
  if (!address.ok || address.reach !== 'loopback') return null;
  return { variable: 'OLLAMA_HOST', path: ['providers', 'local', 'url'], value: address.url };
}

/** Settings in the shape of a policy file, so that they merge like one. */
export function settingsAsFile(settings: readonly EnvironmentSetting[]): PolicyFile {
  const providers = settings.map(({ path, value }) => [String(path[1]), { url: value }] as const);
  return { version: 1, providers: Object.fromEntries(providers) };
}

/** `:1234`, `0.0.0.0` and `box:1234` as Ollama reads them; all addresses of the machine: its own. */
function ollamaAddress(host: string): string {
  const [, scheme = 'http://', rest = ''] = /^(https?:\/\/)?(.*)$/.exec(host) ?? [];
  const address = rest
    .replace(/^0\.0\.0\.0|^\[::\]|^::(?=$)/, '127.0.0.1')
    .replace(/^(?=:|\/|$)/, '127.0.0.1');
  const hasPort = /^[^/]*:\d+(\/|$)/.test(address);
  return `${scheme}${hasPort || host.includes('://') ? address : address.replace(/^[^/]*/, '$&:11434')}`;
}
