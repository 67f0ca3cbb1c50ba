import { PLACEHOLDER } from './claude-code-environment.ts';
import type { Connection, Place } from './target.ts';

type Variables = Readonly<Record<string, string>>;

/** What makes the SDKs of Anthropic and OpenAI speak to the gateway. */
export function sdkAddresses({ url }: Pick<Connection, 'url'>): Variables {
  return { ANTHROPIC_BASE_URL: url, OPENAI_BASE_URL: `${url}/v1` };
}

/**
 * The same for one process, with something in the place of the keys these SDKs insist on. A key that is
 * set stays; and where Anthropic's is the client's to show, nothing is put in its place. A gateway that
 * asks for its own key gets it instead.
 */
export function sdkEnvironment(
  connection: Connection,
  environment: Place['environment'],
): Variables {
  const { credential, clientKey } = connection;
  const shown = clientKey ?? PLACEHOLDER;
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  const needs = (name: string) => clientKey !== null || !isSet(name);
  const needsAnthropic =
    credential !== 'client' && needs('ANTHROPIC_API_KEY') && !isSet('ANTHROPIC_AUTH_TOKEN');
  return {
    ...sdkAddresses(connection),
    ...(needsAnthropic && { ANTHROPIC_API_KEY: shown }),
    ...(needs('OPENAI_API_KEY') && { OPENAI_API_KEY: shown }),
  };
}
