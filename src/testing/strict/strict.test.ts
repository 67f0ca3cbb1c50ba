import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { anthropicRequestFaults } from './anthropic-request.ts';
import { ollamaRequestFaults, openaiRequestFaults } from './other-request.ts';
import { responsesRequestFaults } from './responses-request.ts';

const SIGNERS = new Map([['own', 'claude-haiku-4-5-20251001']]);
const HELLO = { role: 'user', content: 'Hello' };
const TOOL = { name: 'n', input_schema: {} };
const USE = { type: 'tool_use', id: 't', name: 'n', input: {} };
const RESULT = { type: 'tool_result', tool_use_id: 't', content: 'ok' };
const LOOP = [HELLO, { role: 'assistant', content: [USE] }, { role: 'user', content: [RESULT] }];
const thinking = (type: string, more: JsonObject = {}) => ({ thinking: { type, ...more } });
const turn = (role: string, ...content: JsonObject[]) => ({ role, content });
const said = (text: string) => ({ type: 'text', text });

describe('a request that Anthropic takes has no fault', () => {
  test.each<[string, JsonObject, string]>([
    ['claude-opus-5-5', { ...thinking('adaptive'), output_config: { effort: 'max' } }, ''],
    ['claude-sonnet-5-5', thinking('between_tools'), ''],
    ['claude-haiku-4-5', { ...thinking('enabled', { budget_tokens: 1024 }), max_tokens: 2000 }, ''],
    ['claude-haiku-4-5', { tools: [TOOL], messages: LOOP, tool_choice: { type: 'any' } }, ''],
    ['claude-opus-4-5', { output_config: { effort: 'low' } }, 'effort-2025-11-24'],
    ['claude-opus-5-5', { speed: 'fast' }, ''],
    [
      'claude-haiku-4-5',
      {
        max_tokens: 2000,
        ...thinking('enabled', { budget_tokens: 1024 }),
        messages: [
          HELLO,
          turn('assistant', { type: 'thinking', thinking: '', signature: 'own' }, USE),
          turn('user', RESULT, said('a')),
        ],
      },
      '',
    ],
    [
      'claude-opus-5-5',
      { messages: [HELLO, { role: 'system', content: [], output_config: { effort: 'low' } }] },
      'per-turn-control-2026-07-01',
    ],
  ])('%s %j', (model, fields, betas) => {
    const body = { model, max_tokens: 100, messages: [HELLO], ...fields };
    expect(anthropicRequestFaults({ body, betas, signers: SIGNERS })).toEqual([]);
  });
});

