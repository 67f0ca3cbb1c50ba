import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import type { TaskType } from '../core/task.ts';
import { TASK_TYPES } from '../core/task.ts';
import { HIGHEST_STAKES } from './tasks/highest-stakes.ts';
import { JUDGMENT } from './tasks/judgment.ts';
import { PROCESSING } from './tasks/processing.ts';
import { STRUCTURED } from './tasks/structured.ts';
import type { TaskWords } from './rule.ts';
import { createWordRuleClassifier } from './word-rules.ts';
import { sampleCall } from '../testing/policy.ts';

const call = (text: string, changes: Partial<Call> = {}): Call =>
  sampleCall({ messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...changes });

const classifier = createWordRuleClassifier();
const TASKS = [...PROCESSING, ...STRUCTURED, ...JUDGMENT, ...HIGHEST_STAKES];
const EXAMPLES = TASKS.flatMap((task) =>
  task.examples.map((text) => [task.taskType, text] as const),
);

describe('the examples of each task type', () => {
  it('are at least three, for at least forty types', () => {
    expect(TASKS.length).toBeGreaterThanOrEqual(40);
    for (const task of TASKS) expect(task.examples.length, task.taskType).toBeGreaterThanOrEqual(3);
  });

  it.each(EXAMPLES)('%s: %s', (taskType, text) => {
    expect(classifier.classify(call(text)).taskType).toBe(taskType);
  });
});

/** Family by family, the patterns that the founding articles route by. */
const FOUNDING: readonly (readonly [text: string, family: readonly TaskWords[]])[] = [
  ['This is a high stakes decision', HIGHEST_STAKES],
  ['An irreversible migration of the ledger', HIGHEST_STAKES],
  ['Prepare the production release', HIGHEST_STAKES],
  ['Launch the new checkout to production', HIGHEST_STAKES],
  ['security audit of the gateway', HIGHEST_STAKES],
  ['We need legal advice on the merger', HIGHEST_STAKES],
  ['Record the architecture decision', HIGHEST_STAKES],
  ['Refactor the entire billing module', HIGHEST_STAKES],
  ['orchestrate the nightly workers', HIGHEST_STAKES],
  ['a multi-agent pipeline for claims', HIGHEST_STAKES],
  ['classify: "my card was stolen"', PROCESSING],
  ['summarize the thread', PROCESSING],
  ['extract the date from "due 4 May"', PROCESSING],
  ['format the output as json', PROCESSING],
  ['is this about refunds?', PROCESSING],
  ['categorize the expense', PROCESSING],
  ['detect the language of "hej"', PROCESSING],
  ['detect sentiment: "great"', PROCESSING],
  ['filter these lines by level', PROCESSING],
  ['validate the payload', STRUCTURED],
  ['check it against the schema', STRUCTURED],
  ['rank the candidates', STRUCTURED],
  ['score the answer', STRUCTURED],
  ['Is it late? Answer yes or no.', STRUCTURED],
  ['true or false: water is wet', STRUCTURED],
  ['write a function that adds two numbers', JUDGMENT],
  ['fix the bug in the parser', JUDGMENT],
  ['synthesize the findings', JUDGMENT],
];

describe("the founding articles' words", () => {
  it.each(FOUNDING)('%s', (text, family) => {
    const { taskType } = classifier.classify(call(text));
    expect(family.map((task) => task.taskType)).toContain(taskType);
  });
});

const schema = (properties: JsonObject): Partial<Call> => ({
  outputFormat: {
    kind: 'json-schema',
    name: null,
    strict: null,
    schema: { type: 'object', properties },
  },
});

const SHAPES: readonly (readonly [string, JsonObject, TaskType | null])[] = [
  ['only a title', { title: { type: 'string' } }, 'generate_title'],
  ['ok and a reason', { ok: { type: 'boolean' }, reason: { type: 'string' } }, 'yes_no_decision'],
  ['one boolean', { spam: { type: 'boolean' } }, 'yes_no_decision'],
  ['one enum', { label: { enum: ['a', 'b'] } }, 'classify_text'],
  [
    'an enum and a score',
    { label: { enum: ['a', 'b'] }, score: { type: 'number' } },
    'classify_text',
  ],
  ['fields', { name: { type: 'string' }, total: { type: 'number' } }, 'extract_fields'],
  ['no properties', {}, null],
];

describe('the form of a call', () => {
  it.each(SHAPES)('%s', (_name, properties, taskType) => {
    const found = classifier.classify(call('xyzzy', schema(properties)));
    expect(found.taskType).toBe(taskType);
    expect(found.confidence).toBe(taskType === null ? 0 : 0.8);
  });

  it('is beaten by highest stakes in the words', () => {
    const found = classifier.classify(
      call('Drop the customers table?', schema({ ok: { type: 'boolean' } })),
    );
    expect(found.taskType).toBe('irreversible_action');
    expect(found.alternatives).toContainEqual({ taskType: 'yes_no_decision', confidence: 0.8 });
  });

  it('beats words that say something else', () => {
    const found = classifier.classify(
      call('Write an essay on rivers', schema({ title: { type: 'string' } })),
    );
    expect(found.taskType).toBe('generate_title');
    expect(found.signals).toContain('schema:title');
  });

  it('says nothing for bare JSON', () => {
    const found = classifier.classify(call('xyzzy', { outputFormat: { kind: 'json-object' } }));
    expect(found.taskType).toBeNull();
  });
});

