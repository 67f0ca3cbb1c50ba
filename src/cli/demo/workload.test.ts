import Anthropic from '@anthropic-ai/sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TASK_TYPES } from '../../core/task.ts';
import {
  startSimulatedUpstreams,
  type SimulatedUpstreams,
} from '../../testing/simulated-upstreams.ts';
import { dayOfAgentWork, type ModelWork } from './workload.ts';

const DAY = dayOfAgentWork({ seed: 1 });
const CALLS: readonly ModelWork[] = DAY.filter((item) => item.kind === 'model');

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** Tokens of four characters, as the founding articles count. */
function promptTokens(item: ModelWork): number {
  return (item.system.length + item.prompt.length) / 4;
}

test('the same seed gives the same day, another seed another one', () => {
  expect(JSON.stringify(dayOfAgentWork({ seed: 1 }))).toBe(JSON.stringify(DAY));
  expect(JSON.stringify(dayOfAgentWork({ seed: 2 }))).not.toBe(JSON.stringify(DAY));
});

describe('the mix of the founding articles', () => {
  test.each([
    ['intent classification', 120, 800],
    ['summaries', 40, 3200],
    ['field extraction', 80, 600],
    ['schema validation', 60, 400],
    ['content', 15, 2000],
    ['code', 10, 4000],
  ])('%s: %i calls of about %i tokens', (group, count, tokens) => {
    const items = CALLS.filter((item) => item.group === group);
    expect(items).toHaveLength(count);
    const mean = average(items.map(promptTokens));
    expect(mean).toBeGreaterThan(tokens * 0.8);
    expect(mean).toBeLessThan(tokens * 1.2);
  });

  test('ninety-six heartbeats that need no model, ten minutes apart', () => {
    const beats = DAY.filter((item) => item.kind === 'none');
    expect(beats).toHaveLength(96);
    expect(beats.map((beat) => beat.minute)).toEqual(beats.map((_, at) => 420 + at * 10));
    expect(new Set(beats.map((beat) => beat.note)).size).toBeGreaterThan(20);
  });

  test('a few calls that must not go wrong, carry tools or a picture', () => {
    const truths = CALLS.filter((item) => item.group === 'highest stakes').map(
      ({ truth }) => truth,
    );
    expect(truths.toSorted()).toEqual([
      'credential_change',
      'irreversible_action',
      'production_deploy',
    ]);
    expect(CALLS.filter((item) => item.tools.length > 0)).toHaveLength(2);
    expect(CALLS.filter((item) => item.image !== null)).toHaveLength(1);
  });
});

test('the day runs in order, with unique ids and no prompt twice', () => {
  const minutes = DAY.map((item) => item.minute);
  expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
  expect(new Set(DAY.map((item) => item.id)).size).toBe(DAY.length);
  expect(new Set(CALLS.map((item) => item.prompt)).size).toBe(CALLS.length);
});

test('about a third declare nothing; what is declared is the truth', () => {
  const undeclared = CALLS.filter((item) => item.taskType === null).length / CALLS.length;
  expect(undeclared).toBeGreaterThan(0.25);
  expect(undeclared).toBeLessThan(0.42);
  for (const item of CALLS) {
    expect([null, item.truth]).toContain(item.taskType);
    expect(TASK_TYPES).toContain(item.truth);
  }
});

test('both clients, some streams, some background work and some pins', () => {
  const share = (wanted: (item: ModelWork) => boolean) => CALLS.filter(wanted).length;
  expect(share((item) => item.client === 'openai')).toBeGreaterThan(100);
  expect(share((item) => item.client === 'anthropic')).toBeGreaterThan(100);
  expect(share((item) => item.stream)).toBeGreaterThan(25);
  expect(share((item) => item.background)).toBeGreaterThan(10);
  const pins = CALLS.filter((item) => item.pinnedModel !== null);
  expect(pins.length).toBeGreaterThan(0);
  expect(pins.length).toBeLessThan(10);
});

test('no slot of any pattern is left open, for many seeds', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const item of dayOfAgentWork({ seed })) {
      const text = item.kind === 'model' && item.group !== 'code' ? item.prompt : '';
      expect(text).not.toMatch(/\{[\w-]+\}|undefined|NaN/);
    }
  }
});

test('labels that are offered stand in the text, and schemas allow no other field', () => {
  for (const item of CALLS) {
    for (const label of item.labels ?? []) expect(item.system + item.prompt).toContain(label);
    if (item.schema !== null) expect(item.schema['additionalProperties']).toBe(false);
  }
});

describe('the simulated upstreams understand the day', () => {
  const started: SimulatedUpstreams[] = [];
  afterAll(() => Promise.all(started.map((upstreams) => upstreams.close())));

  test('labels are chosen from the offered ones, schemas are met, texts have about their length', async () => {
    const upstreams = await startSimulatedUpstreams({ failures: false });
    started.push(upstreams);
    const client = new Anthropic({ baseURL: upstreams.anthropic.url, apiKey: 'x', maxRetries: 0 });
    const tokens = new Map<string, number[]>();
    for (const item of CALLS) {
      const message = await client.messages.create(paramsOf(item));
      const [block] = message.content;
      expect(message.stop_reason).toBe(item.tools.length > 0 ? 'tool_use' : 'end_turn');
      if (block?.type !== 'text') continue;
      if (item.labels !== null) expect(item.labels).toContain(block.text);
      if (item.schema !== null) {
        const schema = z.fromJSONSchema(item.schema);
        expect(schema.safeParse(JSON.parse(block.text)).error).toBeUndefined();
      }
      tokens.set(item.group, [...(tokens.get(item.group) ?? []), message.usage.output_tokens]);
    }
    const mean = (group: string) => average(tokens.get(group) ?? []);
    expect(mean('summaries')).toBeGreaterThan(300);
    expect(mean('content')).toBeGreaterThan(1100);
    expect(mean('code')).toBeGreaterThan(1400);
    expect(mean('field extraction')).toBeGreaterThan(60);
    expect(mean('field extraction')).toBeLessThan(180);
  });

  function paramsOf(item: ModelWork): Anthropic.MessageCreateParamsNonStreaming {
    const { schema } = item;
    return {
      model: 'claude-haiku-5-5',
      max_tokens: item.maxTokens,
      system: item.system,
      messages: [{ role: 'user', content: item.prompt }],
      tools: item.tools.map(({ name, description, inputSchema }) => ({
        name,
        description,
        input_schema: inputSchema,
      })),
      ...(schema === null
        ? {}
        : { output_config: { format: { type: 'json_schema', schema: { ...schema } } } }),
    };
  }
});
