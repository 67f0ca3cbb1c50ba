import { command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { VERSION } from './version.ts';

/** The command that all others are below. */
export const TOP = command({
  meta: {
    name: 'modicum',
    version: VERSION,
    description: 'Sends each call to the cheapest tier that gets it right, and books what it cost.',
  },
  subCommands: COMMANDS,
  examples: [
    'modicum demo',
    'modicum up',
    'modicum route "Summarize this thread: …"',
    'modicum explain last',
  ],
});
