import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION } from '../options.ts';
import { paint, printJson, printLine, simulatedNotice } from '../output.ts';
import { askGateway, readRunning, type Running } from '../running.ts';

/** As `GET /readyz` answers. */
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

export const status = command({
  meta: { name: 'status', description: 'Is the gateway running, and which tiers can serve' },
  args: JSON_OPTION,
  examples: ['modicum status', 'modicum status --json'],
  async run({ args }) {
    const running = readRunning();
    const ready = running === null ? null : await askReadiness(running);
    const shown = running === null ? null : { url: running.url, pid: running.pid };
    if (args.json) printJson({ simulated: ready?.simulated ?? false, running: shown, ready });
    else for (const line of describe(running, ready)) printLine(line);
    process.exitCode = exitCode(running, ready);
  },
});

function exitCode(running: Running | null, ready: Readiness | null): number {
  if (running === null || ready === null) return EXIT.failure;
  return ready.status === 'ready' ? EXIT.ok : EXIT.upstream;
}

/** `null` when it does not answer, or with something else. */
async function askReadiness(running: Running): Promise<Readiness | null> {
  try {
    const response = await askGateway(running, '/readyz', 5_000);
    const body = (await response.json()) as Partial<Readiness>;
    return body.tiers === undefined || body.providers === undefined ? null : (body as Readiness);
  } catch {
    return null;
  }
}

function describe(running: Running | null, ready: Readiness | null): readonly string[] {
  if (running === null) return ['No gateway runs. Start one with: modicum up'];
  if (ready === null) {
    return [
      `Process ${running.pid} should serve ${running.url} and does not answer. Stop it with: modicum down`,
    ];
  }
  const tiers = Object.entries(ready.tiers).map(
    ([tier, usable]) =>
      `tier ${tier} ${usable ? paint('green', 'ready') : paint('yellow', 'not available')}`,
  );
  return [
    ...(ready.simulated ? [simulatedNotice()] : []),
    `Modicum runs at ${running.url} (process ${running.pid}).`,
    `  ${tiers.join(' · ')}`,
    ...ready.providers.map(providerLine),
    `  policy ${ready.policy} · catalog ${ready.catalog}`,
  ];
}

function providerLine({
  name,
  kind,
  hasKey,
  state,
  models,
}: Readiness['providers'][number]): string {
  const known = state === 'unknown' ? 'not asked yet' : state;
  const facts = [kind, known, models !== null && `${models} models`, !hasKey && 'no key'];
  return `  ${name.padEnd(14)} ${facts.filter((fact) => fact !== false).join(', ')}`;
}
