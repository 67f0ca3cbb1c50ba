import { describe, expect, it } from 'vitest';
import { anthropicMessage, ollamaAnswer } from '../../src/testing/index.ts';
import { startGateway, startScriptedGateway } from './start-gateway.ts';

const CALL = { task: 'summarize', input: 'The meeting was moved to Monday.' };
const MODEL = 'local/qwen2.5:7b';

/** A second for each token, however quickly the script hands it over. */
const slow = {
  ...ollamaAnswer({ text: 'Moved.', evalCount: 20 }),
  eval_duration: 20_000_000_000,
  prompt_eval_duration: 1_000_000_000,
};

async function measured(ledger: 'memory' | 'sqlite') {
  const gateway = await startScriptedGateway(
    {
      ollama: { afterwards: { body: slow } },
      anthropic: { afterwards: { body: anthropicMessage({ text: 'Moved.' }) } },
    },
    { ledger },
  );
  for (let count = 0; count < 3; count++) {
    expect((await gateway.modicum.run(CALL)).tier).toBe(0);
  }
  return gateway;
}

describe('the measured speed of a local model', () => {
  it('sends work up that it would not finish in time, and says with which figures', async () => {
    const gateway = await measured('memory');
    const decision = await gateway.modicum.route({ ...CALL, deadlineMs: 30_000 });
    expect(decision).toMatchObject({ kind: 'decision', tier: 1 });
    expect(decision.excluded[0]).toMatchObject({ reason: 'deadline_too_short' });
    expect(decision.excluded[0]?.detail).toMatch(
      /tokens at 1\.0 per second, measured over 3 answers\), the deadline is 30000 ms/,
    );
    const status = (await (await fetch(`${gateway.url}/v1/modicum/status`)).json()) as {
      speeds: Record<string, unknown>;
    };
    expect(status.speeds[MODEL]).toMatchObject({ samples: 3, outputTokensPerSecond: 1 });
  });

  it('counts before what the policy assumes, which would have let it pass', async () => {
    const gateway = await startScriptedGateway();
    expect(await gateway.modicum.route({ ...CALL, deadlineMs: 30_000 })).toMatchObject({ tier: 0 });
  });

  it('is with the plan, for whoever asks where a call would go', async () => {
    const gateway = await measured('memory');
    const decision = await gateway.modicum.route({ ...CALL, deadlineMs: 600_000 });
    expect(decision.kind === 'decision' && decision.plan[0]?.speed).toMatchObject({
      samples: 3,
      outputTokensPerSecond: 1,
    });
  });

  it('is known again after a restart', async () => {
    const gateway = await measured('memory');
    const again = await startGateway(gateway.upstreams, { ledger: gateway.ledger });
    const decision = await again.modicum.route({ ...CALL, deadlineMs: 30_000 });
    expect(decision).toMatchObject({ kind: 'decision', tier: 1 });
  });

  it('outlives its process in a file as well, durations and all', async () => {
    const gateway = await measured('sqlite');
    const [attempt] = gateway.lastReceipt().attempts;
    expect(attempt?.closed?.usage).toMatchObject({
      took: { loadMs: 12, promptMs: 1_000, generationMs: 20_000 },
    });
  });
});
