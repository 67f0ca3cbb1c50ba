import { readBaseUrl } from './base-url.ts';
import type { BaseUrl } from './base-url.ts';
import { requiresLocal } from './build-policy.ts';
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
  const hasKey = section.key !== undefined && section.key !== 'none';
  if (section.kind === 'ollama') {
    return hasKey ? [warningAt([...path, 'key'], 'is never sent: Ollama takes no key')] : [];
  }
  if (hasKey || address.reach !== 'public') return [];
  return [
    warningAt([...path, 'key'], 'no key for a provider on the internet; write key: env:NAME'),
  ];
}
