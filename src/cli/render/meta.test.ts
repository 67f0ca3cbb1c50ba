import { expect, it } from 'vitest';
import { META_FREE, type MetaFinding } from '../../core/meta.ts';
import { metaFields } from './meta.ts';
import { routingLine } from './routing-cost.ts';

const ANSWERED: MetaFinding = {
  kind: 'answered',
  model: 'anthropic/claude-haiku-5-5',
  from: 'asked',
  answer: { taskType: 'summarize', tier: 0, confidence: 0.83 },
  cost: { state: 'final', nanoUsd: 120_000 },
};

it.each<[string, MetaFinding | null, unknown]>([
  ['nobody was asked', null, []],
  [
    'a model answered',
    ANSWERED,
    [
      [
        'asked',
        [
          'anthropic/claude-haiku-5-5: summarize, tier 0, 83 % sure by its own word',
          '$0.00012, part of what the call costs',
        ],
      ],
    ],
  ],
  [
    'it had answered before',
    { ...ANSWERED, from: 'remembered', cost: META_FREE },
    [['asked', [expect.any(String), '$0.00, the answer to the same question before']]],
  ],
  [
    'nobody could be',
    {
      kind: 'failed',
      model: null,
      from: 'asked',
      problem: 'no_model',
      detail: 'local/qwen2.5:7b provider_down',
      cost: META_FREE,
    },
    [
      [
        'asked',
        [
          'nobody: no_model, no model of the tiers that are asked can be (local/qwen2.5:7b provider_down)',
          '$0.00, nothing was paid for it',
        ],
      ],
    ],
  ],
])('says when %s', (_name, finding, expected) => {
  expect(metaFields(finding)).toEqual(expected);
});

it('says what routing itself cost, once it cost anything', () => {
  const total = {
    key: '1',
    tiers: {},
    calls: 1,
    escalations: 0,
    failures: 0,
    nanoUsd: 2_000_000,
    routingNanoUsd: 0,
    comparableNanoUsd: 0,
    baselineNanoUsd: 0,
    unknownCosts: 0,
  };
  expect(routingLine([total])).toEqual([]);
  expect(routingLine([total, { ...total, routingNanoUsd: 120_000 }])).toEqual([
    '  asking what calls are cost $0.00012 of the $0.0040 spent',
  ]);
});
