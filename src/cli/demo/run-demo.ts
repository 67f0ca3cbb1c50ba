import { createModicum } from '../../modicum.ts';
import { startSimulatedUpstreams } from '../../testing/simulated-upstreams.ts';
import { nextSignal } from '../next-signal.ts';
import { paint, printJson, printLine, remark, simulatedNotice } from '../output.ts';
import { dayDocument } from './day-document.ts';
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
  /** One document for programs, and no other word on standard output. */
  readonly json: boolean;
}

/** Simulated seconds in a real one: a day of waiting for models passes in a few seconds. */
const SPEED = 60;
/** Calls under way at once, as if several agents worked. */
const AT_ONCE = 16;

/** The whole path without a key: simulated upstreams, a real gateway, real SDKs, a real ledger. */
export async function runDemo({ seed, port, keep, json }: DemoOptions): Promise<void> {
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
      const say = json ? () => {} : printLine;
      say(simulatedNotice());
      say(`gateway ${paint('bold', server.url)} · policy ${paths.policy}`);
      try {
        const sent = await sendDay({ gatewayUrl: server.url, seed, say });
        if (json) printJson(dayDocument(modicum, sent));
        else reportDay(modicum, sent);
        if (keep) await untilInterrupted(server.url, json ? remark : printLine);
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

type Say = (line: string) => void;

interface Day {
  readonly gatewayUrl: string;
  readonly seed: number;
  readonly say: Say;
}

async function sendDay({ gatewayUrl, seed, say }: Day): Promise<readonly Sent[]> {
  const clients = await createSdkClients(gatewayUrl);
  const day = dayOfAgentWork({ seed });
  const work = day.filter((item) => item.kind === 'model');
  say(
    `a day of agent work: ${work.length} calls through the Anthropic and OpenAI SDKs, waiting times ${SPEED} times shorter`,
  );
  say(
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

async function untilInterrupted(gatewayUrl: string, say: Say): Promise<void> {
  say(
    `\nThe gateway stays at ${paint('bold', gatewayUrl)} until Ctrl-C. Every receipt: ${gatewayUrl}/v1/modicum/calls`,
  );
  await nextSignal();
}
