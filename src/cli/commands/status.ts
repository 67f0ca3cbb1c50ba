import type { CacheForesight, Observed, Total } from '../../ledger/ledger.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION } from '../options.ts';
import { paint, printJson, printLine, simulatedNotice } from '../output.ts';
import { askReadiness, isReady, tiersLine, type Readiness } from '../readiness.ts';
import { foresightLine } from '../render/cache.ts';
import { routingLine } from '../render/routing-cost.ts';
import { renderObserved } from '../render/observed.ts';
import { frequentLines } from '../render/frequent.ts';
import { speedLines } from '../render/speed.ts';
import type { FrequentAction } from '../../gateway/action-memory.ts';
import type { ModelSpeed } from '../../core/model-speed.ts';
import { askGateway, readRunning, type Running } from '../running.ts';

export const status = command({
  meta: { name: 'status', description: 'Is the gateway running, and which tiers can serve' },
  args: JSON_OPTION,
  examples: ['modicum status', 'modicum status --json'],
  about:
    'Local servers are asked, no model is called. For everything around the gateway (keys, upstreams, settings, disk): `modicum doctor`.',
  json: '`running` (`url`, `pid`, or null), `ready` (as `GET /readyz`, or null) `observed` (per purpose of Claude Code: what its calls cost, and would have cost routed) and `caches` (per state that was expected: what conversations read from caches, predicted and reported) and `byTier` (sums per tier, with what routing itself cost); `speeds` (per model, as measured) and `frequent` (per action of a user with many calls: how many were kept cheap, and what that saved), `classifier` (by name) and `keepsPrompts`',
  exits: { 1: 'no gateway runs, or it does not answer', 4: 'no tier can serve' },
  async run({ args }) {
    const running = readRunning();
    const ready = running === null ? null : await askReadiness(running);
    const shown = running === null ? null : { url: running.url, pid: running.pid };
    const sums = running === null || ready === null ? NO_SUMS : await askSums(running);
    const found = running === null || ready === null ? NOT_FOUND : await askFindings(running);
    const simulated = ready?.simulated ?? false;
    if (args.json) printJson({ simulated, running: shown, ready, ...sums, ...found });
    else {
      for (const line of describe(running, ready, sums)) printLine(line);
      for (const line of speedLines(found.speeds)) printLine(line);
      for (const line of frequentLines(found.frequent)) printLine(line);
      for (const line of classifierLines(found)) printLine(line);
    }
    process.exitCode = exitCode(running, ready);
  },
});

function exitCode(running: Running | null, ready: Readiness | null): number {
  if (running === null || ready === null) return EXIT.failure;
  return isReady(ready) ? EXIT.ok : EXIT.upstream;
}

function describe(
  running: Running | null,
  ready: Readiness | null,
  { observed, caches, byTier }: Sums,
): readonly string[] {
  if (running === null) return ['No gateway runs. Start one with: modicum up'];
  const { pid, url } = running;
  if (ready === null) {
    return [`Process ${pid} should serve ${url} and does not answer. Stop it with: modicum down`];
  }
  return [
    ...(ready.simulated ? [simulatedNotice()] : []),
    `Modicum runs at ${url} (process ${pid}).`,
    `  ${tiersLine(ready)}`,
    ...ready.providers.map(providerLine),
    `  policy ${ready.policy} · catalog ${ready.catalog}`,
    ...renderObserved(observed),
    ...foresightLine(caches),
    ...routingLine(byTier),
    ...policyProblem(ready),
  ];
}

/** Named where it is not the one that comes with Modicum; and what the user must not forget about. */
function classifierLines({ classifier, keepsPrompts }: Findings): readonly string[] {
  const own = classifier?.startsWith('own:') === true ? [`  classifier ${classifier}`] : [];
  return keepsPrompts ? [...own, `  ${paint('yellow', KEEPS_PROMPTS)}`] : own;
}

const KEEPS_PROMPTS =
  'prompts are kept in the ledger (record.prompts); to wipe them: modicum ledger forget-prompts';

/** What the gateway has measured and counted since it runs. */
interface Findings {
  readonly speeds: Readonly<Record<string, ModelSpeed>>;
  readonly frequent: readonly FrequentAction[];
  readonly keepsPrompts: boolean;
  /** What calls are classified by. */
  readonly classifier: string | null;
}

const NOT_FOUND: Findings = { speeds: {}, frequent: [], keepsPrompts: false, classifier: null };

async function askFindings(running: Running): Promise<Findings> {
  try {
    const response = await askGateway(running, '/v1/modicum/status', 5_000);
    const found = (await response.json()) as Partial<Findings>;
    const { speeds, frequent, keepsPrompts, classifier } = { ...NOT_FOUND, ...found };
    return { speeds, frequent, keepsPrompts, classifier };
  } catch {
    return NOT_FOUND;
  }
}

/** Nice to know, so a gateway that does not say it is not an error. */
async function askSums(running: Running): Promise<Sums> {
  try {
    const response = await askGateway(running, '/v1/modicum/totals', 5_000);
    const sums = (await response.json()) as Partial<Sums>;
    const { observed = [], caches = [], byTier = [] } = sums;
    return { observed, caches, byTier };
  } catch {
    return NO_SUMS;
  }
}

interface Sums {
  readonly observed: readonly Observed[];
  readonly caches: readonly CacheForesight[];
  readonly byTier: readonly Total[];
}

const NO_SUMS: Sums = { observed: [], caches: [], byTier: [] };

/** The gateway goes on under the policy before, which is worth knowing while somebody edits. */
function policyProblem({ policyFile }: Readiness): readonly string[] {
  const problem = policyFile?.problem;
  if (problem == null) return [];
  const since = new Date(problem.since).toISOString().slice(0, 19).replace('T', ' ');
  // The first of several lines counts the mistakes; a single one is the problem itself.
  const [first = '', ...mistakes] = problem.text.split('\n');
  const what = mistakes.length > 0 ? 'has mistakes' : 'cannot be read';
  return [
    `  ${paint('yellow', `policy file ${what} since ${since} UTC; the policy before goes on`)}`,
    ...(mistakes.length > 0 ? mistakes : [first]).map((line) => `    ${line}`),
  ];
}

function providerLine(provider: Readiness['providers'][number]): string {
  const { name, kind, hasKey, passesClientCredential, state, models } = provider;
  const known = state === 'unknown' ? 'not asked yet' : state;
  const key = passesClientCredential ? 'key: the client’s own' : 'no key';
  const facts = [kind, known, models !== null && `${models} models`, !hasKey && key];
  return `  ${name.padEnd(14)} ${facts.filter((fact) => fact !== false).join(', ')}`;
}
