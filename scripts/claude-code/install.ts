import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Installed {
  readonly version: string;
  /** The executable. */
  readonly path: string;
}

/** Installs a version of Claude Code (`latest`, or an exact one) into the user's cache; once each. */
export function installClaudeCode(wanted: string): Installed {
  const version = wanted === 'latest' ? newestVersion() : wanted;
  const folder = join(cacheFolder(), 'modicum', 'claude-code', version);
  const path = join(folder, 'node_modules', '.bin', 'claude');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    // This project allows no install scripts; Claude Code puts its program in place with one.
    const project = { private: true, allowScripts: { [PACKAGE]: true } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    npm(['install', '--no-audit', '--no-fund', `${PACKAGE}@${version}`], folder);
  }
  return { version: installedVersion(folder), path };
}

const PACKAGE = '@anthropic-ai/claude-code';

function newestVersion(): string {
  return npm(['view', PACKAGE, 'version']).trim();
}

function installedVersion(folder: string): string {
  const file = join(folder, 'node_modules', PACKAGE, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function npm(args: readonly string[], folder = process.cwd()): string {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: [...stdio] });
}

function cacheFolder(): string {
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
}
