import { describe, expect, it } from 'vitest';
import type { Call, ContentBlock } from '../../core/call.ts';
import { sampleCall } from '../../testing/policy.ts';
import type { WriteTarget } from '../dialect.ts';
import { cannotCarry } from './cannot-carry.ts';
import { writeRequest } from './request-write.ts';

const TARGET: WriteTarget = { model: 'gpt-5', stream: false, changes: [], contextTokens: 4096 };
const said = (text: string): ContentBlock => ({ type: 'text', text });
const image: ContentBlock = { type: 'image', source: { kind: 'url', url: 'https://a.test/b' } };

function write(call: Partial<Call>, target: Partial<WriteTarget> = {}) {
  return writeRequest(sampleCall({ maxOutputTokens: null, ...call }), { ...TARGET, ...target });
}

describe('a body for another dialect’s call', () => {
  it('asks for nothing that was not asked for, and that nothing be stored', () => {
    expect(write({})).toEqual({
      model: 'gpt-5',
      input: [{ type: 'message', role: 'user', content: 'Is this a question?' }],
      store: false,
    });
  });

  it('holds every setting', () => {
    const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
    const tool = { name: 'weather', description: 'Tells it', inputSchema: schema, strict: null };
    expect(
      write(
        {
          system: [said('A'), said('B')],
          tools: [tool, { ...tool, description: null, strict: true }],
          toolChoice: { kind: 'tool', name: 'weather' },
          parallelToolCalls: false,
          maxOutputTokens: 100,
          temperature: 0.5,
          topP: 0.9,
          outputFormat: { kind: 'json-schema', name: null, schema, strict: null },
          effort: 'low',
        },
        { stream: true, changes: [{ field: 'max_tokens', to: 50 }] },
      ),
    ).toEqual({
      model: 'gpt-5',
      instructions: 'A\n\nB',
      input: [{ type: 'message', role: 'user', content: 'Is this a question?' }],
      tools: [
        {
          type: 'function',
          name: 'weather',
          description: 'Tells it',
          parameters: schema,
          strict: false,
        },
        { type: 'function', name: 'weather', parameters: schema, strict: true },
      ],
      tool_choice: { type: 'function', name: 'weather' },
      parallel_tool_calls: false,
      max_output_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      text: { format: { type: 'json_schema', name: 'answer', schema, strict: true } },
      reasoning: { effort: 'low' },
      store: false,
      stream: true,
    });
    expect(
      write({ outputFormat: { kind: 'json-object' }, toolChoice: { kind: 'auto' } }),
    ).toMatchObject({
      text: { format: { type: 'json_object' } },
      tool_choice: 'auto',
    });
  });

  it('has an item for each thing said, called and given back', () => {
    const { input } = write({
      messages: [
        { role: 'system', content: [said('Early')] },
        { role: 'user', content: [said('What is it?'), image] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', text: 'Hm', signature: 's' },
            said('Let me see.'),
            { type: 'tool-use', id: 'a', name: 'look', input: { at: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            said('Go on'),
            { type: 'tool-result', toolUseId: 'a', isError: true, content: [said('no file')] },
            {
              type: 'tool-result',
              toolUseId: 'b',
              isError: false,
              content: [said('x'), said('y')],
            },
            { type: 'tool-result', toolUseId: 'c', isError: true, content: [image] },
            { type: 'tool-result', toolUseId: 'd', isError: false, content: [image, said('z')] },
          ],
        },
        { role: 'system', content: [] },
        { role: 'user', content: [{ type: 'opaque', name: 'x' }] },
      ],
    });
    const picture = { type: 'input_image', detail: 'auto', image_url: 'https://a.test/b' };
    expect(input).toEqual([
      { type: 'message', role: 'system', content: 'Early' },
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'What is it?' }, picture],
      },
      { type: 'message', role: 'assistant', content: 'Let me see.' },
      { type: 'function_call', call_id: 'a', name: 'look', arguments: '{"at":1}' },
      { type: 'function_call_output', call_id: 'a', output: 'Error: no file' },
      { type: 'function_call_output', call_id: 'b', output: 'x\ny' },
      {
        type: 'function_call_output',
        call_id: 'c',
        output: [{ type: 'input_text', text: 'Error' }, picture],
      },
      {
        type: 'function_call_output',
        call_id: 'd',
        output: [picture, { type: 'input_text', text: 'z' }],
      },
      { type: 'message', role: 'user', content: 'Go on' },
    ]);
  });
});

describe('what has no place in it', () => {
  const tool = { description: null, inputSchema: {}, strict: null };

  it.each<[string, Partial<Call>]>([
    ['field `x`', { dialectOnly: ['field `x`'] }],
    ['a limit below 16 tokens', { maxOutputTokens: 15 }],
    ['stop sequences', { stopSequences: ['END'] }],
    ['tool name longer than 64 characters', { tools: [{ ...tool, name: 'x'.repeat(65) }] }],
    ['a started answer', { messages: [{ role: 'assistant', content: [said('It')] }] }],
    ['an image in a system message', { system: [image] }],
    [
      'an image in a system message',
      {
        messages: [
          { role: 'system', content: [image] },
          { role: 'user', content: [] },
        ],
      },
    ],
    [
      'an image in an assistant message',
      {
        messages: [
          { role: 'assistant', content: [image] },
          { role: 'user', content: [] },
        ],
      },
    ],
  ])('%s', (name, call) => {
    expect(cannotCarry(sampleCall(call))).toEqual([name]);
    expect(cannotCarry(sampleCall({ ...call, dialect: 'openai-responses' }))).toEqual([]);
  });

  it('is not what every dialect says', () => {
    expect(cannotCarry(sampleCall({ tools: [{ ...tool, name: 'x' }] }))).toEqual([]);
  });
});
