import type { Connection } from './target.ts';

/** Accepted by a gateway that asks for no key and holds Anthropic's itself; it opens nothing anywhere. */
export const PLACEHOLDER = 'modicum';

type Variables = Readonly<Record<string, string>>;

/**
 * What makes Claude Code speak to the gateway. Where its own credential is to be handed on, none is set:
 * a login of claude.ai stays as it is, and the gateway's own key goes beside it.
 */
export function claudeCodeEnvironment({ url, credential, clientKey }: Connection): Variables {
  const variables = { ANTHROPIC_BASE_URL: url, CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1' };
  if (credential === 'modicum')
    return { ...variables, ANTHROPIC_AUTH_TOKEN: clientKey ?? PLACEHOLDER };
  if (clientKey === null) return variables;
  return { ...variables, ANTHROPIC_CUSTOM_HEADERS: `x-modicum-key: ${clientKey}` };
}

/** With one of these Claude Code speaks to another cloud and goes by no base URL. */
const OTHER_CLOUDS = [
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
] as const;

/** The variable that sends Claude Code past every gateway; `null` when none is set. */
export function otherCloudIn(
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const isSet = (name: string) => !['', '0', 'false', undefined].includes(environment[name]);
  return OTHER_CLOUDS.find(isSet) ?? null;
}
