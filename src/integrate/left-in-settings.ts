import { hashOf } from './change-journal.ts';
import { PLACEHOLDER } from './claude-code-environment.ts';
import { environmentIn } from './settings-document.ts';
import { unsetInSettings } from './settings-env.ts';
import type { Connection, LeftIn } from './target.ts';

/**
 * The variables of Claude Code that only Modicum writes so. An address of this machine alone could be
 * another gateway's: it counts when it is ours, or when something else beside it is.
 */
export function leftInSettings(bytes: Uint8Array, connection: Connection): LeftIn | null {
  const environment = environmentIn(bytes);
  const address = environment['ANTHROPIC_BASE_URL'] ?? '';
  const credentials = credentialsOf(environment, connection);
  const asksForModels = environment[DISCOVERY] === '1';
  const isHere = LOOPBACK.test(address);
  const isOurs =
    address === connection.url || (isHere && (credentials.length > 0 || asksForModels));
  const names = [
    ...(isOurs ? ['ANTHROPIC_BASE_URL'] : []),
    ...(isOurs && asksForModels ? [DISCOVERY] : []),
    ...credentials,
  ];
  if (names.length === 0) return null;
  const entries = Object.fromEntries(names.map((name) => [name, hashOf(environment[name] ?? '')]));
  return {
    found: names.map((name) => ({ name, line: lineOf(bytes, JSON.stringify(name)) })),
    result: unsetInSettings(bytes, { entries, before: null }),
  };
}

const DISCOVERY = 'CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY';

/** As the gateway names its own address: nothing behind the port. */
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/;

function credentialsOf(
  environment: Readonly<Record<string, string>>,
  { clientKey }: Connection,
): readonly string[] {
  const token = environment['ANTHROPIC_AUTH_TOKEN'];
  const isOurToken = token === PLACEHOLDER || (clientKey !== null && token === clientKey);
  const headers = environment['ANTHROPIC_CUSTOM_HEADERS'] ?? '';
  return [
    ...(isOurToken ? ['ANTHROPIC_AUTH_TOKEN'] : []),
    // With another header on a line of its own it is theirs too, and stays.
    ...(/^x-modicum-key: \S+$/.test(headers) ? ['ANTHROPIC_CUSTOM_HEADERS'] : []),
  ];
}

/** Counted from 1. */
function lineOf(bytes: Uint8Array, text: string): number {
  const content = new TextDecoder().decode(bytes);
  return content.slice(0, content.indexOf(text)).split('\n').length;
}
