import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { policyJsonSchema } from './policy-json-schema.ts';

const schema = policyJsonSchema();
const takes = (yaml: string) => {
  const checker = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  // As an editor sees it: keys are text.
  return checker.safeParse(JSON.parse(JSON.stringify(parse(yaml)))).success;
};

describe('the schema for editors', () => {
  it('takes the built-in policy', () => {
    expect(
      takes(readFileSync(new URL('../../catalog/modicum.yaml', import.meta.url), 'utf8')),
    ).toBe(true);
  });

  const GOOD = [
    'version: 1',
    'version: 1\ntiers: { 0: { models: [local/x, { model: local/y, effort: low }] } }',
    'version: 1\ntasks: { summarize: 1, extract_fields: { tier: 1, unavailable: { wait: 20s } } }',
    'version: 1\ntasks: { summarize: { retries: 3, deadline: 90s, under_cost: 6, kind: judgment, stakes: high, recoverable: false, repeatable: false } }',
    'version: 1\ntasks: { extract_fields: { retries: null, deadline: null, unavailable: null } }',
    'version: 1\nmodels: { m: { kind: ollama, price: { input: 0.1, output: "2" } } }',
    'version: 1\nmodels: { m: { price: [{ input: 1, output: 2, up_to_prompt_tokens: 5 }, { input: 1, output: 2 }] } }',
    'version: 1\nproviders: { mine: { kind: openai-compatible, url: "https://x.y", key: [env:A_B, client] } }',
    'version: 1\nlimits: { deadline: 10m, body: 32MB }',
    'version: 1\nclaude_code: { main: route, bind: { title: modicum/tier-1 } }',
  ];
  test.each(GOOD)('takes %s', (yaml) => {
    expect(takes(yaml)).toBe(true);
  });

  const MISTAKES = [
    'tiers: {}',
    'version: 2',
    'version: 1\ntier: {}',
    'version: 1\ntiers: { 4: {} }',
    'version: 1\ntiers: { 0: { timeout: 30 } }',
    'version: 1\ntiers: { 0: { retries: many } }',
    'version: 1\ntiers: { 0: { unavailable: maybe } }',
    'version: 1\ntiers: { 0: { models: [{ effort: low }] } }',
    'version: 1\ntasks: { summarise: 1 }',
    'version: 1\ntasks: { summarize: 9 }',
    'version: 1\ntasks: { summarize: { retries: 6 } }',
    'version: 1\ntasks: { summarize: { deadline: 90 } }',
    'version: 1\ntasks: { summarize: { under_cost: 0 } }',
    'version: 1\nrouting: { floor: high }',
    'version: 1\nproviders: { mine: { key: sk-live-1234 } }',
    'version: 1\nproviders: { mine: { kind: bedrock } }',
    'version: 1\nmodels: { m: { price: { input: -1, output: 1 } } }',
    'version: 1\nclaude_code: { main: on }',
    'version: 1\nclaude_code: { bind: { tittle: x } }',
    'version: 1\nlimits: { body: 32 }',
  ];
  test.each(MISTAKES)('marks %s', (yaml) => {
    expect(takes(yaml)).toBe(false);
  });
});
