import { createModicum, type Modicum } from '../../modicum.ts';
import type { Receipt } from '../../ledger/ledger.ts';
import { startSimulatedUpstreams } from '../../testing/simulated-upstreams.ts';
import { paint, printLine, remark, simulatedNotice } from '../output.ts';
import { renderReceipt } from '../render/receipt.ts';
import { DEMO_KEY, writeDemoPolicy } from './demo-policy.ts';
import { startProgress } from './progress.ts';
import { renderDay } from './render-day.ts';
import { createSdkClients } from './sdk-clients.ts';
import { sendWork, type Sent } from './send-work.ts';
import { dayOfAgentWork } from './workload.ts';

export interface DemoOptions {
  readonly seed: number;
  /** 0 takes any free one. */
  readonly port: number;
  /** Leave the gateway running until Ctrl-C. */
  readonly keep: boolean;
}

/** Simulated seconds in a real one: a day of waiting for models passes in a few seconds. */
const SPEED = 60;
/** Calls under way at once, as if several agents worked. */
const AT_ONCE = 16;

/** The whole path without a key: simulated upstreams, a real gateway, real SDKs, a real ledger. */
export async function runDemo({ seed, port, keep }: DemoOptions): Promise<void> {
  const upstreams = await startSimulatedUpstreams({
    seed,
    speed: SPEED,
    openaiModels: ['simulated-small', 'simulated-medium'],
  });
  const paths = writeDemoPolicy(upstreams);
  const modicum = createModicum({
    policy: paths.policy,
    ledger: paths.ledger,
    environment: { HOME: process.env['HOME'], MODICUM_DEMO_KEY: DEMO_KEY },
    log: remark,
  });
  const server = await modicum.serve({ port });
  try {
    printLine(simulatedNotice());
    printLine(`gateway ${paint('bold', server.url)} · policy ${paths.policy}`);
    const sent = await sendDay(server.url, seed);
    report(modicum, sent, server.url);
    if (keep) await untilInterrupted(server.url);
  } finally {
    await server.close();
    await modicum.close();
    await upstreams.close();
  }
}

async function sendDay(gatewayUrl: string, seed: number): Promise<readonly Sent[]> {
  const day = dayOfAgentWork({ seed });
  const work = day.filter((item) => item.kind === 'model');
  const heartbeats = day.length - work.length;
  printLine(
    `a day of agent work: ${work.length} calls through the Anthropic and OpenAI SDKs, and ${heartbeats} heartbeats that need no model`,
  );
  const clients = await createSdkClients(gatewayUrl);
  const progress = startProgress(work.length, 'calls');
  const sent: Sent[] = [];
  const waiting = work.values();
  const agent = async () => {
    for (const item of waiting) {
      sent.push(await sendWork(clients, item));
      progress.step();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, agent));
  progress.end();
  return sent;
}

function report(modicum: Modicum, sent: readonly Sent[], gatewayUrl: string): void {
  const totals = modicum.ledger.totals({ by: 'task' });
  printLine(`\n${renderDay(totals)}`);
  printLine(paint('dim', `without routing: everything on tier ${modicum.policy.baselineTier} alone; a pinned call on the model it names\n`));
  const unserved = sent.filter((one) => one.error !== null);
  for (const { work, error } of unserved.slice(0, 5)) {
    printLine(`${paint('yellow', 'not served')} ${work.id} (${work.group}): ${error}`);
  }
  if (unserved.length > 5) printLine(`… and ${unserved.length - 5} more`);
  printLine(recognised(sent, modicum));
  const receipt = tellingReceipt(modicum);
  if (receipt !== null) {
    printLine('\nOne receipt of the day:\n');
    printLine(renderReceipt(receipt));
  }
  printLine(`\n${simulatedNotice()}`);
  printLine(`Look at any call:  npx modicum ledger tail --demo · npx modicum explain <call id> --demo`);
  printLine(`Over HTTP while it runs (--keep):  ${gatewayUrl}/v1/modicum/calls`);
}

/** How often the classifier was right about the calls that did not say what they are. */
function recognised(sent: readonly Sent[], modicum: Modicum): string {
  const undeclared = sent.filter(({ work }) => work.taskType === null && work.pinnedModel === null);
  const right = undeclared.filter(({ work, callId }) => {
    const receipt = callId === null ? null : modicum.ledger.receipt(callId);
    return receipt?.call.taskType === work.truth;
  });
  return `${undeclared.length} calls did not say what they are; the word rules named the right type for ${right.length} of them. The rest went up, not down.`;
}

/** A call that climbed says more than one that did not. */
function tellingReceipt({ ledger }: Modicum): Receipt | null {
  const calls = ledger.recent({ limit: 1_000 });
  return (
    calls.find(({ closed }) => closed?.escalatedFrom != null && closed.outcome === 'answered') ??
    calls[0] ??
    null
  );
}

async function untilInterrupted(gatewayUrl: string): Promise<void> {
  printLine(`\nThe gateway stays at ${paint('bold', gatewayUrl)} until Ctrl-C.`);
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  await promise;
}

