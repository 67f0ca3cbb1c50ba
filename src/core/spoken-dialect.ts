import type { DialectName } from './dialect.ts';
import { PROVIDER_DIALECTS } from './model.ts';
import type { ProviderPolicy } from './policy.ts';

/** In which dialect a call goes to this provider: in its own if the provider speaks it, else in its first. */
export function spokenDialect(provider: ProviderPolicy, own: DialectName): DialectName {
  const [first] = PROVIDER_DIALECTS[provider.kind];
  return speaks(provider, own) ? own : first;
}

function speaks(provider: ProviderPolicy, dialect: DialectName): boolean {
  if (!PROVIDER_DIALECTS[provider.kind].includes(dialect)) return false;
  return dialect !== 'openai-responses' || provider.speaksResponses;
}