describe('what Anthropic refuses is named', () => {
  test.each<[string, JsonObject, string, string]>([
    ['claude-9', {}, '', 'model claude-9 is not known'],
    ['claude-opus-5-5', { max_tokens: 0 }, '', 'Field required'],
    ['claude-haiku-4-5', { max_tokens: 64_001 }, '', 'above the limit'],
    ['claude-haiku-4-5', { output_config: { effort: 'low' } }, '', 'effort low'],
    ['claude-opus-5-5', { output_config: {} }, '', 'output_config is empty'],
    ['claude-opus-4-5', { output_config: { effort: 'low' } }, '', 'needs its beta'],
    ['claude-haiku-5-5', { speed: 'fast' }, '', 'speed'],
    ['claude-haiku-4-5', thinking('adaptive'), '', 'thinking.type adaptive'],
    ['claude-opus-5-5', thinking('between_tools'), '', 'thinking.type between_tools'],
    ['claude-opus-5-5', thinking('disabled'), '', 'thinking.type disabled'],
    ['claude-haiku-4-5', thinking('enabled', { budget_tokens: 100 }), '', 'below max_tokens'],
    ['claude-haiku-4-5', thinking('enabled', { budget_tokens: 99 }), '', 'below 1024'],
    ['claude-opus-5-5', thinking('adaptive', { budget_tokens: 2000 }), '', 'beside type'],
    ['claude-opus-5-5', thinking('adaptive', { display: 'all' }), '', 'thinking.display'],
    ['claude-sonnet-5', thinking('adaptive', { block_binding: {} }), '', 'block_binding'],
    [
      'claude-haiku-5-5',
      { ...thinking('disabled'), output_config: { effort: 'max' } },
      '',
      'disabled with effort max',
    ],
    ['claude-opus-5-5', { temperature: 1 }, '', 'sampling'],
    ['claude-sonnet-4-6', { ...thinking('adaptive'), temperature: 0 }, '', 'temperature'],
    ['claude-haiku-4-5', { temperature: 1, top_p: 0.5 }, '', 'cannot both'],
    ['claude-sonnet-4-6', { ...thinking('adaptive'), top_k: 1 }, '', 'top_k'],
    ['claude-sonnet-4-6', { ...thinking('adaptive'), top_p: 0.5 }, '', 'top_p'],
    ['claude-opus-5-5', { tools: [TOOL], tool_choice: { type: 'any' } }, '', 'forcing a tool'],
    ['claude-opus-5-5', { tool_choice: { type: 'auto' } }, '', 'without tools'],
    ['claude-haiku-4-5', { tools: [TOOL], tool_choice: { type: 'tool', name: 'x' } }, '', 'names'],
    ['claude-opus-5-5', { tools: [TOOL, TOOL] }, '', 'unique'],
    [
      'claude-opus-5-5',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      '',
      'additionalProperties',
    ],
    [
      'claude-opus-5-5',
      { tools: [{ ...TOOL, strict: true, input_schema: { properties: { a: { minLength: 1 } } } }] },
      '',
      'minLength',
    ],
    ['claude-opus-5-5', { tools: [{ ...TOOL, defer_loading: true }] }, '', 'all tools'],
    ['claude-haiku-4-5', {}, 'effort-2025-11-24', 'effort-2025-11-24 is refused'],
    ['claude-opus-4-8', {}, 'per-turn-control-2026-07-01', 'is refused'],
    ['claude-opus-5-5', {}, 'a,a', 'twice'],
    [
      'claude-opus-5-5',
      { context_management: { edits: [{ type: 'clear_thinking_20251015' }] } },
      '',
      'clear_thinking',
    ],
    ['claude-haiku-4-5', { messages: [HELLO, turn('system', said('a'))] }, '', 'role system'],
    ['claude-opus-5-5', { messages: [turn('system', said('a'))] }, '', 'at least one'],
    ['claude-opus-5-5', { messages: [turn('robot', said('a'))] }, '', 'role robot'],
    ['claude-opus-5-5', { messages: [turn('user')] }, '', 'content is empty'],
    ['claude-opus-5-5', { messages: [turn('user', said(' '))] }, '', 'non-whitespace'],
    ['claude-opus-5-5', { messages: [HELLO, HELLO] }, '', 'two turns of user'],
    ['claude-opus-5-5', { messages: [HELLO, turn('assistant', said('a'))] }, '', 'prefill'],
    ['claude-haiku-4-5', { messages: [turn('assistant', said('a'))] }, '', 'first message'],
    ['claude-opus-5-5', { system: [] }, '', 'system is empty'],
    [
      'claude-opus-5-5',
      { messages: [turn('user', said('Tool x is loaded.'))] },
      '',
      'is not there',
    ],
    [
      'claude-opus-4-8',
      { messages: [{ ...HELLO, output_config: { effort: 'low' } }] },
      '',
      'output_config is not permitted',
    ],
    ['claude-opus-5-5', { messages: [turn('user', RESULT)] }, '', 'without its tool_use'],
    [
      'claude-opus-5-5',
      { messages: [HELLO, turn('assistant', USE), HELLO] },
      '',
      'without its tool_result',
    ],
    [
      'claude-opus-5-5',
      { messages: [HELLO, turn('assistant', USE), turn('user', said('a'), RESULT)] },
      '',
      'must come first',
    ],
    [
      'claude-opus-5-5',
      {
        messages: [
          HELLO,
          turn('assistant', { type: 'redacted_thinking', data: 'own' }, said('a')),
          HELLO,
        ],
      },
      '',
      'invalid signature',
    ],
    [
      'claude-opus-5-5',
      {
        messages: [
          HELLO,
          turn('assistant', USE),
          turn('user', { ...RESULT, content: [{ type: 'tool_reference', tool_name: 'x' }] }),
        ],
      },
      '',
      'tool_reference x has no tool',
    ],
    [
      'claude-haiku-4-5',
      { max_tokens: 2000, ...thinking('enabled', { budget_tokens: 1024 }), messages: LOOP },
      '',
      'but found tool_use',
    ],
    [
      'claude-haiku-4-5',
      {
        max_tokens: 2000,
        ...thinking('enabled', { budget_tokens: 1024 }),
        tools: [TOOL],
        tool_choice: { type: 'any' },
      },
      '',
      'tool_choice forces',
    ],
  ])('%s %j %s', (model, fields, betas, fault) => {
    const body = { model, max_tokens: 100, messages: [HELLO], ...fields };
    const faults = anthropicRequestFaults({ body, betas, signers: SIGNERS });
    expect(faults.some((text) => text.includes(fault))).toBe(true);
  });
});

