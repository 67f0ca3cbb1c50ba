import type { ArgsDef } from 'citty';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../gateway/default-address.ts';
import type { Modicum } from '../../modicum.ts';
import type { RunningServer } from '../../gateway/server.ts';
import { command } from '../command.ts';
import { nextSignal } from '../next-signal.ts';
import { isSimulated, openModicum } from '../open-modicum.ts';
import { readWholeNumber, SETUP_OPTIONS } from '../options.ts';
import { note, outliveReader, paint, printLine, remark, simulatedNotice } from '../output.ts';
import { answers, readRunning, removeRunning, writeRunning } from '../running.ts';

/** Calls that are under way when the gateway is told to stop have this long to finish. */
const GRACE_MS = 10_000;

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
  args: SERVE_OPTIONS,
  examples: ['modicum serve', 'modicum serve --port 0 --config ./modicum.yaml'],
  async run({ args }) {
    const port = readPort(args.port);
    const modicum = await openModicum(args);
    try {
      const server = await modicum.serve({ host: args.host ?? DEFAULT_HOST, port });
      outliveReader();
      await takeOver(server.url);
      greet(modicum, server);
      const signal = await nextSignal();
      remark(`${signal}: finishing running calls, ${GRACE_MS / 1000} s at most`);
      await server.close({ graceMs: GRACE_MS });
    } finally {
      removeRunning(process.pid);
      await modicum.close();
    }
  },
});

export function readPort(text: string | undefined): number {
  return readWholeNumber('port', text, { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
}

/** The first of several gateways is the one that `status` and `down` speak of. */
async function takeOver(url: string): Promise<void> {
  const other = readRunning();
  if (other === null || !(await answers(other))) writeRunning(url);
  else note(`another gateway of yours runs at ${other.url}: status and down speak of that one`);
}

function greet(modicum: Modicum, server: RunningServer): void {
  if (isSimulated(modicum)) printLine(simulatedNotice());
  printLine(`Modicum listens on ${paint('bold', server.url)}`);
  printLine(`  Anthropic SDK  baseURL ${server.url}      model modicum/auto`);
  printLine(`  OpenAI SDK     baseURL ${server.url}/v1   model modicum/auto`);
  printLine(`  policy         ${modicum.policyPath ?? 'built in'} (${modicum.policy.version})`);
  for (const warning of modicum.warnings) note(warning);
}
