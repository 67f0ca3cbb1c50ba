import { describe, expect, it } from 'vitest';
import type { RequestChange } from '../../core/decision.ts';
import type { JsonObject } from '../../core/json.ts';
import { readJsonBody } from '../json-body.ts';
import { spliceJson } from '../json-splice.ts';
import { requestEdits } from './request-edits.ts';

function edited(body: string, ...changes: readonly RequestChange[]): string {
  const read = readJsonBody(new TextEncoder().encode(body));
  if (!read.ok) throw new Error(read.message);
  return new TextDecoder().decode(spliceJson(read.body, requestEdits(read.body.json, changes)));
}

describe('one change to the client’s own bytes', () => {
  it.each<[string, RequestChange, string]>([
    ['{"model": "a", "x":1.0}', { field: 'model', to: 'b' }, '{"model": "b", "x":1.0}'],
    ['{"max_output_tokens":9e3}', { field: 'max_tokens', to: 5 }, '{"max_output_tokens":5}'],
    ['{}', { field: 'effort', to: 'low' }, '{"reasoning":{"effort":"low"}}'],
    [
      '{"reasoning":{"effort":"max","summary":"auto"}}',
      { field: 'effort', to: 'high' },
      '{"reasoning":{"effort":"high","summary":"auto"}}',
    ],
    [
      '{"reasoning":{"summary":"auto","effort":"max"}}',
      { field: 'effort', to: null },
      '{"reasoning":{"summary":"auto"}}',
    ],
    ['{"reasoning":null}', { field: 'effort', to: null }, '{"reasoning":null}'],
    ['{"reasoning":{"effort":"none"}}', { field: 'thinking', to: null }, '{"reasoning":{}}'],
    [
      '{"reasoning":{"effort":"low"}}',
      { field: 'thinking', to: null },
      '{"reasoning":{"effort":"low"}}',
    ],
    [
      '{"reasoning":{"effort":"none"}}',
      { field: 'thinking', to: { kind: 'disabled' } },
      '{"reasoning":{"effort":"none"}}',
    ],
    ['{"temperature":1,"top_p":1}', { field: 'temperature', to: null }, '{"top_p":1}'],
    ['{"top_p":1}', { field: 'top_p', to: null }, '{}'],
    ['{"a":1}', { field: 'top_p', to: null }, '{"a":1}'],
    ['{"top_k":1}', { field: 'top_k', to: null }, '{"top_k":1}'],
  ])('%s, %j', (body, change, expected) => {
    expect(edited(body, change)).toBe(expected);
  });
});

describe('nothing is to be stored', () => {
  const STORE: RequestChange = { field: 'store', to: false };

  it.each([
    ['a model that does not reason', '{"model":"gpt-4o"}', '{"model":"gpt-4o","store":false}'],
    [
      'a chat model',
      '{"model":"gpt-5-chat-latest"}',
      '{"model":"gpt-5-chat-latest","store":false}',
    ],
    [
      'a model that reasons',
      '{"model":"gpt-5.4","store":null}',
      '{"model":"gpt-5.4","store":false,"include":["reasoning.encrypted_content"]}',
    ],
    [
      'something to include',
      '{"model":"o3","include":["a"]}',
      '{"model":"o3","include":["a","reasoning.encrypted_content"],"store":false}',
    ],
    [
      'it already included',
      '{"model":"o3","include":["reasoning.encrypted_content"]}',
      '{"model":"o3","include":["reasoning.encrypted_content"],"store":false}',
    ],
  ])('with %s', (_name, body, expected) => {
    expect(edited(body, STORE)).toBe(expected);
  });

  it('is asked of the model it goes to, not of the one it came for', () => {
    const body = '{"model":"gpt-5"}';
    expect(edited(body, { field: 'model', to: 'gpt-4o' }, STORE)).toBe(
      '{"model":"gpt-4o","store":false}',
    );
  });
});

describe('reasoning of earlier turns', () => {
  const reasoning = (encrypted: string | null): JsonObject => ({
    type: 'reasoning',
    ...(encrypted === null ? {} : { encrypted_content: encrypted }),
  });
  const said = { role: 'user', content: 'Hi' };

  it.each<[readonly string[], readonly JsonObject[]]>([
    [[''], [said, reasoning('a'), reasoning('b')]],
    [['a'], [said, reasoning(null), reasoning('b')]],
    [['', 'a', 'b'], [said]],
    [['c'], [said, reasoning(null), reasoning('a'), reasoning('b')]],
  ])('goes by its encrypted content: %j', (without, left) => {
    const input = [said, reasoning(null), reasoning('a'), reasoning('b')];
    const change = { field: 'thinking_blocks', without } as const;
    expect(edited(JSON.stringify({ input }), change)).toBe(JSON.stringify({ input: left }));
    expect(edited('{"input":"Hi"}', change)).toBe('{"input":"Hi"}');
  });
});
