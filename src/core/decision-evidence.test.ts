import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  sampleJudged,
  samplePolicy,
  sampleRule,
  sampleTasks,
} from '../testing/policy.ts';
import { NO_OPTIONS, type CallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Classification } from './classification.ts';
import type { Conditions } from './conditions.ts';
import type { MetaFinding } from './meta.ts';
import type { Policy } from './policy.ts';
import { PLAIN_CALL } from './purpose.ts';
import { route } from './route.ts';
import { UNKNOWN_COST } from './money.ts';

interface Asked {
  readonly call?: Partial<Call>;
  readonly options?: Partial<CallOptions>;
  readonly policy?: Partial<Policy>;
  readonly saw?: Classification;
  readonly conditions?: Partial<Conditions>;
}

const NOTHING = sampleClassification(null);

function decide({ call, options, policy, saw = NOTHING, conditions }: Asked) {
  const decision = route(
    sampleCall(call),
    saw,
    samplePolicy(policy),
    sampleConditions({ options: { ...NO_OPTIONS, ...options }, ...conditions }),
  );
  if (decision.kind === 'refusal') throw new Error(decision.explanation);
  return decision;
}

/** `reason signal weight detail` */
function evidence(asked: Asked): readonly string[] {
  return decide(asked).evidence.map(({ reason, signal, weight, detail }) =>
    [reason, signal, weight.toFixed(2), detail].filter((part) => part !== null).join(' '),
  );
}

const destroys = (command: string): Partial<Call> => ({
  messages: [
    {
      role: 'assistant',
      content: [{ type: 'tool-use', id: '1', name: 'Bash', input: { command } }],
    },
  ],
});
const judged = (changes: Parameters<typeof sampleJudged>[0], type: 'summarize' | null) => ({
  ...sampleClassification(type, type === null ? 0 : 0.9),
  judged: sampleJudged(changes),
});
const meta = (confidence: number): MetaFinding => ({
  kind: 'answered',
  from: 'asked',
  cost: UNKNOWN_COST,
  model: 'local/small:7b',
  answer: { taskType: 'summarize', tier: 0, confidence },
});
const SAFETY = { ...PLAIN_CALL, client: 'claude-code', protectedBy: 'safety_monitor' } as const;
const KEPT = { provider: 'anthropic', id: 'sample-work', effort: null };

describe('the signal behind each reason', () => {
  test.each<[string, Asked, readonly string[]]>([
    ['a pin', { call: { requestedModel: 'sample-work' } }, ['pin model:sample-work 1.00']],
    [
      'a rewrite',
      {
        call: { requestedModel: 'sample-best' },
        policy: { rewrite: [{ from: 'sample-best', to: 'sample-work' }] },
      },
      ['rewrite policy:rewrite 1.00 sample-best'],
    ],
    [
      'a protected call',
      { call: { requestedModel: 'sample-work' }, conditions: { purpose: SAFETY } },
      ['protected purpose:safety_monitor 1.00'],
    ],
    [
      'a bound purpose',
      {
        call: { requestedModel: 'sample-best' },
        conditions: {
          purpose: { ...PLAIN_CALL, client: 'claude-code', purpose: 'title', lane: 'background' },
        },
        policy: {
          claudeCode: { lanes: samplePolicy().claudeCode.lanes, bind: { title: 'modicum/tier-1' } },
        },
      },
      ['purpose_bound policy:claude_code.bind.title 1.00'],
    ],
    ['a tier in a header', { options: { tier: 1 } }, ['header_tier header:x-modicum-tier 1.00 1']],
    [
      'a tier in a name',
      { call: { requestedModel: 'modicum/tier-1' } },
      ['header_tier model:modicum/tier-1 1.00'],
    ],
    [
      'a task in a header',
      { options: { task: 'summarize' } },
      ['header_task header:x-modicum-task 1.00 summarize'],
    ],
    [
      'a task in a name',
      { call: { requestedModel: 'modicum/auto:task=summarize' } },
      ['header_task model:modicum/auto:task=summarize 1.00'],
    ],
    [
      'a complexity',
      { options: { complexity: 4 } },
      ['header_complexity header:x-modicum-complexity 1.00 4 of 10'],
    ],
    [
      'the tool table',
      { options: { tool: 'sort' }, policy: { tools: { sort: 1 } } },
      ['tool_table policy:tools.sort 1.00 tier 1'],
    ],
    [
      'background',
      { options: { background: true } },
      ['background header:x-modicum-background 1.00'],
    ],
    ['the default', {}, ['default policy:routing.default_tier 1.00 tier 2']],
    ['a type', { saw: sampleClassification('summarize') }, ['classifier type:summarize 0.90']],
    [
      'a tier without a type',
      { saw: judged({ tiers: [0, 0.95, 0.05, 0] }, null) },
      ['classifier tier:1 0.95', 'clear_tier tier:1 0.95'],
    ],
    [
      'a type that is too unsure',
      { saw: sampleClassification('summarize', 0.4) },
      [
        'default policy:routing.default_tier 1.00 tier 2',
        'ambiguous type:summarize 0.40 p 0.40, the policy asks for 0.70',
      ],
    ],
    [
      'a call that is too strange',
      { saw: judged({ outOfDistribution: 0.8 }, 'summarize') },
      [
        'default policy:routing.default_tier 1.00 tier 2',
        'ambiguous type:summarize 0.90 unlike what the classifier knows (0.80)',
      ],
    ],
    [
      'a complexity that was estimated',
      { saw: judged({ complexity: 5 }, 'summarize') },
      [
        'classifier type:summarize 0.90 tier 1 is enough with p 0.99',
        'estimated_complexity complexity:estimated 0.50 5 of 10',
      ],
    ],
    [
      'work that must be right',
      { saw: judged({ stakes: 0.6 }, 'summarize') },
      [
        'classifier type:summarize 0.90 tier 1 is enough with p 0.99',
        'right_first_time type:summarize 0.90 stakes high with p 0.60',
      ],
    ],
    [
      'a floor in a header',
      { options: { tier: 0, minTier: 1 } },
      [
        'header_tier header:x-modicum-tier 1.00 0',
        'tier_floor header:x-modicum-min-tier 1.00 tier 1',
      ],
    ],
    [
      'a cap of the policy',
      { options: { tier: 3 }, policy: { cap: 2 } },
      ['header_tier header:x-modicum-tier 1.00 3', 'tier_cap policy:routing.cap 1.00 tier 2'],
    ],
    [
      'a floor of a task',
      {
        options: { background: true },
        saw: sampleClassification('summarize'),
        policy: { tasks: sampleTasks({ summarize: sampleRule(1, { floor: 1 }) }) },
      },
      [
        'background header:x-modicum-background 1.00',
        'tier_floor policy:tasks.summarize.floor 1.00 tier 1',
      ],
    ],
    [
      'a pin below a floor',
      { call: { requestedModel: 'sample-cheap' }, options: { minTier: 2 } },
      ['pin model:sample-cheap 1.00', 'pin_below_floor header:x-modicum-min-tier 1.00 tier 2'],
    ],
    [
      'a limit of a tier',
      {
        options: { task: 'summarize' },
        call: { size: { characters: 12_000, images: 0, documents: 0 } },
      },
      [
        'header_task header:x-modicum-task 1.00 summarize',
        'prompt_over_tier_limit policy:tiers.0.max_prompt_tokens 1.00 about 3000 prompt tokens, the tier takes 2000',
      ],
    ],
    [
      'a tier that is down',
      {
        options: { task: 'summarize' },
        conditions: { upstreams: { local: { hasKey: true, state: 'down', models: null } } },
      },
      [
        'header_task header:x-modicum-task 1.00 summarize',
        expect.stringMatching(/^tier_unavailable provider:local 1.00 ./),
      ],
    ],
    [
      'a conversation that stays',
      { conditions: { kept: KEPT } },
      ['kept_model conversation:anthropic/sample-work 1.00'],
    ],
    [
      'a conversation that had to move',
      { conditions: { kept: KEPT }, options: { tier: 3 } },
      [
        'header_tier header:x-modicum-tier 1.00 3',
        'conversation_moved conversation:anthropic/sample-work 1.00',
      ],
    ],
    [
      'a model that was asked',
      { conditions: { meta: meta(0.8) } },
      [expect.stringMatching(/^meta_classified model:local\/small:7b 0\.80 ./)],
    ],
    [
      'a model that was asked and did not know',
      { conditions: { meta: meta(0.2) } },
      [
        'default policy:routing.default_tier 1.00 tier 2',
        expect.stringMatching(/^meta_failed model:local\/small:7b 0\.20 ./),
      ],
    ],
  ])('%s', (_, asked, told) => {
    expect(evidence(asked)).toEqual(told);
  });

  test('what cannot be undone is named with what it does', () => {
    const [first] = evidence({ call: destroys('rm -rf /srv/data') });
    expect(first).toMatch(/^irreversible tool:Bash 1.00 ./);
  });
});

