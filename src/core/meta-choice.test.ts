import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleRule,
  sampleTasks,
} from '../testing/policy.ts';
import { NO_OPTIONS } from './call-options.ts';
import type { TierChoice } from './chosen-tier.ts';
import type { Judged } from './classification.ts';
import { META_FREE, META_PROBLEMS, type MetaFinding, type MetaProblem } from './meta.ts';
import { heedMeta } from './meta-choice.ts';
import { route } from './route.ts';
import type { RoutingInput } from './routing-input.ts';
import { TASK_TYPES, type TaskType } from './task.ts';
import { TIERS, type Tier } from './tier.ts';

const DEFAULT: TierChoice = {
  tier: 2,
  decidedBy: 'default',
  reasons: ['ambiguous'],
  evidence: 'it is unsure',
};

describe('what a model says', () => {
  it.each<[string, TaskType, Tier, Partial<TierChoice>, Tier]>([
    ['lowers what is ambiguous', 'summarize', 0, {}, 0],
    ['lifts it', 'architect_design', 3, {}, 3],
    ['is held up by the floor of the type it names', 'architect_design', 0, {}, 3],
    ['lowers what leaned above the default to the default', 'summarize', 0, { tier: 3 }, 2],
    ['may replace what the classifier made of it', 'summarize', 1, { decidedBy: 'classifier' }, 1],
  ])('%s', (_name, taskType, tier, leaning, expected) => {
    const choice = heedMeta({ ...DEFAULT, ...leaning }, input(says(taskType, tier, 0.9)));
    expect(choice).toMatchObject({ tier: expected, decidedBy: 'meta_classified' });
    expect(choice.evidence).toContain(`local/small:7b calls it ${taskType} for tier ${tier} (90 %`);
  });

  it.each(['header_tier', 'tool_table', 'background', 'irreversible', 'pin'] as const)(
    'moves nothing that %s decided',
    (decidedBy) => {
      const choice = { ...DEFAULT, decidedBy };
      expect(heedMeta(choice, input(says('summarize', 0, 0.9)))).toBe(choice);
    },
  );

  it('does not send to tier 0 what must be right the first time', () => {
    const asked = input(says('summarize', 0, 0.9));
    const judged = { recoverable: false } as Judged;
    const seen = { ...asked, classification: { ...asked.classification, judged } };
    expect(heedMeta(DEFAULT, seen)).toMatchObject({ tier: 1, reasons: ['right_first_time'] });
  });

  it('says why it lowers less than it was told', () => {
    const choice = heedMeta({ ...DEFAULT, tier: 3 }, input(says('summarize', 0, 0.9)));
    expect(choice).toMatchObject({ tier: 2, reasons: ['meta_held'] });
  });

  it('says once that nothing came of it', () => {
    const { evidence } = heedMeta(DEFAULT, input(failed('timeout')));
    expect(evidence).not.toContain('was to say');
  });

  it('is held by a cap too', () => {
    const tasks = sampleTasks({ summarize: sampleRule(0, { cap: 1 }) });
    expect(heedMeta(DEFAULT, input(says('summarize', 3, 0.9), tasks)).tier).toBe(1);
  });

  it('counts for nothing while it is less than 60 % sure', () => {
    const choice = heedMeta(DEFAULT, input(says('summarize', 0, 0.59)));
    expect(choice).toMatchObject({
      tier: 2,
      decidedBy: 'default',
      reasons: ['ambiguous', 'meta_failed'],
    });
  });

  it.each(Object.keys(META_PROBLEMS) as MetaProblem[])(
    'changes no tier when it is %s',
    (problem) => {
      const choice = heedMeta(DEFAULT, input(failed(problem)));
      expect(choice).toMatchObject({
        ...DEFAULT,
        reasons: ['ambiguous', 'meta_failed'],
        evidence: expect.any(String),
      });
      expect(choice.evidence).toContain(META_PROBLEMS[problem]);
    },
  );
});

describe('whatever a model says', () => {
  const findings = fc.record({
    taskType: fc.constantFrom(...TASK_TYPES),
    tier: fc.constantFrom(...TIERS),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const tiers = fc.constantFrom(...TIERS);

  it('a call stays between its floor and its cap', () => {
    fc.assert(
      fc.property(findings, tiers, tiers, (said, one, other) => {
        const [minTier, maxTier] = one < other ? [one, other] : [other, one];
        const meta = says(said.taskType, said.tier, said.confidence);
        const decision = decide(meta, { minTier, maxTier });
        if (decision.kind !== 'decision') return;
        const [first] = decision.plan;
        expect(first?.tier).toBeGreaterThanOrEqual(minTier);
        expect(first?.tier).toBeLessThanOrEqual(maxTier);
      }),
    );
  });

  it('what cannot be undone is lifted', () => {
    fc.assert(
      fc.property(findings, (said) => {
        const meta = says(said.taskType, said.tier, said.confidence);
        const call = sampleCall({
          messages: [
            {
              role: 'assistant',
              content: [
                { type: 'tool-use', id: 'a', name: 'Bash', input: { command: 'rm -rf /srv/data' } },
              ],
            },
            {
              role: 'user',
              content: [{ type: 'tool-result', toolUseId: 'a', isError: false, content: [] }],
            },
          ],
        });
        expect(decide(meta, {}, call)).toMatchObject({ tier: 3 });
      }),
    );
  });

  it('nothing is decided by a model that said nothing', () => {
    const without = decide(undefined);
    for (const problem of Object.keys(META_PROBLEMS) as MetaProblem[]) {
      const after = decide(failed(problem));
      if (without.kind !== 'decision' || after.kind !== 'decision') throw new Error('refused');
      expect(after.plan).toEqual(without.plan);
      expect({ ...after, reasons: [], meta: null, explanation: '', evidence: [] }).toEqual({
        ...without,
        reasons: [],
        meta: null,
        explanation: '',
        evidence: [],
      });
    }
  });
});

function decide(meta: MetaFinding | undefined, options = {}, call = sampleCall()) {
  const conditions = sampleConditions({ options: { ...NO_OPTIONS, ...options } });
  return route(call, sampleClassification(null), samplePolicy(), {
    ...conditions,
    ...(meta !== undefined && { meta }),
  });
}

function input(meta: MetaFinding, tasks = sampleTasks()): RoutingInput {
  return {
    call: sampleCall(),
    classification: sampleClassification(null),
    policy: samplePolicy({ tasks }),
    conditions: { ...sampleConditions(), meta },
  };
}

function says(taskType: TaskType, tier: Tier, confidence: number): MetaFinding {
  const answer = { taskType, tier, confidence };
  return { kind: 'answered', model: 'local/small:7b', from: 'asked', cost: META_FREE, answer };
}

function failed(problem: MetaProblem): MetaFinding {
  const source = { model: 'local/small:7b', from: 'asked', cost: META_FREE } as const;
  return { ...source, kind: 'failed', problem, detail: 'so it was' };
}
