import { expect, test } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import { anthropicRequestFaults } from '../testing/strict/anthropic-request.ts';
import { openaiRequestFaults } from '../testing/strict/other-request.ts';
import { withLoadedTools } from './anthropic-messages/loaded-tools.ts';
import { DIALECTS } from './index.ts';

const TARGET = {
  model: 'gpt-5-mini',
  stream: false,
  changes: [{ field: 'deferred_tools', to: 'loaded' }],
  contextTokens: 4_096,
} as const;

/** A search found two tools, of which the client still sends one. */
const BODY = {
  model: 'claude-haiku-4-5',
  max_tokens: 100,
  tools: ['search', 'here'].map((name) => ({ name, input_schema: { type: 'object' } })),
  messages: [
    { role: 'user', content: 'Find' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'search', input: {} }] },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: ['here', 'gone'].map((name) => ({ type: 'tool_reference', tool_name: name })),
        },
      ],
    },
  ],
};

test('only a tool that is defined is said to be loaded', () => {
  const read = DIALECTS['anthropic-messages'].request.read(BODY);
  const call = read.ok ? read.call : sampleCall();
  const translated = DIALECTS['openai-chat'].request.write(call, TARGET);
  const rewritten = withLoadedTools(BODY);
  for (const body of [translated, rewritten]) {
    expect(JSON.stringify(body)).toContain('Tool here is loaded.');
    expect(JSON.stringify(body)).toContain('Tool gone was found, but is not available.');
  }
  expect(openaiRequestFaults(translated)).toEqual([]);
  const request = { body: rewritten, betas: '', signers: new Map<string, string>() };
  expect(anthropicRequestFaults(request)).toEqual([]);
});
