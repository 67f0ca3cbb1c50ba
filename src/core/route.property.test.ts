import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleModel,
  samplePolicy,
  samplePrice,
  sampleProvider,
  sampleRule,
  sampleTasks,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS } from './call-options.ts';
import type { Model } from './model.ts';
import { PLAIN_CALL } from './purpose.ts';
import type { Call, ContentBlock } from './call.ts';
import type { Classification, Judged } from './classification.ts';
import type { Decision, Refusal } from './decision.ts';
import type { UpstreamErrorKind } from './error.ts';
import { nextStep, type PastAttempt } from './escalate.ts';
import { modelName } from './model.ts';
import type { Outcome } from './outcome.ts';
import type { Policy } from './policy.ts';
import { route } from './route.ts';
import type { RoutingInput } from './routing-input.ts';
import { TASK_TYPES, type TaskRule } from './task.ts';
import { isTier, TIERS, type Tier } from './tier.ts';
import { isTypeTrusted } from './trusted-type.ts';

const anyTier = fc.constantFrom(...TIERS);

/** Mostly null, so that most calls can be served. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const anyUnavailable = fc.constantFrom(
  { action: 'escalate' } as const,
  { action: 'refuse' } as const,
  { action: 'wait', waitMs: 100 } as const,
);

const BINDINGS = [
  'local/small:7b',
  'local/big:cloud',
  'anthropic/sample-cheap',
  'anthropic/sample-work',
  'anthropic/sample-best',
  'anthropic/sample-old',
  'anthropic/picky',
  'openai/sample-gpt',
  'nowhere/at-all',
];
const CATALOG = sampleCatalog({
  models: [
    ...sampleCatalog().models,
    sampleModel({
      id: 'picky',
      prices: [samplePrice(2)],
      limits: { contextTokens: 3_000, outputTokens: 500 },
      capabilities: sampleCapabilities({ images: false, forcedToolChoice: false, thinking: [] }),
    }),
  ],
});

const anyTierPolicy = fc
  .record({
    models: fc.oneof(
      { weight: 6, arbitrary: fc.subarray(BINDINGS, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    maxPromptTokens: rarely(fc.nat(4_000)),
    maxAnswerTokens: rarely(fc.nat(1_000)),
    tokensPerSecond: rarely(fc.constantFrom(1, 10, 1_000)),
    retries: fc.nat(2),
    unavailable: anyUnavailable,
  })
  .map(({ models, ...rest }) => sampleTier(models.join(' '), rest));

const anyRule: fc.Arbitrary<TaskRule> = fc
  .record({
    tier: anyTier,
    floor: anyTier,
    cap: anyTier,
    delivery: fc.constantFrom('buffered' as const, 'streamed' as const),
    validate: fc.constantFrom([], ['answered']),
    expectedOutputTokens: fc.nat(1_000),
    unavailable: fc.option(anyUnavailable),
    retries: fc.option(fc.nat(2)),
    deadlineMs: fc.option(fc.integer({ min: 1, max: 700_000 })),
  })
  .map((changes) => sampleRule(changes.tier, changes));

const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    tiers: fc.record({ 0: anyTierPolicy, 1: anyTierPolicy, 2: anyTierPolicy, 3: anyTierPolicy }),
    floor: fc.constantFrom<Tier>(0, 0, 0, 0, 0, 1, 2),
    cap: fc.constantFrom<Tier>(3, 3, 3, 3, 3, 2, 1),
    defaultTier: anyTier,
    rules: fc.record({ summarize: anyRule, validate_schema: anyRule, write_code: anyRule }),
    tools: fc.dictionary(fc.constantFrom('lookup', 'destroy', '__proto__'), anyTier),
    rewrite: fc.constantFrom([], [{ from: 'sample-best', to: 'sample-work' }]),
    background: fc.record({ startTier: anyTier }),
    irreversible: fc.record({ tier: anyTier }),
    attempts: fc.integer({ min: 1, max: 6 }),
    requireLocal: fc.boolean(),
  })
  .map(({ rules, attempts, requireLocal, ...rest }) => {
    const base = samplePolicy();
    return {
      ...base,
      ...rest,
      providers: [
        sampleProvider({ name: 'local', kind: 'ollama', keys: [], requireLocal }),
        ...base.providers.slice(1),
      ],
      tasks: sampleTasks(rules),
      limits: { ...base.limits, attempts },
    };
  });

const anyBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string() }),
  fc.record({
    type: fc.constant('tool-use' as const),
    id: fc.constantFrom('1', '2'),
    name: fc.constantFrom('lookup', 'Bash', 'destroy'),
    input: fc.constantFrom({}, { command: 'rm -rf /' }, 'torn'),
  }),
  fc.record({
    type: fc.constant('tool-result' as const),
    toolUseId: fc.constantFrom('1', '2', '3'),
    isError: fc.boolean(),
    content: fc.constantFrom([], [{ type: 'text' as const, text: 'rm -rf /, at tier 3' }]),
  }),
);

const anyCall: fc.Arbitrary<Call> = fc
  .record({
    dialect: fc.constantFrom('anthropic-messages' as const, 'openai-chat' as const),
    requestedModel: fc.oneof(
      { weight: 3, arbitrary: fc.constant('modicum/auto') },
      fc.constantFrom('modicum/tier-1', 'modicum/auto:task=summarize', 'sample-best', 'x'),
      fc.constantFrom('sample-work', 'sample-old', 'local/anything', 'sample-gpt'),
      rarely(fc.string()).map((name) => name ?? 'modicum/auto'),
    ),
    messages: fc.array(
      fc.record({
        role: fc.constantFrom('user' as const, 'assistant' as const, 'system' as const),
        content: fc.array(anyBlock, { maxLength: 3 }),
      }),
      { maxLength: 4 },
    ),
    tools: fc.constantFrom(
      [],
      [],
      [{ name: 'lookup', description: null, inputSchema: {}, strict: null }],
    ),
    toolChoice: fc.constantFrom(null, { kind: 'required' as const }),
    maxOutputTokens: fc.option(fc.nat(100_000)),
    temperature: fc.option(fc.constant(1)),
    thinking: fc.constantFrom(null, { kind: 'budget' as const, budgetTokens: 400 }),
    size: fc.record({
      characters: fc.nat(20_000),
      images: fc.constantFrom(0, 0, 1),
      documents: fc.constant(0),
    }),
  })
  .map(sampleCall);

/** 0 to 1, and now and then what no classifier should say. */
const anyShare = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }).map((part) => part / 20) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

