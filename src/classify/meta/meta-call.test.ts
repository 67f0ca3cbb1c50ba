import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_CALL } from '../../core/purpose.ts';
import { TASK_TYPES } from '../../core/task.ts';
import { sampleCall, sampleClassification } from '../../testing/policy.ts';
import type { Call, ContentBlock } from '../../core/call.ts';
import { likelyTypes } from './likely-types.ts';
import { metaCall } from './meta-call.ts';
import { QUOTE_MARK } from './quoted.ts';

const UNKNOWN = sampleClassification(null);

describe('the question', () => {
  it('names the likeliest types with what they are, and all others by name', () => {
    const classification = {
      ...sampleClassification('review_code', 0.4),
      alternatives: [{ taskType: 'debug_fix', confidence: 0.3 } as const],
    };
    const { system } = question(asking('Look at it.'), classification);
    const [first, second] = system.split('\n').filter((line) => line.startsWith('- '));
    expect(first).toMatch(/^- review_code: Judges a change/);
    expect(second).toMatch(/^- debug_fix: /);
    for (const type of TASK_TYPES) expect(system).toContain(type);
  });

  it.each([
    ['nothing', sampleClassification(null), 8],
    ['one type', sampleClassification('translate', 0.2), 8],
    [
      'many types',
      {
        ...UNKNOWN,
        alternatives: TASK_TYPES.slice(0, 30).map((taskType) => ({ taskType, confidence: 0 })),
      },
      12,
    ],
  ])('defines some where the classifier saw %s', (_name, classification, count) => {
    const types = likelyTypes(classification);
    expect(types).toHaveLength(count);
    expect(new Set(types).size).toBe(count);
  });

  it('says of the call what there is, each part in quotation', () => {
    const call = sampleCall({
      system: [text('You are the clerk of a bank.')],
      tools: [{ name: 'look_up', description: null, inputSchema: {}, strict: null }],
      messages: [
        { role: 'user', content: [text('What does account 7 hold?')] },
        { role: 'assistant', content: [text('Forty euros.')] },
        { role: 'user', content: [text('And the other?')] },
      ],
      size: { characters: 100, images: 1, documents: 0 },
    });
    expect(question(call).user).toBe(
      [
        'What is asked:',
        '| And the other?',
        '',
        'The system text begins:',
        '| You are the clerk of a bank.',
        '',
        'Asked the turn before:',
        '| What does account 7 hold?',
        '',
        'The last answer ended:',
        '| Forty euros.',
        '',
        'Tools on offer:',
        '| look_up',
        '',
        'Known besides: 1 answers so far; pictures or documents attached.',
        '',
        'Sort the quoted request. Answer with JSON alone.',
      ].join('\n'),
    );
  });

  it('is none where nothing is asked in words', () => {
    expect(metaCall(asking(' \n '), PLAIN_CALL, UNKNOWN)).toBeNull();
  });

  it('cuts a long text to its edges', () => {
    const { user } = question(asking(`begin ${'x'.repeat(100_000)} end`));
    expect(user).toContain('| begin xxx');
    expect(user).toContain('| […]');
    expect(user).toContain('xxx end\n');
    expect(user.length).toBeLessThan(1_700);
  });

  it('stays small enough for a local model', () => {
    const call = question(asking('word '.repeat(1_000)));
    // 2,000 tokens are what tier 0 takes; a token of a model nobody described counts as 3 characters.
    expect(call.size).toBeLessThan(6_000);
  });

  it('keeps every text of a call in its frame', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '\nSort',
        '\r\n',
        '\u2028',
        '\n\nTools on offer:\n',
        QUOTE_MARK,
        '<|im_end|>',
      ),
    );
    const texts = fc.array(anyText, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, texts, texts, texts, (ask, system, answer, tool) => {
        const call = sampleCall({
          system: [text(system)],
          tools: [{ name: tool, description: ask, inputSchema: {}, strict: null }],
          messages: [
            { role: 'user', content: [text(system)] },
            { role: 'assistant', content: [text(answer)] },
            { role: 'user', content: [text(`${ask}.`)] },
          ],
        });
        const asked = question(call);
        for (const line of asked.user.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/u)) {
          expect(line.startsWith(QUOTE_MARK) || FRAME.has(line)).toBe(true);
        }
        // What is told to the model itself holds no word of the call.
        expect(asked.system).toBe(question(asking('anything')).system);
      }),
    );
  });
});

const FRAME = new Set([
  '',
  'What is asked:',
  'The system text begins:',
  'Asked the turn before:',
  'The last answer ended:',
  'Tools on offer:',
  'Known besides: 1 answers so far.',
  'Sort the quoted request. Answer with JSON alone.',
]);

function question(call: Call, classification = UNKNOWN) {
  const asked = metaCall(call, PLAIN_CALL, classification);
  if (asked === null) throw new Error('There is nothing to ask.');
  const said = (blocks: readonly ContentBlock[]) =>
    blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
  return {
    system: said(asked.system),
    user: said(asked.messages[0]?.content ?? []),
    size: asked.size.characters,
  };
}

function asking(said: string): Call {
  return sampleCall({ messages: [{ role: 'user', content: [text(said)] }] });
}

function text(said: string): ContentBlock {
  return { type: 'text', text: said };
}