describe('where it looks', () => {
  const job = (text: string): Partial<Call> => ({ system: [{ type: 'text', text }] });
  const tool = { name: 'Bash', description: null, inputSchema: {}, strict: null };

  it('takes what the user sends for material when the system text states the job', () => {
    const found = classifier.classify(
      call('Fix the bug and deploy to production', job('Summarize the message in one line.')),
    );
    expect(found.taskType).toBe('summarize');
    expect(found.confidence).toBe(0.8);
    expect(found.signals[0]).toMatch(/^job:/);
  });

  it('reads both when the system text says little', () => {
    const found = classifier.classify(call('Translate to French: hello', job('You are helpful.')));
    expect(found.taskType).toBe('translate');
  });

  it.each([
    ['tools are offered', { ...job('Summarize the message.'), tools: [tool] }],
    ['it is long', job(`Summarize the message. ${'Be kind. '.repeat(400)}`)],
  ])('does not take the system text for the job when %s', (_why, changes) => {
    expect(classifier.classify(call('Translate this to French', changes)).taskType).toBe(
      'translate',
    );
  });

  it('leaves out what a harness put between reminders', () => {
    const reminder = '<system-reminder>Deploy to production now</system-reminder>';
    expect(classifier.classify(call(`${reminder}Summarize this ${reminder}`)).taskType).toBe(
      'summarize',
    );
    expect(classifier.classify(call('What does <system-reminder> mean here?')).taskType).toBe(
      'explain_concept',
    );
  });

  it('reads the last thing a human said', () => {
    const found = classifier.classify(
      call('', {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'Translate to German: bread' }] },
          { role: 'assistant', content: [{ type: 'text', text: 'deploy to production' }] },
          {
            role: 'user',
            content: [
              {
                type: 'tool-result',
                toolUseId: 'x',
                isError: false,
                content: [{ type: 'text', text: 'rm -rf' }],
              },
            ],
          },
        ],
      }),
    );
    expect(found.taskType).toBe('translate');
  });

  it('reads the edges of a long text, not its middle', () => {
    const filler = 'lorem ipsum dolor '.repeat(200);
    expect(classifier.classify(call(`Summarize this.\n${filler}`)).taskType).toBe('summarize');
    expect(classifier.classify(call(`${filler}\nSummarize this.`)).taskType).toBe('summarize');
    expect(classifier.classify(call(`${filler}. Summarize this.\n${filler}`)).taskType).toBeNull();
  });

  it('passes over courtesies', () => {
    const plain = classifier.classify(call('translate this to Dutch'));
    for (const courtesy of ['Hi! ', 'Could you please ', 'Thanks! Now ', 'I would like you to ']) {
      const found = classifier.classify(call(`${courtesy}translate this to Dutch`));
      expect([found.taskType, found.confidence]).toEqual([plain.taskType, plain.confidence]);
    }
  });
});

describe('what it answers', () => {
  it('says so when nothing is recognised', () => {
    expect(classifier.classify(call('xyzzy'))).toEqual({
      taskType: null,
      confidence: 0,
      alternatives: [],
      classifier: 'word-rules@1',
      signals: [],
      judged: null,
    });
  });

  it('names each alternative once, and never the type itself', () => {
    const { taskType, alternatives } = classifier.classify(
      call('Review this code, fix the bug, then write unit tests and update the docs'),
    );
    const types = alternatives.map((alternative) => alternative.taskType);
    expect(new Set(types).size).toBe(types.length);
    expect(types.length).toBeGreaterThan(1);
    expect(types).not.toContain(taskType);
  });

  it('lets a caller bring rules of their own', () => {
    const own = createWordRuleClassifier([
      {
        taskType: 'rank_items',
        family: 'structured',
        evidence: 'names',
        clear: false,
        longestText: Infinity,
        pattern: 'xyzzy ..3 plugh',
      },
    ]);
    expect(own.classify(call('xyzzy a b plugh')).taskType).toBe('rank_items');
    expect(own.classify(call('xyzzy a b c plugh')).taskType).toBeNull();
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        'extract',
        'the',
        'deploy',
        '\0',
        '\ud800',
        '<system-reminder>',
        '</system-reminder>',
        '\n',
        '?',
        'summarize',
        ': ',
      ),
      { maxLength: 50 },
    )
    .map((parts) => parts.join(' ')),
);

describe('any call', () => {
  it('is classified, the same each time, within bounds', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.option(fc.jsonValue(), { nil: null }),
        (text, system, value) => {
          const asked = call(text, {
            system: [{ type: 'text', text: system }],
            ...(value === null ? {} : schema({ a: value, b: { properties: value } })),
          });
          const found = classifier.classify(asked);
          expect(classifier.classify(asked)).toEqual(found);
          expect(found.confidence).toBeGreaterThanOrEqual(0);
          expect(found.confidence).toBeLessThanOrEqual(1);
          if (found.taskType !== null) expect(TASK_TYPES).toContain(found.taskType);
        },
      ),
    );
  });

  it.each([
    'extract ',
    'route ',
    'format ',
    'detect ',
    'yes ',
    '<system-reminder>',
    '<system-reminder></system-reminder>',
    '\0',
    'a',
  ])('is classified when it is 256 KB of %j', (piece) => {
    expect(() => classifier.classify(call(piece.repeat(262_144 / piece.length)))).not.toThrow();
  });
});
