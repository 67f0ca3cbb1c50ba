import { defineCommand } from 'citty';
import { JSON_OPTION } from '../options.ts';
import { EXIT, paint, printJson, printLine, simulatedNotice } from '../output.ts';
import { readRunning } from '../running.ts';

interface Readiness {
  readonly status: string;
  readonly simulated: boolean;
  readonly policy: string;
  readonly catalog: string;
  readonly tiers: Readonly<Record<string, boolean>>;
  readonly providers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly hasKey: boolean;
    readonly state: string;
    readonly models: number | null;
  }[];
}

export const status = defineCommand({
  meta: { name: 'status', description: 'Is the gateway running, and which tiers can serve' },
  args: JSON_OPTION,
  async run({ args }) {
    const running = readRunning();
    const ready = running === null ? null : await askReadiness(running.url);
    if (args.json) printJson({ running, ready });
    else if (running === null || ready === null) printLine('No gateway runs. Start one with: modicum up');
    else printLine([`Modicum runs at ${running.url} (process ${running.pid}).`, ...describe(ready)].join('\n'));
    if (ready?.status !== 'ready') process.exitCode = EXIT.failure;
  },
});

async function askReadiness(url: string): Promise<Readiness | null> {
  try {
    const key = process.env['MODICUM_CLIENT_KEY'];
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/readyz`, { headers, signal: AbortSignal.timeout(5_000) });
    return (await response.json()) as Readiness;
  } catch {
    return null;
  }
}

function describe(ready: Readiness): string[] {
  const tiers = Object.entries(ready.tiers).map(
    ([tier, usable]) => `tier ${tier} ${usable ? paint('green', 'ready') : paint('yellow', 'not available')}`,
  );
  const providers = ready.providers.map((one) => {
    const key = one.hasKey ? '' : ', no key';
    const models = one.models === null ? '' : `, ${one.models} models`;
    return `  ${one.name.padEnd(14)} ${one.kind}, ${one.state}${models}${key}`;
  });
  return [
    ...(ready.simulated ? [simulatedNotice()] : []),
    `  ${tiers.join(' · ')}`,
    ...providers,
    `  policy ${ready.policy} · catalog ${ready.catalog}`,
  ];
}
