import { parseArgs } from 'node:util';
import { benchClassify } from './classify.ts';
import { LANES, OTHER_LANES, TRANSLATED } from './cases.ts';
import { compareWithGoals } from './goals.ts';
import { FULL, QUICK, type Plan } from './plan.ts';
import { report } from './report.ts';
import type { Results } from './results.ts';
import { runLatency, runSlowStreams, runThroughput, type RunContext } from './run.ts';
import { median } from './statistics.ts';
import { startTargets, type Targets, type TargetsOptions } from './targets.ts';
import { toJson } from './to-json.ts';
import { verify } from './verify.ts';

const HELP = `npm run bench -- [classify] [options]
  classify           the time of one decision, against a bare keyword scorer, and nothing else
  --quick            under a minute instead of several
  --json             figures for programs
  --against <folder> another checkout of Modicum, measured in the same run
  --profile <folder> a CPU profile of the gateway, for the throughput part`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    against: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  process.stdout.write(`${HELP}\n`);
} else if (positionals[0] === 'classify') {
  process.stdout.write(`${benchClassify(values.quick ? 5 : 25)}\n`);
} else if (positionals.length > 0) {
  process.stderr.write(`There is no bench "${positionals.join(' ')}".\n\n${HELP}\n`);
  process.exitCode = 2;
} else {
  const options = { other: values.against ?? null, profile: values.profile ?? null };
  const results = await measure(values.quick ? QUICK : FULL, options);
  const text = values.json
    ? JSON.stringify({ ...toJson(results), goals: compareWithGoals(results, 'modicum') }, null, 2)
    : report(results);
  process.stdout.write(`${text}\n`);
}

/** Three sets of processes: for starting, for load, and for slow streams, so that none marks another. */
async function measure(plan: Plan, options: TargetsOptions): Promise<Results> {
  const lanes = options.other === null ? LANES : [...LANES, ...OTHER_LANES];
  const starts = await measureStarts(plan, options);
  const loaded = await withTargets(options, async (targets) => {
    const context: RunContext = { targets, plan, progress };
    await verify(targets, [...lanes, TRANSLATED], plan.cases);
    const throughput = await runThroughput(context, plan.cases, lanes);
    const translated = await runThroughput(context, plan.translated, [...lanes, TRANSLATED]);
    for (const [name, rounds] of translated) throughput.set(`${name}, translated too`, rounds);
    const latency = await runLatency(context, lanes);
    return { throughput, latency, loadedRssMb: await rssMb(targets) };
  });
  const streamLanes = lanes.filter(({ model }) => model !== 'modicum/auto');
  const slowStreams = await withTargets({ ...options, profile: null }, (targets) =>
    runSlowStreams({ targets, plan, progress }, streamLanes),
  );
  return { ...starts, ...loaded, slowStreams };
}

async function measureStarts(plan: Plan, options: TargetsOptions) {
  const readyMs = new Map<string, number[]>();
  let idleRssMb: ReadonlyMap<string, number> = new Map();
  for (let round = 0; round < plan.starts; round++) {
    progress('starting');
    await withTargets({ ...options, profile: null }, async (targets) => {
      idleRssMb = await rssMb(targets);
      for (const [name, target] of targets.processes) {
        readyMs.set(name, [...(readyMs.get(name) ?? []), target.readyMs]);
      }
    });
  }
  return {
    readyMs: new Map([...readyMs].map(([name, times]) => [name, median(times)])),
    idleRssMb,
  };
}

async function withTargets<Value>(
  options: TargetsOptions,
  use: (targets: Targets) => Promise<Value>,
): Promise<Value> {
  const targets = await startTargets(options);
  try {
    return await use(targets);
  } finally {
    await targets.stop();
  }
}

async function rssMb({ processes }: Targets): Promise<ReadonlyMap<string, number>> {
  const megabytes = new Map<string, number>();
  for (const [name, target] of processes) {
    megabytes.set(name, (await target.usage()).rssBytes / 1024 / 1024);
  }
  return megabytes;
}

function progress(what: string): void {
  process.stderr.write(`bench: ${what}\n`);
}
