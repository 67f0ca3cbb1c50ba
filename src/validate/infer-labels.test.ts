import { describe, expect, it } from 'vitest';
import type { Answer } from '../core/answer.ts';
import type { Call } from '../core/call.ts';
import type { Json } from '../core/json.ts';
import { UNKNOWN_USAGE } from '../core/usage.ts';
import { sampleCall } from '../testing/policy.ts';
import { inferLabels } from './infer-labels.ts';
import { oneOf } from './one-of.ts';

const user = (text: string, changes: Partial<Call> = {}): Call =>
  sampleCall({ messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...changes });

const system = (text: string, said = 'my card was stolen'): Call =>
  user(said, { system: [{ type: 'text', text }] });

const NAMED: readonly (readonly [text: string, labels: readonly string[]])[] = [
  ['Classify as one of: bug, feature, question.', ['bug', 'feature', 'question']],
  ['Answer with exactly one of: A | B | C', ['A', 'B', 'C']],
  ['Pick one of [spam, ham]', ['spam', 'ham']],
  [
    'Choose one of the following labels: "billing", "technical", or "other". Nothing else.',
    ['billing', 'technical', 'other'],
  ],
  [
    'One of the following categories:\n- billing: invoices and refunds\n- technical (errors)\n- other\n\nText: hello',
    ['billing', 'technical', 'other'],
  ],
  ['Classify the ticket.\nLabels: low, medium, high', ['low', 'medium', 'high']],
  ['Classify the ticket.\nCategories:\n\n* low - can wait\n* high\n', ['low', 'high']],
  ['Classify the ticket into {low, high}', ['low', 'high']],
  ['Choose one word: spam or ham', ['spam', 'ham']],
  ['Intents: pay, cancel and help. Detect the intent.', ['pay', 'cancel', 'help']],
  ['Answer with yes or no.', ['yes', 'no']],
  ['Is it late? Reply YES/NO only', ['yes', 'no']],
  ['Is it late? Respond "yes" or "no"', ['yes', 'no']],
  ['Answer only true or false', ['true', 'false']],
];

const UNNAMED: readonly string[] = [
  'Summarize this',
  'He is one of the best, says the review',
  'One of my colleagues: Anna, Bert',
  'Labels: bug, ui',
  'Classify as one of: bug, feature. Return JSON.',
  'Classify as one of: bug, feature, and explain your choice',
  'Choose all that apply, one of: a, b',
  'Classify each of these as one of: a, b',
  'One of: only',
  'One of: this is a whole sentence and surely no label, that too is one, in a way of speaking',
  `One of: ${Array.from({ length: 70 }, (_, index) => `label${index}`).join(', ')}`,
  'He said yes or no, she did not know',
  'Translate into: French, German',
  'Pick a piece, one of (e.g. apparel, accessories)',
];

describe('labels a request names', () => {
  it.each(NAMED)('%j', (text, labels) => {
    expect(inferLabels(system(text))).toEqual(labels);
    expect(inferLabels(user(text))).toEqual(labels);
  });

  it.each(UNNAMED)('none: %j', (text) => {
    expect(inferLabels(user(text))).toBeNull();
  });

  it('none where tools are offered', () => {
    const tool = { name: 'look', description: null, inputSchema: {}, strict: null };
    expect(inferLabels(user('Answer with one of: a, b', { tools: [tool] }))).toBeNull();
  });

  it('come from the system text before the user says anything', () => {
    const both = system('Classify as one of: a, b', 'one of: c, d, and explain');
    expect(inferLabels(both)).toEqual(['a', 'b']);
  });

  it('are read at the edges of a long text', () => {
    const filler = 'lorem ipsum '.repeat(1_000);
    expect(inferLabels(user(`${filler}\nAnswer with one of: a, b`))).toEqual(['a', 'b']);
    expect(inferLabels(user(`${filler}\nAnswer with one of: a, b\n${filler}`))).toBeNull();
  });
});

describe('labels a schema names', () => {
  const schema = (value: Json): Call =>
    user('one of: x, y', {
      outputFormat: { kind: 'json-schema', name: null, schema: value as never, strict: null },
    });

  it.each([
    [{ enum: ['a', 'b'] }, ['a', 'b']],
    [{ properties: { label: { enum: ['a', 'b'] }, why: { type: 'string' } } }, ['a', 'b']],
    [{ properties: { one: { enum: ['a', 'b'] }, two: { enum: ['c', 'd'] } } }, null],
    [{ properties: { label: { enum: [1, 2] } } }, null],
    [{ properties: { label: 5 } }, null],
    [{}, null],
  ])('%j: %j', (value, labels) => {
    expect(inferLabels(schema(value))).toEqual(labels);
  });

  it('none for bare JSON', () => {
    expect(inferLabels(user('one of: x, y', { outputFormat: { kind: 'json-object' } }))).toBeNull();
  });
});

describe('one_of', () => {
  const asked = system('Classify as one of: Billing, technical issue, other.');
  const answer = (text: string): Answer => ({
    id: 'a',
    model: 'm',
    content: [{ type: 'text', text }],
    finishReason: 'end',
    stopSequence: null,
    usage: UNKNOWN_USAGE,
  });

  it.each(['billing', ' Billing.\n', '"billing"', '**Technical issue**', '`other`', 'OTHER'])(
    'takes %j',
    (text) => {
      expect(oneOf.check(answer(text), asked)).toBeNull();
    },
  );

  it.each(['', 'bill', 'It is billing.', 'billing, other', 'Label: billing', '...'])(
    'refuses %j',
    (text) => {
      expect(oneOf.check(answer(text), asked)).toBe('not one of the 3 labels the request names');
    },
  );

  it('has nothing to say without labels, about tool calls, and about JSON', () => {
    expect(oneOf.applies(asked)).toBe(true);
    expect(oneOf.applies(user('hello'))).toBe(false);
    expect(oneOf.check(answer('x'), user('hello'))).toBeNull();
    expect(oneOf.applies({ ...asked, outputFormat: { kind: 'json-object' } })).toBe(false);
    const calling: Answer = {
      ...answer(''),
      content: [{ type: 'tool-use', id: 't', name: 'look', input: {} }],
    };
    expect(oneOf.check(calling, asked)).toBeNull();
  });
});
