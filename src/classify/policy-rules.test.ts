import { describe, expect, it } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import { patternProblem, withPolicyRules } from './policy-rules.ts';
import { createWordRuleClassifier } from './word-rules.ts';

function classify(text: string, rules: Parameters<typeof withPolicyRules>[0]) {
  const call = sampleCall({
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  });
  return createWordRuleClassifier(withPolicyRules(rules)).classify(call);
}

describe('word rules of a policy', () => {
  const text = 'Please snorkel the blue folder for me.';

  it('recognise what nothing else does', () => {
    expect(classify(text, []).taskType).toBeNull();
    const found = classify(text, [{ words: 'snorkel ..3 folder', task: 'extract_fields' }]);
    expect(found.taskType).toBe('extract_fields');
    expect(found.confidence).toBeGreaterThanOrEqual(0.7);
    expect(found.signals.join(' ')).toContain('snorkel ..3 folder');
  });

  it('do not lower what words of the highest stakes lift', () => {
    const rules = [{ words: 'database', task: 'classify_text' }] as const;
    const found = classify('Drop the production database and rotate all credentials.', rules);
    expect(['irreversible_action', 'credential_change', 'production_deploy']).toContain(
      found.taskType,
    );
  });

  it('are refused with a reason when they cannot be read', () => {
    expect(patternProblem('refund ..4 please')).toBeNull();
    expect(patternProblem('refund ..999 please')).toContain('..1 to ..40');
    expect(patternProblem('Refund')).toContain('lower case');
    expect(patternProblem('..3 x')).toContain('start and end with a word');
  });
});
