import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { composeReply } from './compose-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { spoilReply } from './spoil-reply.ts';

function request(prompt: string, more: Partial<SimulatedRequest> = {}): SimulatedRequest {
  return {
    system: '',
    prompt,
    afterToolResult: false,
    tools: [],
    toolChoice: { kind: 'auto' },
    format: null,
    maxTokens: 4096,
    stopSequences: [],
    thinks: false,
    characters: prompt.length,
    key: `${prompt}${JSON.stringify(more)}`,
    ...more,
  };
}

function said(prompt: string, more: Partial<SimulatedRequest> = {}, seed = 1): string {
  const reply = composeReply(request(prompt, more), seed);
  if (reply.kind !== 'text') throw new Error(`a call of ${reply.name} instead of text`);
  return reply.text;
}

describe('labels', () => {
  test.each([
    [
      'one line',
      'Answer with one of: red, green, or blue.\n\nThe grass is green, very green.',
      'green',
    ],
    ['bars', 'Labels: spam | ham\n\nThis is ham, real ham.', 'ham'],
    [
      'bullets with meanings',
      'Choose one of these labels:\n\n- billing: money\n- login – accounts\n* other\n\nThe login fails at login.',
      'login',
    ],
    [
      'quoted',
      'Categories: "refund_request", `bug_report`\n\nA refund, please: refund!',
      'refund_request',
    ],
  ])('%s', (_name, prompt, label) => {
    expect(said(prompt)).toBe(label);
  });

  test('labels of the system text count too; equal ones are chosen by lot', () => {
    const system = 'Sort into one of: left, right.';
    const chosen = Array.from({ length: 20 }, (_, seed) => said('Up.', { system }, seed));
    expect(new Set(chosen)).toEqual(new Set(['left', 'right']));
  });

  test.each([
    ['no list', 'Which one of them?\n\nSomething.'],
    ['one item', 'Labels: only\n\nSomething.'],
    ['a sentence is no label', `Topics: ${'long words '.repeat(6)}, another\n\nSomething.`],
  ])('%s: prose', (_name, prompt) => {
    expect(said(prompt).length).toBeGreaterThan(100);
  });
});

test.each([
  ['Answer yes or no: is it late?', ['yes', 'no']],
  ['Is it late? Reply with true or false.', ['true', 'false']],
])('%s', (prompt, answers) => {
  const seen = Array.from({ length: 30 }, (_, seed) => said(prompt, {}, seed));
  expect(new Set(seen)).toEqual(new Set(answers));
});

describe('JSON asked for in words', () => {
  const TEXT = `\n\nName: Ada Holm\nWrite to ada@example.com or https://example.com/ada, phone +44 20 7001 1234.
She owes $12.50 since 2026-03-04 for A-1234.`;

  test('fields are found by name, by shape, or made up', () => {
    const prompt = `Answer with JSON, with the fields: name, email, link, phone, amount, date, code, valid, tags and score.${TEXT}`;
    const value = JSON.parse(said(prompt)) as JsonObject;
    expect(value).toMatchObject({
      name: 'Ada Holm',
      email: 'ada@example.com',
      link: expect.stringContaining('https://example.com/ada'),
      phone: '+44 20 7001 1234',
      date: '2026-03-04',
      code: 'A-1234',
      valid: expect.any(Boolean),
      tags: expect.any(Array),
      score: expect.any(Number),
    });
  });

  test('the JSON mode without names gives one field, with names those', () => {
    expect(Object.keys(JSON.parse(said('Anything.', { format: { schema: null } })))).toEqual([
      'result',
    ]);
    const named = said('Give the keys city and day.', { format: { schema: null } });
    expect(Object.keys(JSON.parse(named))).toEqual(['city', 'day']);
    expect(Object.keys(JSON.parse(said('As JSON please.')))).toEqual(['result']);
  });
});

