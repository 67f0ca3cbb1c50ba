import { defineCommand, type ArgsDef } from 'citty';
import { DEFAULT_HOST, DEFAULT_PORT, type Modicum } from '../../modicum.ts';
import type { RunningServer } from '../../gateway/server.ts';
import { openModicum, readWholeNumber, SETUP_OPTIONS } from '../options.ts';
import { paint, printLine, remark, simulatedNotice } from '../output.ts';
import { removeRunning, writeRunning } from '../running.ts';

/** Calls that are under way when the gateway is told to stop have this long to finish. */
const GRACE_MS = 10_000;

export const SERVE_OPTIONS = {
  port: { type: 'string', alias: 'p', description: `port, default ${DEFAULT_PORT}` },
  host: { type: 'string', description: `address, default ${DEFAULT_HOST}; any other needs MODICUM_CLIENT_KEY` },
  config: SETUP_OPTIONS.config,
  ledger: SETUP_OPTIONS.ledger,
} as const satisfies ArgsDef;

export const serve = defineCommand({
  meta: { name: 'serve', description: 'Run the gateway in the foreground until Ctrl-C' },
  args: SERVE_OPTIONS,
  async run({ args }) {
    const port = readWholeNumber('port', args.port, { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
    const modicum = openModicum(args);
    try {
      const server = await modicum.serve({ host: args.host ?? DEFAULT_HOST, port });
      writeRunning({ pid: process.pid, url: server.url });
      greet(modicum, server);
      const signal = await nextSignal();
      remark(`\n${signal}: finishing running calls, ${GRACE_MS / 1000} s at most`);
      await server.close({ graceMs: GRACE_MS });
    } finally {
      removeRunning(process.pid);
      await modicum.close();
    }
  },
});

function greet(modicum: Modicum, server: RunningServer): void {
  printLine(`Modicum listens on ${paint('bold', server.url)}`);
  printLine(`  Anthropic SDK  baseURL ${server.url}      model modicum/auto`);
  printLine(`  OpenAI SDK     baseURL ${server.url}/v1   model modicum/auto`);
  printLine(`  policy         ${modicum.policyPath ?? 'built in'} (${modicum.policy.version})`);
  for (const warning of modicum.warnings) remark(`${paint('yellow', 'note')} ${warning}`);
  if (modicum.policy.providers.some((provider) => provider.simulated)) printLine(simulatedNotice());
}

function nextSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  return promise;
}
