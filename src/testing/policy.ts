import { type CallOptions, NO_OPTIONS } from '../core/call-options.ts';
import type { Call, ContentBlock } from '../core/call.ts';
import type { Capabilities, Catalog, CatalogModel, DatedPrice } from '../core/catalog.ts';
import type { Classification, Judged } from '../core/classification.ts';
import type { Conditions } from '../core/conditions.ts';
import type { ProviderKind } from '../core/model.ts';
import { NANO_USD_PER_USD } from '../core/money.ts';
import type { Policy, ProviderPolicy, TierPolicy } from '../core/policy.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import { TASK_TYPES, type TaskRule, type TaskType } from '../core/task.ts';
import type { Tier } from '../core/tier.ts';

/** A small world to decide in: four tiers, three providers, one model each, everything reachable. */
export function samplePolicy(changes: Partial<Policy> = {}): Policy {
  return {
    version: 'sample',
    providers: [
      sampleProvider({ name: 'local', kind: 'ollama', keys: [], requireLocal: true }),
      sampleProvider({ name: 'anthropic' }),
      sampleProvider({ name: 'openai', kind: 'openai-compatible' }),
    ],
    tiers: {
      0: sampleTier('local/small:7b', {
        maxPromptTokens: 2_000,
        maxAnswerTokens: 500,
        tokensPerSecond: 10,
        unavailable: { action: 'escalate' },
      }),
      1: sampleTier('anthropic/sample-cheap'),
      2: sampleTier('anthropic/sample-work'),
      3: sampleTier('anthropic/sample-best'),
    },
    floor: 0,
    cap: 3,
    defaultTier: 2,
    tasks: sampleTasks(),
    tools: {},
    rules: [],
    rewrite: [],
    claudeCode: {
      lanes: { main: 'observe', subagents: 'route', background: 'route' },
      bind: {},
    },
    classifier: { minConfidence: 0.7 },
    complexity: { tier0Below: 3, tier1Below: 5, tier3Above: 8 },
    record: { prompts: false, days: 30, maxRows: 10_000 },
    repeats: { maxEntries: 0, maxBytes: 1024 * 1024, ttlMs: 600_000, pins: false },
    convert: true,
    background: { startTier: 0 },
    frequency: { calls: 50, windowMs: 600_000, cap: 1 },
    irreversible: { tier: 3 },
    baselineTier: 2,
    limits: {
      attempts: 6,
      deadlineMs: 600_000,
      idleMs: 60_000,
      pingMs: 10_000,
      maxRetryAfterMs: 10_000,
      bodyBytes: 32 * 1024 * 1024,
    },
    ...changes,
  };
}

export function sampleProvider(changes: Partial<ProviderPolicy> = {}): ProviderPolicy {
  const name = changes.name ?? 'anthropic';
  return {
    name,
    kind: 'anthropic',
    baseUrl: 'http://127.0.0.1:9',
    keys: [{ kind: 'environment', name: `${name.toUpperCase()}_API_KEY` }],
    passesClientCredential: false,
    speaksResponses: false,
    requireLocal: false,
    simulated: false,
    models: [],
    onClientGone: 'cancel',
    ...changes,
  };
}

/** A tier bound to models written as `provider/id`, separated by spaces; `''` binds none. */
export function sampleTier(models: string, changes: Partial<TierPolicy> = {}): TierPolicy {
  return {
    bindings: models.split(' ').flatMap((name) => {
      const [provider = '', id] = name.split('/');
      return id === undefined ? [] : [{ provider, id, effort: null }];
    }),
    maxPromptTokens: null,
    maxAnswerTokens: null,
    tokensPerSecond: null,
    timeoutMs: 60_000,
    retries: 1,
    unavailable: { action: 'refuse' },
    ...changes,
  };
}

export function sampleRule(tier: Tier, changes: Partial<TaskRule> = {}): TaskRule {
  return {
    tier,
    floor: tier >= 2 ? tier : 0,
    cap: 3,
    delivery: tier >= 2 ? 'streamed' : 'buffered',
    validate: tier >= 2 ? [] : ['answered'],
    expectedOutputTokens: 100,
    unavailable: null,
    kind: tier >= 2 ? 'judgment' : 'processing',
    stakes: tier === 3 ? 'high' : 'low',
    recoverable: tier !== 3,
    retries: null,
    deadlineMs: null,
    repeatable: false,
    underCost: 3,
    ...changes,
  };
}

/** Every task on tier 2 but a few: classifying and summarising 0, validating 1, architecture 3. */
export function sampleTasks(
  changes: Partial<Record<TaskType, TaskRule>> = {},
): Readonly<Record<TaskType, TaskRule>> {
  const workhorse = Object.fromEntries(TASK_TYPES.map((type) => [type, sampleRule(2)]));
  return {
    // `fromEntries` cannot say that every task type is there.
    ...(workhorse as Record<TaskType, TaskRule>),
    classify_text: sampleRule(0),
    summarize: sampleRule(0),
    validate_schema: sampleRule(1),
    architect_design: sampleRule(3),
    ...changes,
  };
}

