import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import { VALIDATORS, VALIDATOR_NAMES, judge } from './index.ts';
import { sampleCall } from '../testing/policy.ts';

const call = sampleCall;

const answer = (text: string, changes: Partial<Answer> = {}): Answer => ({
  id: 'answer-1',
  model: 'm',
  content: [{ type: 'text', text }],
  finishReason: 'end',
  stopSequence: null,
  usage: UNKNOWN_USAGE,
  ...changes,
});

describe('judge', () => {
  const labelCall = call({
    system: [
      { type: 'text', text: 'Classify as one of: bug, feature. Answer with the label only.' },
    ],
  });

  it('leaves an answer unjudged when no named validator applies', () => {
    expect(judge({ answer: answer(''), call: call(), names: [] })).toEqual({ kind: 'unjudged' });
    expect(judge({ answer: answer(''), call: call(), names: ['json', 'one_of'] })).toEqual({
      kind: 'unjudged',
    });
    expect(judge({ answer: answer(''), call: call(), names: ['no_such'] })).toEqual({
      kind: 'unjudged',
    });
  });

  it('names the validators that accepted, in the order asked', () => {
    const names = ['one_of', 'json', 'answered'];
    expect(judge({ answer: answer('Bug.'), call: labelCall, names })).toEqual({
      kind: 'accepted',
      validators: ['one_of', 'answered'],
    });
  });

  it('lets the first rejection count', () => {
    const names = ['answered', 'one_of'];
    expect(judge({ answer: answer(' '), call: labelCall, names })).toMatchObject({
      kind: 'rejected',
      validator: 'answered',
    });
    expect(judge({ answer: answer('It is a bug'), call: labelCall, names })).toMatchObject({
      kind: 'rejected',
      validator: 'one_of',
    });
  });
});

describe('the index', () => {
  it('lists every validator of this folder', async () => {
    const files = readdirSync(import.meta.dirname).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts',
    );
    const modules = await Promise.all(
      files.map(
        async (file): Promise<Record<string, unknown>> => import(/* @vite-ignore */ `./${file}`),
      ),
    );
    const found = modules.flatMap((module) => Object.values(module).filter(isValidator));
    expect(found.length).toBeGreaterThan(3);
    for (const validator of found) expect(VALIDATORS).toContain(validator);
  });

  it('names each once, in the words of a policy', () => {
    expect(VALIDATOR_NAMES).toEqual(['answered', 'json', 'json_schema', 'one_of']);
  });
});

function isValidator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'applies' in value && 'check' in value;
}

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.json(),
  fc.constantFrom('', '\0', '\ud800', '```json\n{}\n```', '[]', 'yes'),
);

const answers: fc.Arbitrary<Answer> = fc.record({
  id: fc.string(),
  model: fc.string(),
  content: fc.array(
    fc.oneof(
      texts.map((text) => ({ type: 'text' as const, text })),
      texts.map((text) => ({ type: 'thinking' as const, text, signature: null })),
      texts.map((name) => ({ type: 'tool-use' as const, id: 'x', name, input: {} })),
      texts.map((name) => ({ type: 'opaque' as const, name, raw: {} })),
    ),
    { maxLength: 4 },
  ),
  finishReason: fc.constantFrom(
    'end',
    'max_tokens',
    'stop_sequence',
    'tool_use',
    'pause',
    'refusal',
    'context_window',
    'other',
  ),
  stopSequence: fc.constant(null),
  usage: fc.constant(UNKNOWN_USAGE),
});

const schemas = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(
        'type',
        'properties',
        'required',
        'items',
        'enum',
        'const',
        'anyOf',
        'oneOf',
        'allOf',
        '$ref',
        '$defs',
        'minLength',
        'maximum',
        'minItems',
        'additionalProperties',
        'a',
        'b',
      ),
      fc.jsonValue({ maxDepth: 3 }),
    ),
    fc.boolean(),
  )
  .map(([schema, self]) => (self ? { ...schema, $ref: '#' } : schema));

const calls: fc.Arbitrary<Call> = fc
  .record({
    text: texts,
    system: fc.oneof(
      texts,
      texts.map((text) => `one of: ${text}, ${text}b`),
    ),
    format: fc.option(
      fc.oneof(
        fc.constant({ kind: 'json-object' as const }),
        schemas.map((schema) => ({
          kind: 'json-schema' as const,
          name: null,
          schema: schema as never,
          strict: null,
        })),
      ),
      { nil: null },
    ),
    limit: fc.option(fc.nat(), { nil: null }),
  })
  .map(({ text, system, format, limit }) =>
    call({
      system: [{ type: 'text', text: system }],
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      outputFormat: format,
      maxOutputTokens: limit,
    }),
  );

describe.each(VALIDATORS.map((validator) => [validator.name, validator] as const))(
  'conformance of %s',
  (_name, validator) => {
    it('never throws, and answers the same twice', () => {
      fc.assert(
        fc.property(answers, calls, (given, asked) => {
          const applies = validator.applies(asked);
          expect(validator.applies(asked)).toBe(applies);
          const detail = validator.check(given, asked);
          expect(validator.check(given, asked)).toBe(detail);
          expect(detail === null || detail.length > 0).toBe(true);
        }),
      );
    });

    it('does not quote the answer', () => {
      const secret = 'zq-7719-secret';
      const shapes = [
        secret,
        JSON.stringify(secret),
        JSON.stringify({ [secret]: secret, a: [secret] }),
      ];
      fc.assert(
        fc.property(fc.constantFrom(...shapes), calls, (text, asked) => {
          expect(validator.check(answer(text), asked) ?? '').not.toContain(secret);
        }),
      );
    });
  },
);
