import { expect, test } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import type { Call } from '../core/call.ts';
import type { DialectName } from '../core/dialect.ts';
import { reworded } from './index.ts';

const OPEN = { type: 'object', properties: { a: { type: 'string', minLength: 1 } } };
const tool = (strict: boolean, inputSchema: object): Partial<Call> => ({
  tools: [{ name: 'n', description: null, inputSchema: { ...inputSchema }, strict }],
});
const format = (schema: object, strict: boolean | null = null): Partial<Call> => ({
  outputFormat: { kind: 'json-schema', name: null, schema: { ...schema }, strict },
});
const CLOSED = 'schema closed to properties it does not name';
const LIMITS = 'limits of the schema moved into its descriptions';
const TOLD = 'strict tool schema told, not enforced';
const WEAKER = 'schema told, not enforced: strict mode refuses it';

test.each<[DialectName, Partial<Call>, DialectName, readonly string[]]>([
  ['openai-chat', format(OPEN), 'anthropic-messages', [CLOSED, LIMITS]],
  ['openai-chat', tool(true, OPEN), 'anthropic-messages', [CLOSED, LIMITS]],
  ['openai-chat', tool(false, OPEN), 'anthropic-messages', []],
  ['openai-chat', tool(true, { additionalProperties: true }), 'anthropic-messages', [TOLD]],
  ['openai-chat', tool(true, OPEN), 'ollama-chat', [TOLD]],
  ['openai-chat', tool(false, OPEN), 'ollama-chat', []],
  ['anthropic-messages', format(OPEN), 'openai-chat', [WEAKER]],
  ['anthropic-messages', format(OPEN), 'openai-responses', [WEAKER]],
  [
    'anthropic-messages',
    format({ ...OPEN, properties: {}, additionalProperties: false }),
    'openai-chat',
    [],
  ],
  ['openai-responses', format(OPEN, false), 'openai-chat', []],
])('a call in %s with %j tells %s otherwise: %j', (dialect, call, target, expected) => {
  expect(reworded(sampleCall({ dialect, ...call }))[target]).toEqual(expected);
});