/** Models of rising price, one per tier, that take everything; and an OpenAI-style one. */
export function sampleCatalog(changes: Partial<Catalog> = {}): Catalog {
  return {
    version: 'sample',
    models: [
      sampleModel({ id: 'small:7b', kind: 'ollama', prices: [samplePrice(0)] }),
      sampleModel({ id: 'sample-cheap', prices: [samplePrice(0.1)] }),
      sampleModel({
        id: 'sample-work',
        aliases: ['sample-work-20261101'],
        prices: [samplePrice(2)],
      }),
      sampleModel({ id: 'sample-best', prices: [samplePrice(4)] }),
      sampleModel({ id: 'sample-gpt', kind: 'openai-compatible', prices: [samplePrice(1)] }),
      sampleModel({
        id: 'sample-old',
        retired: { on: '2026-01-05', replacedBy: 'sample-work' },
      }),
    ],
    ...changes,
  };
}

export function sampleModel(
  changes: Partial<CatalogModel> & { readonly id: string },
): CatalogModel {
  return {
    aliases: [],
    kind: 'anthropic',
    label: changes.id,
    prices: [],
    limits: { contextTokens: 200_000, outputTokens: 64_000 },
    capabilities: sampleCapabilities(),
    charactersPerToken: 4,
    retired: null,
    source: 'made up',
    ...changes,
  };
}

export function sampleCapabilities(changes: Partial<Capabilities> = {}): Capabilities {
  return {
    tools: true,
    forcedToolChoice: true,
    images: true,
    documents: true,
    structuredOutput: true,
    samplingParameters: true,
    samplingTogether: true,
    stopSequences: true,
    prefill: true,
    thinking: ['disabled', 'adaptive', 'budget'],
    efforts: ['low', 'medium', 'high'],
    systemMessages: true,
    chatTools: 'any',
    disabledThinkingUpTo: null,
    thinkingDisplays: ['omitted'],
    thinkingBoundTo: null,
    smallestBudget: 1_024,
    messageSettings: true,
    deferredTools: true,
    refusedBetas: [],
    effortBeta: null,
    ...changes,
  };
}

/** Dollars per million input tokens; output at five times that. */
export function samplePrice(usd: number): DatedPrice {
  const input = Math.round(usd * NANO_USD_PER_USD);
  return {
    from: '2026-11-01',
    bands: [
      {
        upToPromptTokens: null,
        input,
        cacheRead: Math.round(input / 10),
        cacheWrite5m: Math.round(input * 1.25),
        cacheWrite1h: input * 2,
        output: input * 5,
      },
    ],
    modifiers: { batch: null, fast: null, usInference: null },
  };
}

/** A call in Anthropic's dialect that leaves the model to Modicum. */
export function sampleCall(changes: Partial<Call> = {}): Call {
  return {
    dialect: 'anthropic-messages',
    requestedModel: 'modicum/auto',
    stream: false,
    system: [],
    messages: [{ role: 'user', content: [text('Is this a question?')] }],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    maxOutputTokens: 1_024,
    temperature: null,
    topP: null,
    topK: null,
    stopSequences: [],
    outputFormat: null,
    thinking: null,
    effort: null,
    user: null,
    dialectOnly: [],
    leftOut: [],
    size: { characters: 400, images: 0, documents: 0 },
    ...changes,
  };
}

function text(content: string): ContentBlock {
  return { type: 'text', text: content };
}

export function sampleClassification(
  taskType: TaskType | null,
  confidence = taskType === null ? 0 : 0.9,
): Classification {
  return {
    taskType,
    confidence,
    alternatives: [],
    classifier: 'sample@1',
    signals: [],
    judged: null,
  };
}

/** An easy call of a known kind: tier 0 is enough, nothing lifts it. */
export function sampleJudged(changes: Partial<Judged> = {}): Judged {
  return {
    tiers: [0.97, 0.02, 0.01, 0],
    kind: 'processing',
    stakes: 0,
    recoverable: true,
    complexity: 1,
    pStrong: 0.1,
    outOfDistribution: 0.1,
    evidence: [],
    ...changes,
  };
}

const NOTHING: Conditions['reworded'] = {
  'anthropic-messages': [],
  'openai-chat': [],
  'openai-responses': [],
  'ollama-chat': [],
};

/** Nothing known against any upstream, everything translatable, no options. */
export function sampleConditions(
  changes: Partial<Conditions> & { readonly options?: CallOptions } = {},
): Conditions {
  return {
    now: Date.UTC(2026, 10, 20),
    catalog: sampleCatalog(),
    options: NO_OPTIONS,
    upstreams: {},
    untranslatable: NOTHING,
    reworded: NOTHING,
    purpose: PLAIN_CALL,
    kept: null,
    signers: new Map(),
    ...changes,
  };
}

/** Which dialects a kind speaks is in `PROVIDER_DIALECTS`; this lists the kinds there are. */
export const PROVIDER_KINDS: readonly ProviderKind[] = ['anthropic', 'openai-compatible', 'ollama'];
