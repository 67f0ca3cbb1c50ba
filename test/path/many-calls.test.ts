import { describe, expect, it } from 'vitest';
import { anthropicMessage } from '../../src/testing/index.ts';
import { startScriptedGateway } from './start-gateway.ts';

const FEW = { calls: 3, window_minutes: 10, cap: 1 };
const ANSWERS = { anthropic: { afterwards: { body: anthropicMessage({ text: 'billing' }) } } };

/** Sent by a program: the same instruction each time, another text, and no type that it declares. */
const unsure = (index: number) => ({
  system: 'Work through what you are given.',
  input: `Ticket ${index}`,
  task: 'validate_schema',
});

describe('many calls for one action of a user', () => {
  it('keeps processing on the cheap tiers, says so in the receipt, and tells what it saved', async () => {
    const gateway = await startScriptedGateway(ANSWERS, {
      policy: { frequency: FEW, tasks: { validate_schema: { tier: 2, floor: 0, validate: [] } } },
    });
    const tiers: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      const { receipt } = await gateway.modicum.run(unsure(index));
      tiers.push([receipt.closed?.servedTier, receipt.call.reasons.includes('high_frequency')]);
    }
    expect(tiers).toEqual([
      [2, false],
      [2, false],
      [2, false],
      [1, true],
      [1, true],
    ]);
    const status = (await (await fetch(`${gateway.url}/v1/modicum/status`)).json()) as {
      frequent: { calls: number; kept: number; tier: number; savedNanoUsd: number }[];
    };
    expect(status.frequent).toMatchObject([{ calls: 5, kept: 2, tier: 1, unknown: 0 }]);
    expect(status.frequent[0]?.savedNanoUsd).toBeGreaterThan(0);
  });

  it('climbs when an answer is rejected, like any other call', async () => {
    const rejected = { anthropic: { afterwards: { body: anthropicMessage({ text: '' }) } } };
    const gateway = await startScriptedGateway(rejected, {
      policy: {
        frequency: FEW,
        tasks: {
          validate_schema: { tier: 2, floor: 0, delivery: 'buffered', validate: ['answered'] },
        },
      },
    });
    const tiers: unknown[] = [];
    for (let index = 0; index < 4; index++) {
      const { receipt } = await gateway.modicum.run(unsure(index));
      tiers.push([...new Set(receipt.attempts.map(({ opened }) => opened.tier))]);
    }
    expect(tiers.at(0)).toEqual([2, 3]);
    expect(tiers.at(3)).toEqual([1, 2, 3]);
  });

  it('counts no dry runs, and nothing at all when it is switched off', async () => {
    const gateway = await startScriptedGateway(ANSWERS, {
      policy: { frequency: FEW, tasks: { validate_schema: { tier: 2, floor: 0, validate: [] } } },
    });
    for (let index = 0; index < 8; index++) {
      expect(await gateway.modicum.route(unsure(index))).toMatchObject({ tier: 2 });
    }
    const off = await startScriptedGateway(ANSWERS, {
      policy: {
        frequency: { ...FEW, calls: 0 },
        tasks: { validate_schema: { tier: 2, floor: 0, validate: [] } },
      },
    });
    for (let index = 0; index < 5; index++) {
      expect((await off.modicum.run(unsure(index))).tier).toBe(2);
    }
  });

  it('leaves judgment where it is', async () => {
    const gateway = await startScriptedGateway(ANSWERS, { policy: { frequency: FEW } });
    for (let index = 0; index < 5; index++) {
      const { tier } = await gateway.modicum.run({ task: 'write_code', input: `Part ${index}` });
      expect(tier).toBe(2);
    }
  });
});
