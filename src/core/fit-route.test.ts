import { describe, expect, it, test } from 'vitest';
import {
  sampleCall,
  sampleCapabilities,
  sampleCatalog,
  sampleClassification,
  sampleConditions,
  samplePolicy,
  sampleTier,
} from '../testing/policy.ts';
import { NO_OPTIONS } from './call-options.ts';
import type { Call } from './call.ts';
import type { ExclusionReason } from './candidate.ts';
import type { Capabilities } from './catalog.ts';
import type { Conditions } from './conditions.ts';
import type { TierPolicy } from './policy.ts';
import { route } from './route.ts';

interface Case {
  readonly reason: ExclusionReason;
  /** What stands in the detail. */
  readonly says: string | null;
  readonly call?: Partial<Call>;
  /** What the model of tier 0 cannot do. */
  readonly cannot?: Partial<Capabilities>;
  readonly contextTokens?: number;
  readonly tier?: Partial<TierPolicy>;
  readonly conditions?: Partial<Conditions>;
}

const TOOL = { name: 't', description: null, inputSchema: {}, strict: null };
const SIZE = { characters: 400, images: 0, documents: 0 };
const SLOW = {
  samples: 5,
  outputTokensPerSecond: 1,
  promptTokensPerSecond: null,
  startMs: null,
  firstTokenMs: null,
  loadMs: null,
};
const HURRY = { options: { ...NO_OPTIONS, deadlineMs: 20_000 } };

const CASES: readonly Case[] = [
  {
    reason: 'prompt_over_tier_limit',
    says: 'about 2500 prompt tokens, the tier takes 2000',
    call: { size: { ...SIZE, characters: 10_000 } },
  },
  {
    reason: 'answer_over_tier_limit',
    says: 'about 100 answer tokens, the tier takes 50',
    tier: { maxAnswerTokens: 50 },
  },
  {
    reason: 'deadline_too_short',
    says: 'the answer takes about 100000 ms, the deadline is 20000 ms',
    tier: { tokensPerSecond: 1 },
    conditions: HURRY,
  },
  {
    reason: 'deadline_too_short',
    says: 'the answer takes about 100000 ms (100 tokens at 1.0 per second, measured over 5 answers), the deadline is 20000 ms',
    conditions: { ...HURRY, speeds: { 'local/small:7b': SLOW } },
  },
  { reason: 'context_window', says: 'its window is 150', contextTokens: 150 },
  {
    reason: 'images_unsupported',
    says: null,
    call: { size: { ...SIZE, images: 1 } },
    cannot: { images: false },
  },
  {
    reason: 'documents_unsupported',
    says: null,
    call: { size: { ...SIZE, documents: 1 } },
    cannot: { documents: false },
    tier: { maxPromptTokens: null },
  },
  { reason: 'tools_unsupported', says: null, call: { tools: [TOOL] }, cannot: { tools: false } },
  {
    reason: 'forced_tool_choice_unsupported',
    says: null,
    call: { tools: [TOOL], toolChoice: { kind: 'tool', name: 't' } },
    cannot: { forcedToolChoice: false },
  },
  {
    reason: 'structured_output_unsupported',
    says: null,
    call: { outputFormat: { kind: 'json-object' } },
    cannot: { structuredOutput: false },
  },
  {
    reason: 'prefill_unsupported',
    says: null,
    call: {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'It' }] },
      ],
    },
    cannot: { prefill: false },
  },
  {
    reason: 'not_translatable',
    says: 'stop sequences',
    call: { stopSequences: ['END'] },
    cannot: { stopSequences: false },
  },
  {
    reason: 'not_translatable',
    says: 'field `logprobs`',
    conditions: {
      untranslatable: {
        'anthropic-messages': [],
        'openai-chat': [],
        'openai-responses': [],
        'ollama-chat': ['field `logprobs`'],
      },
    },
  },
];

function decide({ call, cannot, contextTokens, tier, conditions }: Omit<Case, 'reason' | 'says'>) {
  const { models } = sampleCatalog();
  const catalog = sampleCatalog({
    models: models.map((model) =>
      model.id === 'small:7b'
        ? {
            ...model,
            capabilities: sampleCapabilities(cannot),
            limits: { ...model.limits, contextTokens: contextTokens ?? 200_000 },
          }
        : model,
    ),
  });
  const policy = samplePolicy();
  const limits = { maxPromptTokens: 2_000, maxAnswerTokens: 500, tokensPerSecond: 10 };
  const first = sampleTier('local/small:7b', {
    ...limits,
    unavailable: { action: 'escalate' },
    ...tier,
  });
  return route(
    sampleCall(call),
    sampleClassification('summarize'),
    { ...policy, tiers: { ...policy.tiers, 0: first } },
    sampleConditions({ catalog, ...conditions }),
  );
}

describe('what does not fit tier 0 goes to the next, with the reason', () => {
  test.each(CASES)('$reason: $says', ({ reason, says, ...asked }) => {
    const decision = decide(asked);
    expect(decision).toMatchObject({ kind: 'decision', tier: 1 });
    const excluded = decision.excluded.find(({ tier }) => tier === 0);
    expect(excluded).toMatchObject({ reason, model: { id: 'small:7b' } });
    if (says === null) expect(excluded?.detail).toBeNull();
    else expect(excluded?.detail).toContain(says);
    expect(decision.kind === 'decision' && decision.reasons).toContain(reason);
  });

  it('and what the model can do, stays', () => {
    const able = CASES.map(({ call }) =>
      decide({ ...(call && { call }), tier: { maxPromptTokens: null } }),
    );
    for (const decision of able) expect(decision).toMatchObject({ kind: 'decision', tier: 0 });
  });

  it('takes a fast model at its measured word', () => {
    const fast = { ...SLOW, outputTokensPerSecond: 100 };
    expect(
      decide({
        tier: { tokensPerSecond: 1 },
        conditions: { ...HURRY, speeds: { 'local/small:7b': fast } },
      }),
    ).toMatchObject({ tier: 0 });
  });
});