describe('what others refuse, or should not be told, is named', () => {
  const call = { id: 't', type: 'function', function: { name: 'n', arguments: '{}' } };
  const answer = { role: 'tool', tool_call_id: 't', content: 'ok' };
  const fn = (name: string) => ({ type: 'function', function: { name, parameters: {} } });
  const OPENAI = { model: 'gpt-5.5', messages: [HELLO] };
  const OLLAMA = { model: 'qwen3:8b', messages: [HELLO], options: { num_ctx: 4096 } };

  test('of a good request nothing', () => {
    const messages = [HELLO, { role: 'assistant', content: null, tool_calls: [call] }, answer];
    const older = { model: 'gpt-5.4', messages, tools: [fn('n')] };
    expect(openaiRequestFaults(older)).toEqual([]);
    const spoken = [HELLO, { role: 'assistant', content: '', tool_calls: [call] }, answer];
    expect(ollamaRequestFaults({ ...OLLAMA, messages: spoken, think: true })).toEqual([]);
  });

  test.each<[JsonObject, string]>([
    [{ metadata: {} }, 'field metadata'],
    [{ tools: [{ ...fn('n'), defer_loading: true }] }, 'defer_loading'],
    [{ messages: [{ ...HELLO, cache_control: {} }] }, 'cache_control'],
    [
      { messages: [{ role: 'system', content: 'x-anthropic-billing-header: a' }, HELLO] },
      'call to call',
    ],
    [{ messages: [{ role: 'user', content: '{"type":"tool_reference"}' }] }, 'was made text'],
    [{ messages: [{ role: 'user', content: 'Tool x is loaded.' }] }, 'is not there'],
    [
      { messages: [HELLO, { role: 'assistant', content: null, tool_calls: [call] }, HELLO] },
      'not answered',
    ],
    [{ messages: [HELLO, answer] }, 'no call has the id'],
    [{ messages: [{ role: 'robot', content: 'a' }] }, 'role robot'],
    [{ messages: [{ role: 'user', content: '' }] }, 'content is empty'],
    [{ messages: [{ role: 'system', content: 'a' }] }, 'nobody asks'],
    [{ messages: [HELLO, { role: 'assistant', content: 'a' }] }, 'is the answer'],
    [{ tools: [] }, 'tools is empty'],
    [{ tool_choice: 'auto' }, 'only allowed when tools'],
    [{ tools: [fn('n'), fn('n')] }, 'unique'],
    [{ tools: [fn('a b')] }, 'not allowed'],
    [{ tools: [{ type: 'function', function: { name: 'n' } }] }, 'parameters are missing'],
    [{ max_completion_tokens: 128_001 }, 'above the limit'],
    [{ max_tokens: 5 }, 'use max_completion_tokens'],
    [{ temperature: 1 }, 'sampling'],
    [{ reasoning_effort: 'max' }, 'reasoning_effort'],
    [{ tools: [fn('n')] }, 'use /v1/responses'],
    [{ model: 'gpt-5.4', tools: [fn('n')], reasoning_effort: 'low' }, 'use /v1/responses'],
    [{ model: 'gpt-4.1', stop: ['a', 'b', 'c', 'd', 'e'] }, 'at most 4'],
  ])('to OpenAI %j', (fields, fault) => {
    const faults = openaiRequestFaults({ ...OPENAI, ...fields });
    expect(faults.some((text) => text.includes(fault))).toBe(true);
  });

  const RESPONSES = {
    model: 'gpt-5.5',
    input: [{ type: 'message', role: 'user', content: 'Hello' }],
    store: false,
  };
  const flat = { type: 'function', name: 'n', parameters: {}, strict: false };
  const asks = { type: 'function_call', call_id: 't', name: 'n', arguments: '{}' };
  const told = { type: 'function_call_output', call_id: 't', output: 'ok' };

  test('of a good request over Responses nothing', () => {
    const input = [...RESPONSES.input, asks, told];
    const fields = { input, tools: [flat], reasoning: { effort: 'xhigh' } };
    expect(responsesRequestFaults({ ...RESPONSES, ...fields })).toEqual([]);
  });

  test.each<[JsonObject, string]>([
    [{ metadata: {} }, 'field metadata'],
    [{ tools: [] }, 'tools is empty'],
    [{ tool_choice: 'auto' }, 'only allowed when tools'],
    [{ tools: [{ ...flat, strict: null }] }, 'unsaid means strict'],
    [{ tools: [flat, flat] }, 'unique'],
    [{ max_output_tokens: 128_001 }, 'above the limit'],
    [{ max_output_tokens: 1 }, 'at least 16'],
    [{ temperature: 1 }, 'sampling'],
    [{ reasoning: { effort: 'max' } }, 'reasoning.effort'],
    [{ store: true }, 'would be kept'],
    [{ input: [] }, 'nobody asks'],
    [{ input: [told] }, 'no call has the id'],
    [{ input: [asks, ...RESPONSES.input] }, 'not answered'],
    [{ input: [{ type: 'message', role: 'user', content: [] }] }, 'content is empty'],
    [{ input: [{ type: 'message', role: 'assistant', content: 'a' }] }, 'is the answer'],
    [{ input: [{ type: 'reasoning' }] }, 'item reasoning'],
  ])('to Responses %j', (fields, fault) => {
    const faults = responsesRequestFaults({ ...RESPONSES, ...fields });
    expect(faults.some((text) => text.includes(fault))).toBe(true);
  });

  test.each<[JsonObject, string]>([
    [{ model: 'llama3.1:8b', think: true }, 'does not think'],
    [{ think: 'high' }, 'true or false'],
    [{ model: 'gemma3:4b', tools: [fn('n')] }, 'does not support tools'],
    [{ options: {} }, 'num_ctx'],
    [{ options: { num_ctx: 4096, num_predict: 4096 } }, 'holds less'],
    [{ messages: [{ role: 'user', content: [] }] }, 'must be a string'],
    [{ max_tokens: 5 }, 'field max_tokens'],
  ])('to Ollama %j', (fields, fault) => {
    const faults = ollamaRequestFaults({ ...OLLAMA, ...fields });
    expect(faults.some((text) => text.includes(fault))).toBe(true);
  });
});
