import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../../gateway/default-address.ts';
import { settingsFiles, type SettingsFile } from '../../../integrate/claude-code-files.ts';
import { withoutSecrets } from '../../../integrate/claude-code-target.ts';
import { findProgram } from '../../../integrate/find-program.ts';
import { isBlank, readSettings } from '../../../integrate/settings-document.ts';
import type { Place } from '../../../integrate/target.ts';
import { readRunning } from '../../running.ts';
import type { Rules } from '../set-up.ts';
import {
  WATCHED_NAMES,
  type ClaudeCodeFacts,
  type ClaudeCodeSetting,
} from '../verdicts/claude-code.ts';

export async function probeClaudeCode(place: Place, rules: Rules | null): Promise<ClaudeCodeFacts> {
  const running = readRunning();
  const files = settingsFiles(place);
  const path = findProgram('claude', place);
  return {
    program: path === null ? null : { path, version: await versionOf(path) },
    gatewayUrl: running?.url ?? `http://${DEFAULT_HOST}:${DEFAULT_PORT}`,
    isRunning: running !== null,
    settings: [...shellSettings(place), ...files.flatMap(fileSettings)],
    broken: files.flatMap(brokenFile),
    keyVariables: (rules?.policy.providers ?? []).flatMap(({ keys }) =>
      keys.flatMap((source) => (source.kind === 'environment' ? [source.name] : [])),
    ),
  };
}

const VERSION_TIMEOUT_MS = 5_000;

function versionOf(path: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  execFile(path, ['--version'], { timeout: VERSION_TIMEOUT_MS }, (error, stdout) => {
    resolve(error === null ? (stdout.trim().split('\n')[0] ?? null) : null);
  });
  return promise;
}

/** Only the names of what is set leave this file, and of an address its origin: values may be keys. */
function shellSettings({ environment }: Place): readonly ClaudeCodeSetting[] {
  return watched(environment).map((found) => ({ kind: 'shell', where: 'your shell', ...found }));
}

function fileSettings({ kind, path, environment }: SettingsFile): readonly ClaudeCodeSetting[] {
  const members = membersOf(path).map((name) => ({ name, address: null }));
  return [...watched(environment), ...members].map((found) => ({ kind, where: path, ...found }));
}

function watched(environment: Readonly<Record<string, string | undefined>>) {
  return WATCHED_NAMES.flatMap((name) => {
    const value = environment[name];
    if (value === undefined || value === '') return [];
    const address = name === 'ANTHROPIC_BASE_URL' ? withoutSecrets(value) : null;
    return [{ name, address }];
  });
}

/** Says where and why, and nothing of what is in it. */
function brokenFile({ path }: SettingsFile): ClaudeCodeFacts['broken'] {
  try {
    const bytes = readFileSync(path);
    const read = readSettings(bytes);
    return read.ok || isBlank(bytes) ? [] : [{ path, problem: read.problem }];
  } catch {
    return [];
  }
}

/** Settings of Claude Code's own that stand beside `env`. */
function membersOf(path: string): readonly string[] {
  try {
    const read = readSettings(readFileSync(path));
    if (!read.ok) return [];
    return ['apiKeyHelper', 'model'].filter((name) => Object.hasOwn(read.document.json, name));
  } catch {
    return [];
  }
}
