import type { ArgsDef } from 'citty';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../gateway/default-address.ts';
import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { exitCodeOf } from '../exit-code.ts';
import { createLogWriter } from '../log/log-file.ts';
import { SETUP_OPTIONS } from '../options.ts';
import { serveGateway, type ServeArguments } from '../serve-gateway.ts';
import { logVoice, terminalVoice } from '../voice.ts';

export const SERVE_OPTIONS = {
  port: {
    type: 'string',
    alias: 'p',
    description: `port, default ${DEFAULT_PORT}; 0 takes any free one`,
    valueHint: 'number',
  },
  host: {
    type: 'string',
    description: `address, default ${DEFAULT_HOST}; any other needs MODICUM_CLIENT_KEY`,
    valueHint: 'address',
  },
  ...SETUP_OPTIONS,
} as const satisfies ArgsDef;

export const serve = command({
  meta: { name: 'serve', description: 'Run the gateway in the foreground until Ctrl-C' },
  args: {
    ...SERVE_OPTIONS,
    'log-file': {
      type: 'string',
      description: 'say everything there, a JSON line each, and nothing on the terminal',
      valueHint: 'file',
    },
  },
  examples: ['modicum serve', 'modicum serve --port 0 --config ./modicum.yaml'],
  about:
    'For a service manager, a container, or a terminal you keep open. Calls under way have ten seconds to finish; a second Ctrl-C does not wait for them. When another gateway of yours runs already, `status` and `down` go on to speak of that one.',
  exits: { 0: 'it was stopped with Ctrl-C or SIGTERM' },
  async run({ args }) {
    const path = args['log-file'];
    if (path === undefined) await serveGateway(args, terminalVoice);
    else await serveIntoLog(args, path);
  },
});

/** What keeps it from starting is said in the log too: nobody looks at the terminal. */
async function serveIntoLog(args: ServeArguments, path: string): Promise<void> {
  const voice = logVoice(createLogWriter(path, { now: () => new Date() }));
  try {
    await serveGateway(args, voice);
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    voice.say({ level: 'error', code: cause.code, message: cause.message });
    process.exitCode = exitCodeOf(cause);
  }
}
