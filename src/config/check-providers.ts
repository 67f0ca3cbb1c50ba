import { readBaseUrl } from './base-url.ts';
import type { BaseUrl } from './base-url.ts';
import { requiresLocal } from './build-policy.ts';
import { ANTHROPIC_ADDRESS, isFitForClientCredential } from './client-credential.ts';
import { isOwnAddress, OWN_ADDRESS } from './own-address.ts';
import type { GatewayAddress } from './own-address.ts';
import type { CompletePolicy, ProviderSection } from './policy-schema.ts';
import { errorAt, errorAtKey, errorBetween, warningAt } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

export function checkProviders(
  policy: CompletePolicy,
  gateway: GatewayAddress | null,
): readonly Problem[] {
  return Object.entries(policy.providers).flatMap(([name, section]) => {
    const path = ['providers', name];
    const missing = (['kind', 'url'] as const).filter((key) => section[key] === undefined);
    if (missing.length > 0) {
      return [errorAtKey(path, `is a new provider, so it needs ${missing.join(' and ')}`)];
    }
    const address = readBaseUrl(section.url ?? '');
    if (!address.ok) return [errorAt([...path, 'url'], address.message)];
    return [
      ...checkAddress(path, section, address),
      ...checkNotItself([...path, 'url'], address, gateway),
      ...checkKey(path, section, address),
      ...checkResponses(path, section),
    ];
  });
}

type Address = Extract<BaseUrl, { ok: true }>;

function checkAddress(path: KeyPath, section: ProviderSection, address: Address): Problem[] {
  const url = [...path, 'url'];
  if (section.simulated === true && address.reach !== 'loopback') {
    const message = 'only a server on this machine can be simulated; write simulated: false';
    return [errorBetween([[...path, 'simulated'], url], message)];
  }
  if (requiresLocal(section) && address.reach !== 'loopback') {
    const message = 'is not on this machine; write require_local: false if prompts may go there';
    return [errorBetween([url, [...path, 'require_local']], message)];
  }
  if (address.secure || address.reach === 'loopback') return [];
  if (address.reach === 'public') {
    return [errorAt(url, 'is http, which anyone on the way can read and change; write https://')];
  }
  if (section.allow_http === true) return [];
  const message =
    'is http to another machine; write https://, or allow_http: true in your own network';
  return [errorAt(url, message)];
}

function checkNotItself(
  path: KeyPath,
  address: Address,
  gateway: GatewayAddress | null,
): readonly Problem[] {
  const circular = gateway !== null && isOwnAddress(address.url, gateway);
  return circular ? [errorAt(path, OWN_ADDRESS)] : [];
}

function checkKey(path: KeyPath, section: ProviderSection, address: Address): readonly Problem[] {
  const key = [...path, 'key'];
  const keys = section.key ?? [];
  const hasKey = keys.some((source) => source !== 'none');
  if (keys.length > 1 && keys.includes('none')) {
    return [errorAt(key, 'has none beside others; write none alone, or leave it out')];
  }
  if (keys.includes('client')) return checkClientKey(path, section, address);
  if (section.kind === 'ollama') {
    return hasKey ? [warningAt(key, 'is never sent: Ollama takes no key')] : [];
  }
  if (hasKey || address.reach !== 'public') return [];
  return [warningAt(key, 'no key for a provider on the internet; write key: env:NAME')];
}

function checkResponses(path: KeyPath, { kind, responses }: ProviderSection): readonly Problem[] {
  if (responses !== true || kind === 'openai-compatible') return [];
  const message = `is for providers of kind openai-compatible; one of kind ${kind} has no /v1/responses`;
  return [errorAtKey([...path, 'responses'], message)];
}

/** A credential that Anthropic gave to a client is shown to Anthropic and to nobody else. */
function checkClientKey(
  path: KeyPath,
  { kind, key: keys = [] }: ProviderSection,
  address: Address,
): readonly Problem[] {
  const key = [...path, 'key'];
  if (kind !== 'anthropic') {
    const message =
      'has client, but a client’s own Anthropic credential goes to providers of kind anthropic alone; write env:NAME';
    return [errorBetween([key, [...path, 'kind']], message)];
  }
  if (!isFitForClientCredential(address)) {
    const message = `has client, but a client’s own Anthropic credential goes to ${ANTHROPIC_ADDRESS} or to this machine alone, where nobody else learns it; write key: env:NAME`;
    return [errorBetween([key, [...path, 'url']], message)];
  }
  if (keys.indexOf('client') === keys.length - 1) return [];
  const message =
    'has client before others; write it once and last: a key that Modicum holds is used first';
  return [errorAt(key, message)];
}
