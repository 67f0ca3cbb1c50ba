import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { dialectOfBody, type ClientDialect } from './body-dialect.ts';

const ANTHROPIC = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
const messages = [{ role: 'user', content: 'Hello' }];
const PLAIN = { model: 'm', messages };
const LIMITED = { ...PLAIN, max_tokens: 5 };
const saying = (...more: readonly JsonObject[]) => ({
  ...LIMITED,
  messages: [...messages, ...more],
});
const block = (type: string) => saying({ role: 'user', content: [{ type }] });

describe('what only one dialect has decides, whatever the headers say', () => {
  it.each<[ClientDialect, JsonObject]>([
    ['openai-responses', { model: 'm', input: 'Hello' }],
    ['openai-responses', { model: 'm', input: [], max_output_tokens: 5 }],
    ['openai-chat', saying({ role: 'developer', content: 'Be short.' })],
    ['openai-chat', saying({ role: 'tool', tool_call_id: 'a', content: 'x' })],
    ['openai-chat', saying({ role: 'assistant', content: null, tool_calls: [] })],
    ['openai-chat', block('image_url')],
    ['openai-chat', { ...LIMITED, n: 1 }],
    ['openai-chat', { ...LIMITED, response_format: { type: 'json_object' } }],
    ['openai-chat', { ...LIMITED, tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['anthropic-messages', { ...PLAIN, system: 'Be short.' }],
    ['anthropic-messages', { ...PLAIN, tools: [{ name: 'f', input_schema: {} }] }],
    ['anthropic-messages', block('tool_result')],
    ['anthropic-messages', block('document')],
  ])('%s: %j', (dialect, body) => {
    expect(dialectOfBody(body, ANTHROPIC)).toBe(dialect);
    expect(dialectOfBody(body, {})).toBe(dialect);
  });
});

describe('what fits two', () => {
  it.each<[string, JsonObject, ClientDialect]>([
    ['nothing but messages', PLAIN, 'openai-chat'],
    ['a limit both have', LIMITED, 'anthropic-messages'],
    ['signs of both', { ...LIMITED, system: 'Be short.', n: 1 }, 'openai-chat'],
    ['both kinds of body', { ...PLAIN, input: 'Hello' }, 'openai-chat'],
    ['nothing at all', {}, 'openai-chat'],
  ])('%s: the headers decide', (_name, body, without) => {
    expect(dialectOfBody(body, ANTHROPIC)).toBe('anthropic-messages');
    expect(dialectOfBody(body, {})).toBe(without);
  });
});

it('takes any JSON', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('messages', 'tools', 'input'), fc.jsonValue()),
      (body) => {
        expect(dialectOfBody(body as JsonObject, {})).toMatch(/^(anthropic|openai)-/);
      },
    ),
  );
});
