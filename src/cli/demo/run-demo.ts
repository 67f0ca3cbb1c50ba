import { createModicum } from '../../modicum.ts';
import { startSimulatedUpstreams } from '../../testing/simulated-upstreams.ts';
import { nextSignal } from '../next-signal.ts';
import { paint, printLine, remark, simulatedNotice } from '../output.ts';
import { AGGREGATOR_MODELS, demoEnvironment, writeDemoPolicy } from './demo-policy.ts';
import { startProgress } from './progress.ts';
import { reportDay } from './report-day.ts';
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
    openaiModels: AGGREGATOR_MODELS,
  });
  try {
    const paths = writeDemoPolicy(upstreams);
    const modicum = createModicum({
      policy: paths.policy,
      ledger: paths.ledger,
      environment: demoEnvironment(paths),
      log: remark,
    });
    try {
      const server = await modicum.serve({ port });
      printLine(simulatedNotice());
      printLine(`gateway ${paint('bold', server.url)} · policy ${paths.policy}`);
      try {
        reportDay(modicum, await sendDay(server.url, seed));
        if (keep) await untilInterrupted(server.url);
      } finally {
        await server.close();
      }
    } finally {
      await modicum.close();
    }
  } finally {
    await upstreams.close();
  }
}

async function sendDay(gatewayUrl: string, seed: number): Promise<readonly Sent[]> {
  const clients = await createSdkClients(gatewayUrl);
  const day = dayOfAgentWork({ seed });
  const work = day.filter((item) => item.kind === 'model');
  printLine(
    `a day of agent work: ${work.length} calls through the Anthropic and OpenAI SDKs, waiting times ${SPEED} times shorter`,
  );
  printLine(
    `and ${day.length - work.length} heartbeats that find nothing to do: they need no model, so they are not sent and not counted`,
  );
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
  return sent.toSorted((left, right) => left.work.id.localeCompare(right.work.id));
}

async function untilInterrupted(gatewayUrl: string): Promise<void> {
  printLine(
    `\nThe gateway stays at ${paint('bold', gatewayUrl)} until Ctrl-C. Every receipt: ${gatewayUrl}/v1/modicum/calls`,
  );
  await nextSignal();
}
