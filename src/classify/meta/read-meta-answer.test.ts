import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../core/answer.ts';
import { META_SURE } from '../../core/meta.ts';
import { readMetaAnswer } from './read-meta-answer.ts';

const GOOD = '{"task_type":"summarize","tier":1,"confidence":0.8}';

describe('an answer', () => {
  it.each([
    ['as asked for', GOOD],
    [
      'with more than was asked for',
      '{"task_type":"summarize","tier":1,"confidence":0.8,"why":"x"}',
    ],
    ['with space around it', `\n ${GOOD}\n`],
    ['dressed up as Markdown', `\`\`\`json\n${GOOD}\n\`\`\``],
  ])('%s counts', (_name, said) => {
    expect(readMetaAnswer(answer(said))).toEqual({
      ok: true,
      answer: { taskType: 'summarize', tier: 1, confidence: 0.8 },
    });
  });

  it.each([
    ['', 'not_an_answer'],
    ['[]', 'not_an_answer'],
    ['null', 'not_an_answer'],
    [`Sure! ${GOOD}`, 'not_an_answer'],
    ['{"task_type":"summarise","tier":1,"confidence":0.8}', 'not_an_answer'],
    ['{"task_type":"toString","tier":1,"confidence":0.8}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":"1","confidence":0.8}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":4,"confidence":0.8}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":1,"confidence":"high"}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":1,"confidence":-1}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":1,"confidence":1e999}', 'not_an_answer'],
    ['{"task_type":"summarize","tier":1,"confidence":0.59}', 'unsure'],
  ] as const)('%s is %s', (said, problem) => {
    expect(readMetaAnswer(answer(said))).toMatchObject({ ok: false, problem });
  });

  it.each([
    ['refusal', 'refused'],
    ['max_tokens', 'not_an_answer'],
  ] as const)('that ended by %s is %s, whatever it says', (finishReason, problem) => {
    expect(readMetaAnswer({ ...answer(GOOD), finishReason })).toMatchObject({ ok: false, problem });
  });

  it('of any words never throws, says none of them again, and counts only when it is sure', () => {
    const said = fc.oneof(fc.string({ minLength: 25 }), fc.json());
    fc.assert(
      fc.property(said, (words) => {
        const read = readMetaAnswer(answer(words));
        if (read.ok) expect(read.answer.confidence).toBeGreaterThanOrEqual(META_SURE);
        else expect(read.detail.includes(words)).toBe(false);
      }),
    );
  });
});

function answer(said: string): Answer {
  return {
    id: 'a',
    model: 'm',
    content: [{ type: 'text', text: said }],
    finishReason: 'end',
    stopSequence: null,
    usage: { state: 'unknown' },
  };
}
