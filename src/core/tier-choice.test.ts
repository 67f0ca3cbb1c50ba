import { describe, expect, test, vi } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Policy } from './policy.ts';
import { chooseTier, type NamedWork } from './tier-choice.ts';

// What cannot be undone is another file's knowledge; here any tool named `destroy` is.
vi.mock('./irreversible.ts', () => ({
  readIrreversible: (call: Call) =>
    call.messages.some(({ content }) =>
      content.some((block) => block.type === 'tool-use' && block.name === 'destroy'),
    )
      ? { tool: 'destroy', what: 'it deletes what no build brings back' }
      : null,
}));

interface Asked {
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  readonly named?: Partial<NamedWork>;
  readonly policy?: Partial<Policy>;
  readonly saw?: Classification;
}

function choose({ call, options, named, policy, saw = sampleClassification(null) }: Asked) {
  const input = {
    call: sampleCall(call),
    classification: saw,
    policy: samplePolicy(policy),
    conditions: sampleConditions({ options: { ...NO_OPTIONS, ...options } }),
  };
  return chooseTier(input, { tier: null, task: null, putThereBy: null, ...named });
}

const TOOL = { name: 'sort_mail', description: null, inputSchema: {}, strict: null };
const DESTROYS: Partial<Call> = {
  messages: [
    { role: 'assistant', content: [{ type: 'tool-use', id: '1', name: 'destroy', input: {} }] },
  ],
};
const RETURNS_TWO: Partial<Call> = {
  messages: [
    {
      role: 'assistant',
      content: [
        { type: 'tool-use', id: '1', name: 'sort_mail', input: {} },
        { type: 'tool-use', id: '2', name: 'audit', input: {} },
      ],
    },
    {
      role: 'user',
      content: ['1', '2'].map((toolUseId) => ({
        type: 'tool-result' as const,
        toolUseId,
        isError: false,
        content: [],
      })),
    },
  ],
};
const TOOLS: Partial<Policy> = { tools: { sort_mail: 0, audit: 3 } };
const CODE = sampleClassification('write_code');
const SUMMARY = sampleClassification('summarize');

describe('who decides the tier', () => {
  test.each<[string, Asked, number, string, (readonly string[])?]>([
    [
      'the named tier before everything',
      { named: { tier: 1, task: 'summarize' } },
      1,
      'header_tier',
    ],
    ['a rewritten name', { named: { tier: 1, putThereBy: 'rewrite' } }, 1, 'rewrite'],
    [
      'the named task before complexity, tools and background',
      {
        named: { task: 'validate_schema' },
        options: { complexity: 10, background: true },
        call: { tools: [TOOL] },
        policy: TOOLS,
        saw: CODE,
      },
      1,
      'header_task',
    ],
    ['complexity below the first bound', { options: { complexity: 2 } }, 0, 'header_complexity'],
    ['complexity at the first bound', { options: { complexity: 3 } }, 1, 'header_complexity'],
    ['complexity at the second bound', { options: { complexity: 5 } }, 2, 'header_complexity'],
    ['complexity at the last bound', { options: { complexity: 8 } }, 2, 'header_complexity'],
    ['complexity above the last bound', { options: { complexity: 9 } }, 3, 'header_complexity'],
    [
      'the tool table before background and classifier',
      { call: { tools: [TOOL] }, policy: TOOLS, options: { background: true }, saw: CODE },
      0,
      'tool_table',
    ],
    [
      'of several tools the one that needs most',
      { call: RETURNS_TWO, policy: TOOLS },
      3,
      'tool_table',
    ],
    [
      'only what the tool table itself says',
      { call: { tools: [{ ...TOOL, name: 'constructor' }] }, policy: TOOLS },
      2,
      'default',
    ],
    ['background work', { options: { background: true } }, 0, 'background'],
    [
      'background processing, whatever its tier',
      { options: { background: true }, saw: sampleClassification('validate_schema') },
      0,
      'background',
    ],
    ['judgment in the background', { options: { background: true }, saw: CODE }, 2, 'classifier'],
    [
      'what may be judgment in the background',
      { options: { background: true }, saw: sampleClassification('write_code', 0.3) },
      2,
      'default',
      ['ambiguous'],
    ],
    ['the classifier', { saw: SUMMARY }, 0, 'classifier'],
    [
      'the classifier at its bound',
      { saw: sampleClassification('summarize', 0.7) },
      0,
      'classifier',
    ],
    [
      'an unsure classifier: up to the default',
      { saw: sampleClassification('summarize', 0.69) },
      2,
      'default',
      ['ambiguous'],
    ],
    [
      'an unsure classifier: up to what it may be',
      { saw: sampleClassification('architect_design', 0.2) },
      3,
      'classifier',
      ['ambiguous'],
    ],
    [
      'a classifier that says nonsense',
      { saw: sampleClassification('summarize', Number.NaN) },
      2,
      'default',
      ['ambiguous'],
    ],
    ['nobody', {}, 2, 'default'],
  ])('%s', (_, asked, tier, decidedBy, reasons = []) => {
    expect(choose(asked)).toMatchObject({ tier, decidedBy, reasons });
  });

  test.each<[string, Asked, number, string]>([
    ['lifts the classifier', { saw: SUMMARY }, 3, 'irreversible'],
    ['lifts a header', { named: { tier: 1 } }, 3, 'irreversible'],
    ['lifts the background', { options: { background: true } }, 3, 'irreversible'],
    ['leaves what is as high already', { named: { tier: 3 } }, 3, 'header_tier'],
    [
      'never lowers',
      { named: { tier: 3 }, policy: { irreversible: { tier: 2 } } },
      3,
      'header_tier',
    ],
  ])('what cannot be undone %s', (_, asked, tier, decidedBy) => {
    expect(choose({ ...asked, call: DESTROYS })).toMatchObject({ tier, decidedBy });
  });

  test('the evidence is told', () => {
    expect(choose({ saw: SUMMARY }).evidence).toBe('sample@1 recognised summarize (90 % sure)');
    expect(choose({ call: DESTROYS }).evidence).toBe(
      'the tool call destroy cannot be undone: it deletes what no build brings back',
    );
  });
});
