import { expect, it } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Classification, Judged } from './classification.ts';
import type { Conditions } from './conditions.ts';
import { isWorthAsking } from './meta-worth.ts';
import type { Policy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';

const ASK = { tier: 1, below: 0.7, maxCostNanoUsd: 1_000_000, deadlineMs: 3_000 } as const;
const SURE = sampleClassification('summarize', 0.9);
const UNSURE = sampleClassification('summarize', 0.5);

interface Case {
  readonly options?: Partial<CallOptions>;
  readonly conditions?: Partial<Conditions>;
  readonly policy?: Partial<Policy>;
  readonly classification?: Classification;
  readonly model?: string;
}

it.each<[string, boolean, Case]>([
  ['an unsure type', true, {}],
  ['no type', true, { classification: sampleClassification(null) }],
  ['a sure type', false, { classification: SURE }],
  [
    'a sure type under a higher bound',
    true,
    { classification: SURE, policy: asking({ below: 0.95 }) },
  ],
  ['a sure type of a strange call', true, { classification: { ...SURE, judged: judged(0.9) } }],
  [
    'a clear tier',
    false,
    { classification: { ...UNSURE, judged: judged(0.1, [0.01, 0.97, 0.01, 0.01]) } },
  ],
  ['a policy that says nothing', false, { policy: { classifier: { minConfidence: 0.7 } } }],
  ['a model that is named', false, { model: 'sample-work' }],
  ['a tier that is named', false, { options: { tier: 2 } }],
  ['a task that is named', false, { options: { task: 'write_code' } }],
  ['a complexity that is named', false, { options: { complexity: 5 } }],
  ['background work', false, { options: { background: true } }],
  ['a floor at the cap', false, { options: { minTier: 2, maxTier: 2 } }],
  ['a floor below the cap', true, { options: { minTier: 1, maxTier: 2 } }],
  ['a refusal', false, { options: { minTier: 3, maxTier: 1 } }],
  ['a conversation on a model', false, { conditions: { kept: model('sample-work') } }],
  ['one that cannot stay on it', false, { conditions: { kept: model('sample-old') } }],
  [
    'a safety check',
    false,
    { conditions: { purpose: { ...PLAIN_CALL, protectedBy: 'safety_monitor' } } },
  ],
])('of %s: %s', (_name, expected, changes) => {
  const { options, conditions, policy = asking(), classification = UNSURE } = changes;
  const input = {
    call: sampleCall({ requestedModel: changes.model ?? 'modicum/auto' }),
    classification,
    policy: samplePolicy(policy),
    conditions: { ...sampleConditions({ options: { ...NO_OPTIONS, ...options } }), ...conditions },
  };
  const decision = route(input.call, classification, input.policy, input.conditions);
  expect(isWorthAsking(input, decision)).toBe(expected);
});

function asking(changes: Partial<NonNullable<Policy['classifier']['ask']>> = {}): Partial<Policy> {
  return { classifier: { minConfidence: 0.7, ask: { ...ASK, ...changes } } };
}

function judged(outOfDistribution: number, tiers: Judged['tiers'] = [0.1, 0.1, 0.7, 0.1]): Judged {
  return {
    tiers,
    kind: 'processing',
    stakes: 0,
    recoverable: true,
    complexity: 3,
    pStrong: 0.2,
    outOfDistribution,
    evidence: [],
  };
}

function model(id: string) {
  return { provider: 'anthropic', id, effort: null };
}