describe('the three questions', () => {
  const answers = (asked: Asked) =>
    decide(asked).answers.map(
      ({ answer, evidence: on, effect }) =>
        `${answer} (${on.map(({ signal }) => signal).join(', ')}) ${effect}`,
    );

  test('of nothing that is known', () => {
    expect(answers({}).slice(0, 2)).toEqual(['unknown () the default tier 2', 'unknown () none']);
  });

  test('of a tool call that cannot be undone', () => {
    expect(answers({ call: destroys('rm -rf /srv/data') })[1]).toBe(
      'no (tool:Bash) tier 3 or above',
    );
  });

  test('of a model that was named they decide nothing', () => {
    const call = { ...destroys('rm -rf /srv/data'), requestedModel: 'sample-work' };
    expect(answers({ call, saw: sampleClassification('architect_design') }).slice(0, 2)).toEqual([
      'judgment (type:architect_design) none: the client named a real model',
      'no (tool:Bash) none: the client named a real model',
    ]);
  });

  test('of work whose type a model said', () => {
    expect(answers({ conditions: { meta: meta(0.8) } })[0]).toBe(
      'processing (type:summarize) tier 0 or 1 will do',
    );
  });

  test('of judgment that is easy, and of processing that needs more', () => {
    const easy = {
      ...sampleClassification('write_code'),
      judged: sampleJudged({ tiers: [0, 1, 0, 0] }),
    };
    const tasks = sampleTasks({ write_code: sampleRule(2, { floor: 1 }) });
    expect(answers({ saw: easy, policy: { tasks } })[0]).toBe(
      'judgment (type:write_code) tier 1 will do for what is easy of its kind',
    );
    expect(answers({ saw: judged({ tiers: [0, 0, 1, 0] }, 'summarize') })[0]).toBe(
      'processing (type:summarize) none: tier 2 for other reasons',
    );
  });

  test('a model that takes no images is why it does not fit below', () => {
    const base = sampleConditions().catalog;
    const models = base.models.map((model) =>
      model.id === 'small:7b'
        ? { ...model, capabilities: { ...model.capabilities, images: false } }
        : model,
    );
    const asked = {
      saw: sampleClassification('summarize'),
      call: { size: { characters: 10, images: 1, documents: 0 } },
      conditions: { catalog: { ...base, models } },
    };
    expect(answers(asked)[2]).toBe('no (model:local/small:7b) tier 1');
  });
});