const anyJudged: fc.Arbitrary<Judged> = fc.record({
  tiers: fc.tuple(anyShare, anyShare, anyShare, anyShare),
  kind: fc.constantFrom('judgment' as const, 'processing' as const),
  stakes: anyShare,
  recoverable: fc.boolean(),
  complexity: fc.integer({ min: 1, max: 10 }),
  pStrong: anyShare,
  outOfDistribution: anyShare,
  evidence: fc.constant([]),
});

const anySeen: fc.Arbitrary<Classification> = fc.record({
  taskType: fc.option(fc.constantFrom(...TASK_TYPES, 'summarize', 'write_code')),
  confidence: fc.constantFrom(0, 0.5, 0.7, 1),
  alternatives: fc.constant([]),
  classifier: fc.constant('any@1'),
  signals: fc.constant([]),
  judged: fc.option(anyJudged),
});

const anyInput: fc.Arbitrary<RoutingInput> = fc.record({
  call: anyCall,
  policy: anyPolicy,
  classification: anySeen,
  conditions: fc.record({
    now: fc.constant(0),
    catalog: fc.constant(CATALOG),
    options: fc
      .record({
        task: rarely(fc.constantFrom('summarize' as const, 'write_code' as const)),
        tier: rarely(anyTier),
        minTier: rarely(anyTier),
        maxTier: rarely(anyTier),
        background: fc.boolean(),
        complexity: rarely(fc.integer({ min: 1, max: 10 })),
        deadlineMs: rarely(fc.nat(20_000)),
      })
      .map((options) => ({ ...NO_OPTIONS, ...options })),
    upstreams: fc.dictionary(
      fc.constantFrom('local', 'anthropic', 'openai'),
      fc.record({
        hasKey: fc.constantFrom(true, true, true, false),
        state: fc.constantFrom('up' as const, 'unknown' as const, 'down' as const),
        models: rarely(fc.subarray(['small:7b', 'sample-work', 'sample-gpt'])),
      }),
    ),
    untranslatable: fc.record({
      'anthropic-messages': fc.constant([]),
      'openai-chat': fc.constantFrom([], ['field `x`']),
      'openai-responses': fc.constant([]),
      'ollama-chat': fc.constantFrom([], [], ['field `y`']),
    }),
    reworded: fc.constant({
      'anthropic-messages': [],
      'openai-chat': ['said otherwise'],
      'openai-responses': [],
      'ollama-chat': [],
    }),
    purpose: fc.constant(PLAIN_CALL),
    kept: rarely(
      fc.constantFrom(
        ...['sample-cheap', 'sample-work', 'sample-best'].map((id): Model => ({
          provider: 'anthropic',
          id,
          effort: null,
        })),
      ),
    ),
    signers: fc.constant(new Map<string, string>()),
  }),
});

