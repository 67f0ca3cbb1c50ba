import { expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { UNKNOWN_USAGE } from '../../core/usage.ts';
import { readUsage } from './usage.ts';

const BASE = { input_tokens: 10, output_tokens: 5 };

test.each<[JsonObject, 'reported' | 'estimated', readonly string[] | undefined]>([
  [{}, 'reported', undefined],
  [{ speed: 'standard', service_tier: 'standard' }, 'reported', undefined],
  [{ inference_geo: 'global', speed: null }, 'reported', undefined],
  [{ inference_geo: 'not_available', service_tier: '' }, 'reported', undefined],
  [{ speed: 'fast' }, 'reported', ['fast']],
  [{ inference_geo: 'us' }, 'reported', ['usInference']],
  [{ service_tier: 'batch' }, 'reported', ['batch']],
  [{ speed: 'fast', inference_geo: 'us' }, 'reported', ['fast', 'usInference']],
  [{ service_tier: 'priority' }, 'estimated', undefined],
  [{ service_tier: 'unheard_of' }, 'estimated', undefined],
  [{ service_tier: 'constructor' }, 'estimated', undefined],
  [{ inference_geo: 'eu' }, 'estimated', undefined],
  [{ speed: 'fast', service_tier: 'priority' }, 'estimated', ['fast']],
  [{ server_tool_use: { web_search_requests: 0 } }, 'reported', undefined],
  [{ server_tool_use: { web_search_requests: 1 } }, 'estimated', undefined],
  [{ server_tool_use: { unheard_of_requests: 2 } }, 'estimated', undefined],
])('%j is %s, billed as %j', (said, state, billedAs) => {
  const reading = readUsage({ ...BASE, ...said });
  expect(reading.state).toBe(state);
  expect(reading.state === 'unknown' ? null : reading.billedAs).toEqual(billedAs);
});

test('what a stream has said once still holds at its end', () => {
  const start = readUsage({ ...BASE, speed: 'fast', service_tier: 'priority' });
  expect(readUsage({ output_tokens: 9 }, start)).toMatchObject({
    state: 'estimated',
    billedAs: ['fast'],
    usage: { outputTokens: 9 },
  });
});

test('what a stream says again counts as it is said last', () => {
  const start = readUsage({ ...BASE, speed: 'fast', inference_geo: 'us' });
  expect(readUsage({ output_tokens: 9, speed: 'standard' }, start)).toMatchObject({
    state: 'reported',
    billedAs: ['usInference'],
  });
});

test('how tokens are billed does not make up for their count', () => {
  expect(readUsage({ speed: 'fast' })).toEqual(UNKNOWN_USAGE);
});
