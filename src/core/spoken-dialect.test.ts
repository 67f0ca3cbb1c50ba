import { expect, test } from 'vitest';
import { sampleProvider } from '../testing/policy.ts';
import type { DialectName } from './dialect.ts';
import type { ProviderKind } from './model.ts';
import { spokenDialect } from './spoken-dialect.ts';

test.each<[ProviderKind, boolean, DialectName, DialectName]>([
  ['anthropic', false, 'anthropic-messages', 'anthropic-messages'],
  ['anthropic', false, 'openai-chat', 'anthropic-messages'],
  ['anthropic', true, 'openai-responses', 'anthropic-messages'],
  ['openai-compatible', false, 'openai-chat', 'openai-chat'],
  ['openai-compatible', true, 'openai-chat', 'openai-chat'],
  ['openai-compatible', false, 'openai-responses', 'openai-chat'],
  ['openai-compatible', true, 'openai-responses', 'openai-responses'],
  ['openai-compatible', true, 'anthropic-messages', 'openai-chat'],
  ['ollama', true, 'openai-responses', 'ollama-chat'],
  ['ollama', false, 'openai-chat', 'ollama-chat'],
])(
  'to %s (speaks Responses: %s) a call in %s goes in %s',
  (kind, speaksResponses, own, expected) => {
    expect(spokenDialect(sampleProvider({ kind, speaksResponses }), own)).toBe(expected);
  },
);

test.each<[ProviderKind, boolean, DialectName, DialectName]>([
  ['openai-compatible', true, 'anthropic-messages', 'openai-responses'],
  ['openai-compatible', true, 'openai-chat', 'openai-responses'],
  ['openai-compatible', false, 'anthropic-messages', 'openai-chat'],
  ['anthropic', true, 'openai-chat', 'anthropic-messages'],
  ['ollama', true, 'openai-chat', 'ollama-chat'],
])(
  'what %s (speaks Responses: %s) would refuse in Chat, asked in %s, goes in %s',
  (kind, speaksResponses, own, expected) => {
    expect(spokenDialect(sampleProvider({ kind, speaksResponses }), own, true)).toBe(expected);
  },
);