describe('JSON that fits a schema', () => {
  const tree: JsonObject = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      children: { type: 'array', items: { $ref: '#/$defs/node' } },
    },
    required: ['name'],
    $defs: {
      node: {
        type: 'object',
        properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } },
        required: ['name'],
      },
    },
  };

  test.each<readonly [string, JsonObject]>([
    [
      'constants and enums',
      object({ a: { const: 7 }, b: { enum: ['x', 'y'] }, c: { enum: [1, 2] } }),
    ],
    [
      'bounds',
      object({
        a: { type: 'integer', minimum: 3, maximum: 4 },
        b: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      }),
    ],
    [
      'lengths',
      object({ a: { type: 'string', minLength: 30 }, b: { type: 'string', maxLength: 3 } }),
    ],
    [
      'lists',
      object({
        a: { type: 'array', items: { type: 'string' }, minItems: 5 },
        b: { type: 'array', items: { type: 'integer' }, maxItems: 1 },
      }),
    ],
    [
      'formats',
      object({
        a: { type: 'string', format: 'date' },
        b: { type: 'string', format: 'uuid' },
        c: { type: 'string', format: 'email' },
      }),
    ],
    ['null', object({ a: { type: 'null' }, b: { type: ['string', 'null'] } })],
    [
      'alternatives',
      object({
        a: { anyOf: [{ type: 'boolean' }, { type: 'string' }] },
        b: { oneOf: [{ type: 'integer' }] },
      }),
    ],
    ['merged', { allOf: [object({ a: { type: 'string' } }), object({ b: { type: 'boolean' } })] }],
    ['references to itself', tree],
    [
      'nested',
      object({
        confidence: { type: 'number', maximum: 1 },
        list: { type: 'array', items: object({ x: { type: 'string' } }) },
      }),
    ],
  ])('%s', (_name, schema) => {
    const parsed = z.fromJSONSchema(schema);
    for (const prompt of [
      'Nothing in it.',
      'a: 99999\nb: 12 and 0.5\nA Long Name by Ada Holm of 3 May',
    ]) {
      const value: unknown = JSON.parse(said(prompt, { format: { schema } }));
      expect(parsed.safeParse(value).error).toBeUndefined();
    }
  });

  test('properties without a type, a schema without anything', () => {
    expect(JSON.parse(said('x', { format: { schema: { properties: { a: {} } } } }))).toHaveProperty(
      'a',
    );
    expect(Array.isArray(JSON.parse(said('x', { format: { schema: { items: {} } } })))).toBe(true);
    expect(typeof JSON.parse(said('x', { format: { schema: {} } }))).toBe('string');
    expect(JSON.parse(said('x', { format: { schema: { $ref: '#/$defs/absent' } } }))).toEqual(
      expect.any(String),
    );
  });

  test('a schema that only refers to itself ends', () => {
    const schema: JsonObject = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(JSON.parse(said('x', { format: { schema } }))).toEqual(expect.any(String));
    const required: JsonObject = { properties: { a: { $ref: '#' } } };
    expect(
      JSON.stringify(JSON.parse(said('x', { format: { schema: required } }))).length,
    ).toBeLessThan(500);
  });

  function object(properties: JsonObject): JsonObject {
    return {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    };
  }
});

describe('summaries', () => {
  const PARAGRAPHS = [
    'First one begins here. Then it goes on a bit.',
    'Second one is another matter. It ends soon enough.',
  ];

  test('sentences of the input, the first of each paragraph before the second of any', () => {
    const prompt = `Summarize this in two sentences.\n\n${PARAGRAPHS.join('\n\n')}`;
    expect(said(prompt)).toBe('First one begins here. Second one is another matter.');
  });

  test.each([
    ['tags', `Summarize.\n<document>\n${PARAGRAPHS[0]}\n</document> In 1 sentences.`],
    ['a rule', `Summarize in 1 short sentences.\n---\n${PARAGRAPHS[0]}`],
    ['words', `Summarize in 3 words.\n\n${PARAGRAPHS[0]}`],
  ])('material behind %s', (_name, prompt) => {
    expect(said(prompt)).toBe('First one begins here.');
  });

  test('without a length about an eighth; without sentences the beginning', () => {
    const long = Array.from({ length: 40 }, (_, at) => `Sentence number ${at} of the text.`);
    const summary = said(`Please summarise it.\n\n${long.join(' ')}`);
    expect(summary.length).toBeLessThan(long.join(' ').length / 4);
    expect(said('summarize: no sentence')).toBe('summarize: no sentence');
  });
});

test.each([
  [
    'Give it a title.\n\nThe bridge over the river was closed on Monday, again, for repairs.',
    'The bridge over the river was closed on Monday',
  ],
  ['Write a subject line.\n\nno sentence here but several words', /\w/],
])('titles: %s', (prompt, title) => {
  expect(said(prompt)).toMatch(title);
  expect(said(prompt).split(' ').length).toBeLessThanOrEqual(9);
});

