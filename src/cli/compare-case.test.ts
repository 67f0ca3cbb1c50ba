import { expect, test } from 'vitest';
import { compareCase, routed, type Routed } from './compare-case.ts';

const GOT: Routed = {
  tier: 1,
  model: 'anthropic/claude-haiku-5-5',
  task: 'classify_text',
  decidedBy: 'header_task',
  reasons: ['tier_floor', 'ambiguous'],
  floor: 1,
  cap: 2,
  delivery: 'buffered',
  retries: 2,
  deadlineMs: 60_000,
  refused: null,
  explanation: 'It is so.',
};

type Expected = Parameters<typeof compareCase>[0];

const CASES: readonly { readonly holds: Expected; readonly fails: Expected }[] = [
  { holds: { tier: 1 }, fails: { tier: 0 } },
  { holds: { min_tier: 1 }, fails: { min_tier: 2 } },
  { holds: { max_tier: 1 }, fails: { max_tier: 0 } },
  { holds: { model: 'claude-haiku-5-5' }, fails: { model: 'haiku-5-5' } },
  { holds: { model: 'anthropic/claude-haiku-5-5' }, fails: { model: 'openai/claude-haiku-5-5' } },
  { holds: { task: 'classify' }, fails: { task: 'summarize' } },
  { holds: { task: ['summarize', 'label'] }, fails: { task: ['summarize', 'translate'] } },
  { holds: { decided_by: 'header_task' }, fails: { decided_by: 'classifier' } },
  { holds: { reasons: ['ambiguous'] }, fails: { reasons: ['ambiguous', 'tier_cap'] } },
  { holds: { floor: 1 }, fails: { floor: 0 } },
  { holds: { cap: 2 }, fails: { cap: 3 } },
  { holds: { delivery: 'buffered' }, fails: { delivery: 'streamed' } },
  { holds: { retries: 2 }, fails: { retries: 0 } },
  { holds: { deadline_ms: 60_000 }, fails: { deadline_ms: 1 } },
  { holds: { refused: false }, fails: { refused: true } },
];

test.each(CASES)('$holds holds, $fails does not', ({ holds, fails }) => {
  expect(compareCase(holds, GOT)).toEqual([]);
  const [field] = Object.keys(fails);
  expect(compareCase(fails, GOT)).toMatchObject([{ field, expected: Object.values(fails)[0] }]);
});

test('what is refused has no tier, whatever was expected of it', () => {
  const got = routed('The call cannot be read.');
  expect(compareCase({ refused: 'invalid_request' }, got)).toEqual([]);
  expect(compareCase({ refused: 'no_key' }, got)).toHaveLength(1);
  expect(compareCase({ min_tier: 0, max_tier: 3 }, got)).toHaveLength(2);
});
