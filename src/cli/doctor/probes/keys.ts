import { createKeyring } from '../../../config/keyring.ts';
import type { KeySource, ProviderPolicy } from '../../../core/policy.ts';
import { isBound, type Rules, type SetUp } from '../set-up.ts';
import type { KeyFacts } from '../verdicts/keys.ts';

export function probeKeys({ policy }: Rules, { place }: SetUp): readonly KeyFacts[] {
  return policy.providers.map((provider) => {
    const { name, keys, passesClientCredential } = provider;
    const found = keys.find((source) => keyringOf(provider, [source], place.environment).has(name));
    const { problems } = keyringOf(provider, keys, place.environment);
    return {
      provider: name,
      needsNone: keys.length === 0 && !passesClientCredential,
      foundIn: found === undefined ? null : nameOf(found),
      sources: keys.map(nameOf),
      problems: problems.map((text) => text.replace(`provider ${name}: `, '')),
      passesClientCredential,
      isBound: isBound(policy, name),
    };
  });
}

function keyringOf(
  provider: ProviderPolicy,
  keys: readonly KeySource[],
  environment: SetUp['place']['environment'],
) {
  return createKeyring([{ ...provider, keys }], environment);
}

function nameOf(source: KeySource): string {
  return source.kind === 'environment' ? source.name : source.path;
}
