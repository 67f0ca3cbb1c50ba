import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './environment-settings.ts';

/** Where Modicum's own files are. Never the current folder. */
export interface ConfigPaths {
  readonly configFolder: string;
  readonly policy: string;
  /** The key clients of the gateway must send. */
  readonly clientKey: string;
  readonly stateFolder: string;
  readonly ledger: string;
  readonly pid: string;
}

export function configPaths(environment: Environment, platform: string): ConfigPaths {
  const configFolder = join(configRoot(environment, platform), 'modicum');
  const stateFolder = join(stateRoot(environment, platform), 'modicum');
  return {
    configFolder,
    policy: join(configFolder, 'modicum.yaml'),
    clientKey: join(configFolder, 'client-key'),
    stateFolder,
    ledger: join(stateFolder, 'ledger.sqlite'),
    pid: join(stateFolder, 'modicum.pid'),
  };
}

function configRoot(environment: Environment, platform: string): string {
  const home = homeFolder(environment);
  return (
    absolute(environment['XDG_CONFIG_HOME']) ??
    (platform === 'darwin' ? join(home, 'Library', 'Application Support') : null) ??
    (platform === 'win32' ? absolute(environment['APPDATA']) : null) ??
    join(home, '.config')
  );
}

function stateRoot(environment: Environment, platform: string): string {
  const home = homeFolder(environment);
  return (
    absolute(environment['XDG_STATE_HOME']) ??
    (platform === 'darwin' ? join(home, 'Library', 'Application Support') : null) ??
    (platform === 'win32' ? absolute(environment['LOCALAPPDATA']) : null) ??
    join(home, '.local', 'state')
  );
}

export function homeFolder(environment: Environment): string {
  return absolute(environment['HOME']) ?? homedir();
}

/** The XDG rules: a relative path in these variables is to be ignored. */
function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null;
}
