import { expect, it } from 'vitest';
import { ModicumError } from '../../core/error.ts';
import { answerSchema } from './answer-schema.ts';

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const city = answerSchema<{ city: string }>(SCHEMA);
const TEXT = '{"city":"Oslo"}';

it('says the schema in the words of each SDK', () => {
  const format = { type: 'json_schema', schema: SCHEMA };
  expect(city.anthropic).toEqual({ output_config: { format } });
  expect(city.openai.response_format.json_schema).toEqual({ name: 'answer', schema: SCHEMA });
  expect(answerSchema(SCHEMA, { name: 'city' }).responses).toEqual({
    text: { format: { ...format, name: 'city' } },
  });
});

it.each([null, undefined, [], 'object'])('throws at once where %j is its schema', (given) => {
  const make = () => answerSchema(given as unknown as Record<string, unknown>);
  expect(make).toThrow(ModicumError);
  expect(make).toThrow(
    expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(/^schema/) }),
  );
});

it.each([
  ['a message', { content: [{ type: 'thinking' }, { type: 'text', text: TEXT }] }],
  ['a message in pieces', { content: TEXT.split('').map((text) => ({ type: 'text', text })) }],
  ['a completion', { choices: [{ message: { content: TEXT } }] }],
  ['a response', { output_text: TEXT, output: [] }],
  ['a result of run', { output: TEXT, data: null }],
  ['a text', TEXT],
])('reads %s', (_name, answer) => {
  expect(city.read(answer).city).toBe('Oslo');
});

it.each([
  ['nothing', null, /no text/],
  ['a message without text', { content: [] }, /no text/],
  ['a completion without one', { choices: [{ message: { content: null } }] }, /no text/],
  ['a choice without a message', { choices: [{}] }, /no text/],
  ['a text that is no JSON', { content: [{ type: 'text', text: '{"city":' }] }, /no JSON/],
  ['what does not fit', '{"city":3}', /schema: .*city/],
  ['what has more', '{"city":"Oslo","x":1}', /schema/],
])('throws for %s', (_name, answer, says) => {
  const read = () => city.read(answer);
  expect(read).toThrow(ModicumError);
  expect(read).toThrow(expect.objectContaining({ code: 'answer_mismatch' }));
  expect(read).toThrow(says);
});