function decide(input: RoutingInput): Decision | Refusal {
  return route(input.call, input.classification, input.policy, input.conditions);
}

/** Runs on decisions alone, and fails if there were hardly any. */
function forDecisions(check: (decision: Decision, input: RoutingInput) => void): void {
  let seen = 0;
  fc.assert(
    fc.property(anyInput, (input) => {
      const result = decide(input);
      if (result.kind === 'refusal') return;
      seen++;
      check(result, input);
    }),
    { numRuns: 1_500 },
  );
  expect(seen).toBeGreaterThan(200);
}

function isPinned({ call, policy }: RoutingInput, { decidedBy }: Decision): boolean {
  const rewrite = policy.rewrite.find(({ from }) => from === call.requestedModel);
  return decidedBy === 'pin' || (decidedBy === 'rewrite' && rewrite?.to === 'sample-work');
}

describe('route, whatever the call, the policy and the world', () => {
  test('gives a decision with a plan, or a refusal that says why', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const result = decide(input);
        if (result.kind === 'decision') {
          expect(result.plan.length).toBeGreaterThan(0);
          expect(result.explanation).toMatch(/^Tier \d, .+\.$/s);
        } else {
          expect(result.error.code).toBe(result.reason);
          expect(result.error.message.length).toBeGreaterThan(20);
          expect(result.error.status).toBeGreaterThanOrEqual(400);
        }
        expect(decide(input)).toEqual(result);
      }),
      { numRuns: 1_500 },
    );
  });

  test('floor ≤ tier ≤ cap, unless the client pinned the model', () => {
    forDecisions((decision, input) => {
      if (isPinned(input, decision)) return;
      const { policy, conditions } = input;
      const { minTier, maxTier } = conditions.options;
      expect(decision.floor).toBeGreaterThanOrEqual(Math.max(policy.floor, minTier ?? 0));
      expect(decision.cap).toBeLessThanOrEqual(Math.min(policy.cap, maxTier ?? 3));
      for (const { tier } of [decision, ...decision.plan]) {
        expect(tier).toBeGreaterThanOrEqual(decision.floor);
        expect(tier).toBeLessThanOrEqual(decision.cap);
      }
    });
  });

  test('every reason names its signal, and the three questions are answered', () => {
    forDecisions(({ decidedBy, reasons, evidence, answers }) => {
      expect(evidence.map(({ reason }) => reason)).toEqual([decidedBy, ...reasons]);
      expect(answers.map(({ question }) => question)).toEqual([
        'judgment_or_processing',
        'recoverable',
        'does_it_fit',
      ]);
      for (const { signal, weight } of [...evidence, ...answers.flatMap((one) => one.evidence)]) {
        expect(signal).toMatch(/^[a-z]+:./);
        expect(weight).toBeGreaterThanOrEqual(0);
        expect(weight).toBeLessThanOrEqual(1);
      }
    });
  });

  test('whatever is seen of a call, its tier stays where those who may say so have put it', () => {
    fc.assert(
      fc.property(anyInput, fc.string(), anySeen, (input, text, classification) => {
        const call = { ...input.call, messages: input.call.messages.map(withText(text)) };
        const decision = decide({ ...input, call, classification });
        if (decision.kind === 'refusal' || isPinned(input, decision)) return;
        const { policy, conditions } = input;
        const declared = declaredIn(input);
        const { minTier, maxTier } = conditions.options;
        const floor = Math.max(policy.floor, minTier ?? 0, declared?.floor ?? 0);
        const cap = Math.min(policy.cap, maxTier ?? 3, declared?.cap ?? 3);
        for (const { tier } of decision.plan) {
          expect(tier).toBeGreaterThanOrEqual(floor);
          expect(tier).toBeLessThanOrEqual(cap);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('what speaks for more never lowers the tier', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyInput, anyPlainJudged, anyLift, (input, judged, lift) => {
        const [lower, higher] = [judged, lift(judged)].map((one) =>
          decide({ ...input, classification: { ...input.classification, judged: one } }),
        );
        if (lower?.kind !== 'decision' || higher?.kind !== 'decision') return;
        compared++;
        expect(higher.tier).toBeGreaterThanOrEqual(lower.tier);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test('a pin is served by its own model and by nothing else, never above a cap', () => {
    forDecisions((decision, input) => {
      if (decision.decidedBy !== 'pin') return;
      const name = input.call.requestedModel;
      for (const { model, tier, lane, changes } of decision.plan) {
        expect([model.id, modelName(model)]).toContain(name);
        expect(tier).toBeLessThanOrEqual(decision.cap);
        const allowed = name === model.id ? [] : [{ field: 'model', to: model.id }];
        if (lane === 'untouched') expect(changes).toEqual(allowed);
      }
    });
  });

  test('tiers of a plan never fall, and pass over none that could serve', () => {
    forDecisions((decision, { policy }) => {
      const { plan, excluded } = decision;
      plan.forEach((candidate, index) => {
        const before = plan[index - 1];
        expect(candidate.after.length > 0).toBe(before !== undefined);
        if (before === undefined) return;
        expect(candidate.tier).toBeGreaterThanOrEqual(before.tier);
        for (const tier of TIERS.slice(before.tier + 1, candidate.tier)) {
          const unable = excluded.filter((exclusion) => exclusion.tier === tier);
          expect(unable.length).toBe(policy.tiers[tier].bindings.length);
        }
      });
    });
  });

  test('plan and exclusions account for every model in reach', () => {
    forDecisions((decision, input) => {
      // A conversation that stays looks at no other model.
      if (decision.decidedBy === 'kept_model') return;
      if (isPinned(input, decision)) return;
      const seen = [...decision.plan, ...decision.excluded];
      const reached = seen.map(({ tier }) => tier);
      for (const tier of TIERS.slice(Math.min(...reached), Math.max(...reached) + 1)) {
        const models = seen.filter((one) => one.tier === tier).map(({ model }) => modelName(model));
        const bound = input.policy.tiers[tier].bindings.map(modelName);
        expect(models.toSorted()).toEqual(bound.toSorted());
      }
    });
  });

  test('what is written inside tool results and by the assistant changes nothing', () => {
    fc.assert(
      fc.property(anyInput, fc.string(), (input, text) => {
        const call = { ...input.call, messages: input.call.messages.map(withText(text)) };
        expect(decide({ ...input, call })).toEqual(decide(input));
      }),
    );
  });
});

/** The contract of the task that the call itself declares. */
function declaredIn({ call, conditions, policy }: RoutingInput): TaskRule | null {
  const named = call.requestedModel === 'modicum/auto:task=summarize' ? 'summarize' : null;
  const task = conditions.options.task ?? named;
  return task === null ? null : policy.tasks[task];
}

/** Probabilities that are some, so that one prediction can speak for more than another. */
const anyPlainJudged: fc.Arbitrary<Judged> = fc
  .record({
    parts: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20)),
    judged: anyJudged,
    stakes: fc.integer({ min: 0, max: 20 }),
    isStrange: fc.boolean(),
  })
  .filter(({ parts }) => parts.some((part) => part > 0))
  .map(({ parts, judged, stakes, isStrange }) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    const [p0, p1, p2, p3] = parts;
    return {
      ...judged,
      tiers: [p0 / sum, p1 / sum, p2 / sum, p3 / sum],
      stakes: stakes / 20,
      outOfDistribution: isStrange ? 0.9 : 0.1,
    };
  });

const anyLift: fc.Arbitrary<(judged: Judged) => Judged> = fc.oneof(
  fc
    .record({ from: fc.constantFrom(0, 1, 2), up: fc.constantFrom(1, 2, 3), share: fc.nat(10) })
    .map(({ from, up, share }) => (judged: Judged): Judged => {
      const tiers: [number, number, number, number] = [...judged.tiers];
      const to = Math.min(3, from + up) as Tier;
      const moved = ((tiers[from as Tier] ?? 0) * share) / 10;
      tiers[from as Tier] -= moved;
      tiers[to] += moved;
      return { ...judged, tiers };
    }),
  fc.nat(9).map((more) => (judged: Judged): Judged => {
    return { ...judged, complexity: Math.min(10, judged.complexity + more) };
  }),
  fc.nat(20).map((more) => (judged: Judged): Judged => {
    return { ...judged, stakes: Math.min(1, judged.stakes + more / 20) };
  }),
  fc.constant((judged: Judged): Judged => ({ ...judged, recoverable: false })),
  fc.constant((judged: Judged): Judged => ({ ...judged, kind: 'judgment' })),
);

/** The same message with other words in every place that nobody vouches for. */
function withText(text: string): (message: Call['messages'][number]) => Call['messages'][number] {
  return (message) => ({
    ...message,
    content: message.content.map((block) => {
      if (block.type === 'tool-result') return { ...block, content: [{ type: 'text', text }] };
      return block.type === 'text' && message.role === 'assistant' ? { ...block, text } : block;
    }),
  });
}

const KINDS: readonly UpstreamErrorKind[] = [
  'invalid_request',
  'authentication',
  'billing',
  'permission',
  'not_found',
  'too_large',
  'rate_limited',
  'spend_limit',
  'overloaded',
  'server_error',
  'unreachable',
  'cut',
  'timeout',
  'malformed',
];

const anyFailure: fc.Arbitrary<Outcome> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    status: fc.constant(null),
    message: fc.constant(''),
    retryable: fc.boolean(),
    retryAfterMs: fc.option(fc.nat(20_000)),
  })
  .map((error) => ({ kind: 'failed', error }));

const anyRejection: fc.Arbitrary<Outcome> = fc.constant({
  kind: 'rejected',
  finishReason: 'end',
  verdict: { kind: 'rejected', validator: 'json', detail: 'not JSON' },
});

interface Walked {
  readonly history: readonly PastAttempt[];
  readonly waitedMs: number;
}

/** Walks a decision's plan while attempts end as told. */
function walk(decision: Decision, policy: Policy, outcomes: readonly Outcome[]): Walked {
  const history: PastAttempt[] = [];
  let waitedMs = 0;
  for (const outcome of outcomes) {
    const step = nextStep({
      decision,
      history,
      elapsedMs: waitedMs,
      deadlineMs: 30_000,
      limits: policy.limits,
      draw: 0.5,
    });
    if (step.kind === 'stop') return { history, waitedMs };
    waitedMs += step.waitMs;
    history.push({ step: step.step, outcome });
  }
  throw new Error('The walk did not end.');
}

function outcomesOf(one: fc.Arbitrary<Outcome>): fc.Arbitrary<readonly Outcome[]> {
  return fc.array(one, { minLength: 10, maxLength: 10 });
}

function tiersOf(decision: Decision, { history }: Walked): readonly Tier[] {
  return history.map(({ step }) => decision.plan[step]?.tier).filter(isTier);
}

describe('walking the plan of any decision', () => {
  test('ends within the attempts and the deadline, and never goes back', () => {
    fc.assert(
      fc.property(anyInput, outcomesOf(fc.oneof(anyFailure, anyRejection)), (input, outcomes) => {
        const decision = decide(input);
        if (decision.kind === 'refusal') return;
        const walked = walk(decision, input.policy, outcomes);
        expect(walked.history.length).toBeLessThanOrEqual(input.policy.limits.attempts);
        expect(walked.waitedMs).toBeLessThan(30_000);
        const steps = walked.history.map(({ step }) => step);
        expect(steps).toEqual(steps.toSorted((a, b) => a - b));
        expect(tiersOf(decision, walked)).toHaveLength(steps.length);
      }),
      { numRuns: 1_500 },
    );
  });

  test('failures alone never lead to tier 2 unless the contract says so, and never to tier 3', () => {
    fc.assert(
      fc.property(anyInput, outcomesOf(anyFailure), (input, outcomes) => {
        const decision = decide(input);
        if (decision.kind === 'refusal' || isPinned(input, decision)) return;
        const tiers = tiersOf(decision, walk(decision, input.policy, outcomes));
        const highest = Math.max(...tiers);
        expect(highest).toBeLessThanOrEqual(Math.max(2, decision.tier));
        expect(Math.min(...tiers)).toBeGreaterThanOrEqual(decision.tier);
        if (decision.tier < 2 && highest === 2) expect(contractAllowsTier2(input)).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});

/** The contract of a type that was recognised counts only where the type does: not in a call that is strange. */
function contractAllowsTier2({ policy, conditions, classification, call }: RoutingInput): boolean {
  const named = call.requestedModel === 'modicum/auto:task=summarize' ? 'summarize' : null;
  const recognised = isTypeTrusted(classification, policy) ? classification.taskType : null;
  const task = conditions.options.task ?? named ?? recognised;
  const contract = task === null ? null : policy.tasks[task].unavailable;
  return (contract ?? policy.tiers[1].unavailable).action === 'escalate';
}
