import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { homeFolder } from '../config/config-paths.ts';
import { environmentIn } from './settings-document.ts';
import type { Place } from './target.ts';

/** A settings file of Claude Code, and what it puts into the environment. */
export interface SettingsFile {
  readonly kind: 'user' | 'shared' | 'local' | 'managed';
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The settings files that Claude Code would read here, weakest first: the user's own, the project's
 * shared ones, the project's local ones, and what an administrator manages, which beats also `--settings`.
 */
export function settingsFiles(place: Place): readonly SettingsFile[] {
  const paths = [
    { kind: 'user', path: userSettingsPath(place) },
    { kind: 'shared', path: join(place.folder, '.claude', 'settings.json') },
    { kind: 'local', path: localSettingsPath(place) },
    { kind: 'managed', path: managedSettingsPath(place) },
  ] as const;
  return paths.map(({ kind, path }) => ({ kind, path, environment: environmentIn(read(path)) }));
}

export function userSettingsPath({ environment }: Place): string {
  const named = environment['CLAUDE_CONFIG_DIR'];
  const folder =
    named !== undefined && isAbsolute(named) ? named : join(homeFolder(environment), '.claude');
  return join(folder, 'settings.json');
}

/** The project's settings that are not shared: an address of this machine is nothing to commit. */
export function localSettingsPath({ folder }: Place): string {
  return join(folder, '.claude', 'settings.local.json');
}

function managedSettingsPath({ platform, environment }: Place): string {
  const folder = {
    darwin: '/Library/Application Support/ClaudeCode',
    win32: join(environment['ProgramFiles'] ?? 'C:\\Program Files', 'ClaudeCode'),
  }[platform];
  return join(folder ?? '/etc/claude-code', 'managed-settings.json');
}

/** These are looked at, not changed: what cannot be read says nothing. */
function read(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
