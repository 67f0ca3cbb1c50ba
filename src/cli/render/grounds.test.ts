import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NO_OPTIONS } from '../../core/call-options.ts';
import { route } from '../../core/route.ts';
import { withWhatWouldChange } from '../../core/what-would-change.ts';
import {
  sampleCall,
  sampleClassification,
  sampleConditions,
  sampleJudged,
  samplePolicy,
} from '../../testing/policy.ts';
import { openCallWith } from '../../../test/conformance/ledger-rows.ts';
import { renderDecision } from './decision.ts';
import { changeField } from './grounds.ts';
import { renderReceipt } from './receipt.ts';

const LINES = (text: string) => stripVTControlCharacters(text).split('\n');

function shown(width: number, options = NO_OPTIONS): readonly string[] {
  const classification = {
    ...sampleClassification('summarize', 0.86),
    alternatives: [
      { taskType: 'extract_fields' as const, confidence: 0.06 },
      { taskType: 'rewrite_text' as const, confidence: 0.04 },
    ],
    judged: sampleJudged({ tiers: [0.9, 0.06, 0.03, 0.01], complexity: 2, pStrong: 0.12 }),
  };
  const call = sampleCall({ size: { characters: 10_000, images: 0, documents: 0 } });
  const input = {
    call,
    classification,
    policy: samplePolicy(),
    conditions: sampleConditions({ options }),
  };
  const made = route(call, classification, input.policy, input.conditions);
  return LINES(renderDecision(withWhatWouldChange(made, input), classification, width));
}

describe('a decision for people', () => {
  it('says what was seen, asked and ruled out, what it would cost and what would change it', () => {
    expect(shown(1_000)).toEqual([
      'tier 1  anthropic/sample-cheap  by classifier',
      ' task       summarize  (classifier sample@1: summarize, p 0.86)',
      ' seen as    summarize 0.86, extract_fields 0.06, rewrite_text 0.04',
      ' least tier 0 p 0.90 · 1 p 0.06 · 2 p 0.03 · 3 p 0.01',
      ' looks      complexity 2 of 10, a strong model better p 0.12, high stakes p 0.00, unlike what is known 0.10',
      ' because    Tier 1, anthropic/sample-cheap: sample@1 recognised summarize (86 % sure), and tier 0 is enough with 90 %; the prompt is larger than the tier takes. Processing, a mistake can be made good, it does not fit below tier 1.',
      ' questions  judgment or processing?  processing (type:summarize 0.90)  → tier 0 or 1 will do',
      '            recoverable?  yes (type:summarize 1.00)',
      '            does it fit?  no (over tiers.0.max_prompt_tokens)  → tier 1',
      ' reasons    classifier: the classifier recognised the task type  [type:summarize 0.86: tier 1 is enough with p 0.96]',
      '            prompt_over_tier_limit: the prompt is larger than the tier takes  [policy:tiers.0.max_prompt_tokens: about 2500 prompt tokens, the tier takes 2000]',
      ' plan       tier 1  anthropic/sample-cheap  ~$0.00030',
      '            tier 2  anthropic/sample-work  ~$0.0060  after it rejected',
      ' estimate   2500 tokens in, 100 out, delivered buffered',
      ' left out   tier 0  local/small:7b  prompt_over_tier_limit: about 2500 prompt tokens, the tier takes 2000',
      ' change it  modicum policy set tasks.summarize.tier=2',
      '            → tier 2  anthropic/sample-work',
      ' no call was made',
    ]);
  });

  it('fits 80 columns, but for what must be copied whole', () => {
    for (const line of shown(80)) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('the command that would change it', () => {
  it('quotes what a shell would take apart', () => {
    const value = "[{from: it's, to: modicum/auto}]";
    expect(
      changeField({ settings: [{ key: 'rewrite', value }], tier: 0, model: 'local/m' })[1],
    ).toEqual([
      String.raw`modicum policy set 'rewrite=[{from: it'\''s, to: modicum/auto}]'`,
      '→ tier 0  local/m',
    ]);
  });

  it('goes over several lines so that it can be copied where it wraps', () => {
    const settings = ['tier', 'floor'].map((key) => ({
      key: `tasks.root_cause.${key}`,
      value: '2',
    }));
    expect(changeField({ settings, tier: 2, model: 'a/m' })[1]).toEqual([
      'modicum policy set \\',
      '  tasks.root_cause.tier=2 \\',
      '  tasks.root_cause.floor=2',
      '→ tier 2  a/m',
      'this lowers a floor: such work is less safe then',
    ]);
  });

  it('says where there is none', () => {
    expect(changeField(null)[1]).toBe('no one line of the policy would');
  });
});

describe('the receipt of a call', () => {
  const receipt = (call: Parameters<typeof openCallWith>[0]) =>
    LINES(
      renderReceipt({ call: openCallWith(call), closed: null, attempts: [], retriedBy: [] }, 1_000),
    );

  it('shows the grounds as they were recorded', () => {
    const lines = receipt({ callId: 'c' });
    expect(lines).toContain(' seen as    classify_text 0.91, detect_topic 0.05');
    expect(lines).toContain(
      ' questions  judgment or processing?  processing (type:classify_text 0.97)  → tier 0 or 1 will do',
    );
    expect(lines).toContain(
      ' because    provider_down: its provider does not answer  [provider:ollama: connection refused]',
    );
    expect(lines).toContain(' change it  modicum policy set tasks.classify_text.tier=1');
  });

  it('shows a row of before with its reasons alone', () => {
    const lines = receipt({ callId: 'c', grounds: null });
    expect(lines).toContain(' because    provider_down: its provider does not answer');
    expect(lines.join('\n')).not.toMatch(/questions|change it|least tier/);
  });

  it('shows of a refusal what was seen', () => {
    const seen = { taskType: null, confidence: 0, alternatives: [], judged: null };
    const grounds = { seen, answers: [], evidence: [], wouldChange: null };
    const text = receipt({ callId: 'c', grounds }).join('\n');
    expect(text).not.toMatch(/questions|change it/);
  });
});

describe('a change that lowers safety', () => {
  it.each([
    [['tasks.irreversible_action.tier', 'tasks.irreversible_action.floor'], true],
    [['tasks.summarize.tier'], false],
  ])('is called that: %j', (keys, isTold) => {
    const settings = keys.map((key) => ({ key, value: '2' }));
    const [, told] = changeField({ settings, tier: 2, model: 'a/b' });
    expect(String(told).includes('less safe')).toBe(isTold);
  });
});
