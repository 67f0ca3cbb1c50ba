/** How `modicum` alone lists its commands: what one wants to do, in the order one comes to want it. */
export const COMMAND_GROUPS: Readonly<Record<string, readonly string[]>> = {
  start: ['demo', 'code', 'run', 'ask', 'up', 'down', 'serve'],
  look: ['status', 'logs', 'explain', 'ledger', 'doctor'],
  decide: ['route', 'classify', 'tasks', 'policy', 'models', 'prices'],
  'set up': ['connect', 'disconnect', 'undo', 'completion', 'version'],
};
