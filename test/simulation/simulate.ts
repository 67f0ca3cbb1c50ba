import { shippedClassifier } from '../../src/modicum/shipped-classifier.ts';
import { createClientRetries } from '../../src/gateway/client-retries.ts';
import { createRepeatMemory } from '../../src/gateway/repeat-memory.ts';
import { createMetaMemory } from '../../src/gateway/meta-memory.ts';
import { createSpeedMemory } from '../../src/gateway/speed-memory.ts';
import { createActionMemory } from '../../src/gateway/action-memory.ts';
import { createConversations } from '../../src/gateway/conversations.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { Ledger, Receipt } from '../../src/ledger/ledger.ts';
import { createMemoryLedger } from '../../src/testing/index.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { blankView, visit, type ClientView } from './client.ts';
import { scriptClient, type ClientScript } from './inbound-script.ts';
import { countMoments } from './moments.ts';
import { simulateUpstream, type Send } from './scripted-upstream.ts';
import { installVirtualTime, type VirtualTime } from './virtual-time.ts';
import { watchLedger, type LedgerMoment } from './watched-ledger.ts';
import { CATALOG, createWorld, type World } from './world.ts';

/** Everything that is known of one run after its end. */
export interface Run {
  readonly seed: number;
  readonly world: World;
  readonly visits: readonly SimulatedVisit[];
  readonly sends: readonly Send[];
  readonly ledger: readonly LedgerMoment[];
  readonly log: readonly string[];
  /** Every client has its end, and nothing of the gateway's is under way. */
  readonly isSettled: boolean;
  /** Delays of timers that outlive every call. */
  readonly forgottenTimers: readonly number[];
}

export interface SimulatedVisit {
  readonly script: ClientScript;
  readonly view: ClientView;
  readonly sends: readonly Send[];
  /** `null` when no row was opened. */
  readonly receipt: Receipt | null;
  /** What happened to the rows of this call. */
  readonly ledger: readonly LedgerMoment[];
}

const classifier = shippedClassifier();

/**
 * One run of the whole path: a gateway without sockets, its upstreams and several clients at once, all
 * of it decided by the seed. The same seed gives the same run.
 */
export async function simulate(seed: number, store: Ledger = createMemoryLedger()): Promise<Run> {
  const world = createWorld(seededRandom(seed, 'world'));
  const moments = countMoments();
  const sends: Send[] = [];
  const log: string[] = [];
  let time: VirtualTime | null = null;
  const running = (): VirtualTime => {
    if (time === null) throw new Error('The run has not begun.');
    return time;
  };
  const random = seededRandom(seed, 'ledger');
  const ledger = watchLedger({
    ledger: store,
    random,
    faults: world.faults,
    moments,
    time: running,
  });
  const upstreams = world.policy.providers.map((policy) => {
    const state = world.states.get(policy.name) ?? { hasKey: true, state: 'up', models: null };
    return simulateUpstream({ seed, policy, state, moments, time: running, sends });
  });
  let calls = 0;
  const draw = seededRandom(seed, 'draw');
  const gateway: Gateway = {
    policy: world.policy,
    catalog: CATALOG,
    classifier,
    ledger,
    upstreams: new Map(upstreams.map((upstream) => [upstream.name, upstream])),
    clock: { now: () => running().now(), tick: () => running().tick() },
    newCallId: () => `call_${seed}_${++calls}`,
    conversations: createConversations(),
    clientRetries: createClientRetries(),
    repeats: createRepeatMemory(),
    metaMemory: createMetaMemory(),
    speeds: createSpeedMemory(),
    actions: createActionMemory(),
    draw: () => draw.next(),
    redact: world.keyring.redact,
    log: (code, cause) => log.push(world.keyring.redact(`${code}: ${textOf(cause)}`)),
  };
  const scripts = Array.from({ length: world.calls }, (_, index) => scriptClient(seed, index + 1));
  const views = scripts.map(() => blankView());

  time = installVirtualTime(ledger.isBusy);
  try {
    const visiting = scripts.map((script, index) => {
      const view = views[index] ?? blankView();
      return visit({ gateway, script, view, moments, time: running() });
    });
    let isOver = false;
    void Promise.all(visiting).then(() => (isOver = true));
    const isSettled = await time.runUntil(() => isOver);
    const forgottenTimers = time.forgotten();
    // What lingers behind an answer may end in its own time.
    await time.runUntil(() => false);
    const visits = scripts.map((script, index) => {
      const view = views[index] ?? blankView();
      return visitOf({ script, view, sends, ledger, store });
    });
    return { seed, world, visits, sends, ledger: ledger.moments, log, isSettled, forgottenTimers };
  } finally {
    time.restore();
  }
}

interface VisitInput {
  readonly script: ClientScript;
  readonly view: ClientView;
  readonly sends: readonly Send[];
  readonly ledger: ReturnType<typeof watchLedger>;
  readonly store: Ledger;
}

function visitOf({ script, view, sends, ledger, store }: VisitInput): SimulatedVisit {
  const callIds = [...ledger.opened.values()]
    .filter(({ session }) => session === `client ${script.number}`)
    .map(({ callId }) => callId);
  const receipts = callIds.flatMap((callId) => store.receipt(callId) ?? []);
  return {
    script,
    view,
    sends: sends.filter(({ call }) => call === script.number),
    receipt: receipts[0] ?? null,
    ledger: ledger.moments.filter(({ callId }) => callIds.includes(callId)),
  };
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
