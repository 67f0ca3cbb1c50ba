import type { DialectName } from './dialect.ts';
import { PROVIDER_DIALECTS } from './model.ts';
import type { ProviderPolicy } from './policy.ts';

/**
 * In which dialect a call goes to this provider: in its own if the provider speaks it, else in its first.
 * Where that is Chat Completions and the model would refuse the call there, Responses takes its place.
 */
export function spokenDialect(
  provider: ProviderPolicy,
  own: DialectName,
  prefersResponses = false,
): DialectName {
  const [first] = PROVIDER_DIALECTS[provider.kind];
  const usual = speaks(provider, own) ? own : first;
  const isReplaced = prefersResponses && usual === 'openai-chat';
  return isReplaced && speaks(provider, 'openai-responses') ? 'openai-responses' : usual;
}

function speaks(provider: ProviderPolicy, dialect: DialectName): boolean {
  if (!PROVIDER_DIALECTS[provider.kind].includes(dialect)) return false;
  return dialect !== 'openai-responses' || provider.speaksResponses;
}
