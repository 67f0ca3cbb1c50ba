import type { Change, Scope } from './change-journal.ts';
import { claudeCodeEnvironment, otherCloudIn, PLACEHOLDER } from './claude-code-environment.ts';
import {
  localSettingsPath,
  settingsFiles,
  userSettingsPath,
  type SettingsFile,
} from './claude-code-files.ts';
import { leftInSettings } from './left-in-settings.ts';
import { everyVariableIn, isBlank, readSettings } from './settings-document.ts';
import { setInSettings, unsetInSettings } from './settings-env.ts';
import type { Connection, Edit, EditRequest, Place, Target } from './target.ts';

/** Claude Code, by the `env` of one of its settings files. */
export const claudeCodeTarget: Target = {
  name: 'claude-code',
  title: 'Claude Code',
  defaultScope: 'user',
  path: (scope, place) => (scope === 'user' ? userSettingsPath(place) : localSettingsPath(place)),
  connect,
  disconnect: (bytes, change: Change) => unsetInSettings(bytes, change),
  leftIn: leftInSettings,
  isEmpty(bytes) {
    if (isBlank(bytes)) return true;
    const read = readSettings(bytes);
    return read.ok && read.document.span.members.length === 0;
  },
  winners,
};

function connect({ bytes, connection, isOurs }: EditRequest): Edit {
  const present = everyVariableIn(bytes);
  const entries = Object.fromEntries(
    Object.entries(claudeCodeEnvironment(connection)).filter(
      ([name, value]) => !isTheirsToKeep(name, value, present),
    ),
  );
  const others = Object.entries(entries).filter(([name, value]) => {
    const now = present[name];
    return now !== undefined && now !== value && !isOurs(name, now);
  });
  const [first] = others;
  return {
    result: setInSettings(bytes, entries),
    entries,
    conflict: first === undefined ? null : describeConflict(first[0], present),
  };
}

/**
 * A wish about the list of models stands. A placeholder gives way to any credential that is there: the
 * gateway does not look at it.
 */
function isTheirsToKeep(
  name: string,
  value: string,
  present: Readonly<Record<string, string>>,
): boolean {
  if (name === 'CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY') return present[name] !== undefined;
  return name === 'ANTHROPIC_AUTH_TOKEN' && value === PLACEHOLDER && present[name] !== undefined;
}

/** An address may be told; a token may not. */
function describeConflict(name: string, present: Readonly<Record<string, string>>): string {
  return name === 'ANTHROPIC_BASE_URL'
    ? `${name} is ${withoutSecrets(present[name] ?? '')}`
    : `${name} has another value`;
}

/** The address without a name and password in it, and without a query. */
export function withoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'something else';
}

function winners(scope: Scope, place: Place, connection: Connection): readonly string[] {
  return before(scope === 'user' ? ['shared', 'local', 'managed'] : ['managed'], place, connection);
}

/** What would go before the settings of a launch, one sentence each. */
export function winnersOverLaunch(place: Place, connection: Connection): readonly string[] {
  return before(['managed'], place, connection);
}

function before(
  stronger: readonly SettingsFile['kind'][],
  place: Place,
  { url }: Connection,
): readonly string[] {
  const files = settingsFiles(place);
  const addresses = files.flatMap(({ kind, path, environment }) => {
    const other = environment['ANTHROPIC_BASE_URL'];
    if (!stronger.includes(kind) || other === undefined || other === url) return [];
    return [`${path} sets ANTHROPIC_BASE_URL to ${withoutSecrets(other)}, and goes before this`];
  });
  const shell = { path: 'the environment', environment: place.environment };
  const clouds = [shell, ...files].flatMap(({ path, environment }) => {
    const cloud = otherCloudIn(environment);
    return cloud === null ? [] : [`${cloud} is set in ${path}: Claude Code then asks no gateway`];
  });
  return [...addresses, ...clouds];
}
