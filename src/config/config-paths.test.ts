import { expect, test } from 'vitest';
import { configPaths, homeFolder } from './config-paths.ts';

test.each([
  ['linux', { HOME: '/h' }, '/h/.config/modicum', '/h/.local/state/modicum'],
  [
    'linux',
    { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
    '/c/modicum',
    '/s/modicum',
  ],
  // A relative path there would depend on the current folder.
  ['linux', { HOME: '/h', XDG_CONFIG_HOME: 'c' }, '/h/.config/modicum', '/h/.local/state/modicum'],
  [
    'darwin',
    { HOME: '/h' },
    '/h/Library/Application Support/modicum',
    '/h/Library/Application Support/modicum',
  ],
  [
    'darwin',
    { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
    '/c/modicum',
    '/s/modicum',
  ],
  ['win32', { HOME: '/h', APPDATA: '/r', LOCALAPPDATA: '/l' }, '/r/modicum', '/l/modicum'],
  ['win32', { HOME: '/h' }, '/h/.config/modicum', '/h/.local/state/modicum'],
])('%s with %o', (platform, environment, configFolder, stateFolder) => {
  expect(configPaths(environment, platform)).toEqual({
    configFolder,
    policy: `${configFolder}/modicum.yaml`,
    clientKey: `${configFolder}/client-key`,
    stateFolder,
    ledger: `${stateFolder}/ledger.sqlite`,
    pid: `${stateFolder}/modicum.pid`,
  });
});

test('without HOME the system is asked', () => {
  expect(homeFolder({})).toMatch(/^\//);
});
