import { readBaseUrl } from './base-url.ts';
import type { CompletePolicy, PolicyFile, ProviderSection } from './policy-schema.ts';

/** Where Anthropic itself answers. */
export const ANTHROPIC_ADDRESS = 'https://api.anthropic.com';

/** May what a client shows of itself go to this address? To Anthropic, and to what runs on this machine. */
export function isFitForClientCredential(address: {
  readonly url: string;
  readonly reach: string;
}): boolean {
  return address.url === ANTHROPIC_ADDRESS || address.reach === 'loopback';
}

/**
 * The built-in policy hands a client's own credential on. Where a user gave that provider another address
 * and said nothing of keys, that is not what was meant: then only the held key counts. Written out by the
 * user, it is a mistake, and `check-providers` says so.
 */
export function withoutUnmeantClient(merged: CompletePolicy, written: PolicyFile): CompletePolicy {
  const providers = Object.entries(merged.providers).map(([name, section]) => {
    const isMeant = written.providers?.[name]?.key !== undefined;
    return [name, isMeant ? section : withoutUnfit(section)] as const;
  });
  return { ...merged, providers: Object.fromEntries(providers) };
}

function withoutUnfit(section: ProviderSection): ProviderSection {
  const address = readBaseUrl(section.url ?? '');
  const isFit = section.kind === 'anthropic' && address.ok && isFitForClientCredential(address);
  if (isFit || section.key === undefined) return section;
  return { ...section, key: section.key.filter((source) => source !== 'client') };
}