test.each([
  ['typescript', 'Write a TypeScript function that merges two lists of parcels.'],
  ['python', 'Write a Python script that counts parcels by carrier.'],
  ['sql', 'Write code in SQL for the ledger of parcels.'],
])('code in %s, longer than 4,000 characters', (language, prompt) => {
  const code = said(prompt);
  expect(code.startsWith(`\`\`\`${language}\n`)).toBe(true);
  expect(code.length).toBeGreaterThan(4000);
  expect(code).not.toMatch(/Aa[A-Z ]|\ba_a\b|\baA\b/);
});

test('code about nothing has names all the same', () => {
  expect(said('Write code.')).toMatch(/export/);
});

describe('prose', () => {
  test('as many words as asked for, as far as max_tokens goes', () => {
    const words = (text: string) => text.split(/\s+/).length;
    const long = words(said('An article about bees and orchards in spring, about 1,000 words.'));
    expect(long).toBeGreaterThan(750);
    expect(long).toBeLessThan(1250);
    const short = said('An article about bees, about 1,000 words.', { maxTokens: 100 });
    expect(short.length).toBeLessThan(1100);
  });

  test('speaks of what it was asked about', () => {
    expect(said('Tell me about lighthouses and foghorns.')).toMatch(/lighthouses|foghorns/);
    expect(said('')).toMatch(/work|team|change|result/);
  });
});

describe('tools', () => {
  const tools = [
    {
      name: 'look_up_order',
      schema: { type: 'object', properties: { order: { type: 'string' } } },
    },
    { name: 'cancel', schema: { type: 'object', properties: {} } },
  ];
  const called = (prompt: string, more: Partial<SimulatedRequest>) => {
    const reply = composeReply(request(prompt, { tools, ...more }), 1);
    return reply.kind === 'tool' ? reply.name : null;
  };

  test.each<readonly [string, string, Partial<SimulatedRequest>, string | null]>([
    ['named in the prompt', 'Use look_up_order on A-1.', {}, 'look_up_order'],
    ['nearly named', 'Please look up A-1.', {}, 'look_up_order'],
    ['not named', 'Good morning.', {}, null],
    ['after its result', 'look_up_order said: sent', { afterToolResult: true }, null],
    ['forbidden', 'Use cancel.', { toolChoice: { kind: 'none' } }, null],
    [
      'required, none named',
      'Good morning.',
      { toolChoice: { kind: 'required' } },
      'look_up_order',
    ],
    ['required, one named', 'cancel it', { toolChoice: { kind: 'required' } }, 'cancel'],
    ['forced', 'Good morning.', { toolChoice: { kind: 'tool', name: 'cancel' } }, 'cancel'],
    ['forced but not offered', 'Hm.', { toolChoice: { kind: 'tool', name: 'other' } }, null],
  ])('%s', (_name, prompt, more, tool) => {
    expect(called(prompt, more)).toBe(tool);
  });
});

describe('bad answers', () => {
  test('a label gets company, JSON breaks or lacks a field; prose and tool calls stay', () => {
    const label = { kind: 'text', shape: 'label', text: 'billing' } as const;
    const json = { kind: 'text', shape: 'json', text: '{"a":1,"b":2}' } as const;
    const list = { kind: 'text', shape: 'json', text: '[1,2]' } as const;
    const prose = { kind: 'text', shape: 'prose', text: 'Well.' } as const;
    const tool = { kind: 'tool', name: 'x', input: {} } as const;
    const seen = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const spoiled = spoilReply(label, seed, 'k');
      expect(spoiled).not.toEqual(label);
      const value = textOf(spoilReply(json, seed, 'k'));
      seen.add(value);
      expect(isWhole(value)).toBe(false);
      expect(textOf(spoilReply(list, seed, 'k'))).not.toBe(list.text);
      expect(spoilReply(prose, seed, 'k')).toBe(prose);
      expect(spoilReply(tool, seed, 'k')).toBe(tool);
    }
    expect(seen.size).toBe(3);
  });

  const textOf = (reply: ReturnType<typeof spoilReply>) =>
    reply.kind === 'text' ? reply.text : '';
  const isWhole = (text: string) => {
    try {
      return Object.keys(JSON.parse(text) as object).length === 2;
    } catch {
      return false;
    }
  };
});

test('any request gets an answer, the same one for the same seed', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(20), (prompt, system, seed) => {
      const asked = request(prompt, { system });
      expect(composeReply(asked, seed)).toEqual(composeReply(asked, seed));
    }),
  );
});

test('no answer names a real model', () => {
  const prompts = [
    'Tell me about yourself, in 900 words.',
    'Write a TypeScript class.',
    'Who are you?',
  ];
  for (const prompt of prompts) expect(said(prompt)).not.toMatch(/claude|gpt|qwen|llama|gemini/i);
});
