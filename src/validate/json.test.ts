import { describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import type { OutputFormat } from '../core/call.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import { sampleCall } from '../testing/policy.ts';
import { jsonSchema } from './json-schema.ts';
import { json } from './json.ts';

const answer = (text: string, changes: Partial<Answer> = {}): Answer => ({
  id: 'a',
  model: 'm',
  content: [{ type: 'text', text }],
  finishReason: 'end',
  stopSequence: null,
  usage: UNKNOWN_USAGE,
  ...changes,
});

const OBJECT: OutputFormat = { kind: 'json-object' };
const SCHEMA: OutputFormat = {
  kind: 'json-schema',
  name: 'list',
  schema: { type: 'array', items: { type: 'number' } },
  strict: true,
};

const CASES: readonly (readonly [text: string, said: string | null])[] = [
  ['{"a": 1}', null],
  [' \n{"a": 1}\n', null],
  ['', 'no text where JSON was asked for'],
  ['```json\n{"a": 1}\n```', 'a code fence around the answer'],
  ['Here is the JSON: {"a": 1}', 'prose where JSON was asked for'],
  ['{"a": 1} Hope this helps!', 'not valid JSON'],
  ['{"a": 1', 'not valid JSON'],
  ['[1]', 'JSON, but not an object'],
  ['null', 'JSON, but not an object'],
];

describe('json', () => {
  it.each(CASES)('%j: %s', (text, said) => {
    expect(json.check(answer(text), sampleCall({ outputFormat: OBJECT }))).toBe(said);
  });

  it('says when the token limit cut it', () => {
    const cut = answer('{"a": ', { finishReason: 'max_tokens' });
    expect(json.check(cut, sampleCall({ outputFormat: OBJECT }))).toBe(
      'JSON cut off by the token limit',
    );
  });

  it('takes any JSON where a schema was asked for', () => {
    expect(json.check(answer('[1]'), sampleCall({ outputFormat: SCHEMA }))).toBeNull();
  });

  it('joins the texts of several blocks', () => {
    const parts = answer('', {
      content: [
        { type: 'text', text: '{"a"' },
        { type: 'thinking', text: 'hm', signature: null },
        { type: 'text', text: ':1}' },
      ],
    });
    expect(json.check(parts, sampleCall({ outputFormat: OBJECT }))).toBeNull();
  });

  it('has nothing to say about free text', () => {
    expect(json.applies(sampleCall())).toBe(false);
    expect(json.applies(sampleCall({ outputFormat: OBJECT }))).toBe(true);
  });
});

describe('json_schema', () => {
  const asked = sampleCall({ outputFormat: SCHEMA });

  it.each([
    ['[1, 2]', null],
    ['[1, "a"]', '/1: string where number is wanted'],
    ['[1', 'not JSON'],
  ])('%s: %s', (text, said) => {
    expect(jsonSchema.check(answer(text), asked)).toBe(said);
  });

  it('has nothing to say without a schema', () => {
    expect(jsonSchema.applies(asked)).toBe(true);
    expect(jsonSchema.applies(sampleCall({ outputFormat: OBJECT }))).toBe(false);
    expect(jsonSchema.applies(sampleCall())).toBe(false);
    expect(jsonSchema.check(answer('x'), sampleCall())).toBeNull();
  });
});

describe('an answer that calls tools first', () => {
  const calling = answer('Let me look.', {
    content: [{ type: 'tool-use', id: 't', name: 'look', input: {} }],
  });

  it('is not held to the format yet', () => {
    expect(json.check(calling, sampleCall({ outputFormat: OBJECT }))).toBeNull();
    expect(jsonSchema.check(calling, sampleCall({ outputFormat: SCHEMA }))).toBeNull();
  });
});
