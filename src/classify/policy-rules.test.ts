import { describe, expect, it } from 'vitest';
import type { Classification } from '../core/classification.ts';
import { sampleCall } from '../testing/policy.ts';
import { patternProblem, withPolicyRules } from './policy-rules.ts';

const UNKNOWN: Classification = {
  taskType: null,
  confidence: 0,
  alternatives: [],
  classifier: 'sample@1',
  signals: [],
  judged: null,
};

function classify(
  text: string,
  rules: Parameters<typeof withPolicyRules>[0],
  seen: Partial<Classification> = {},
): Classification {
  const call = sampleCall({
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  });
  const classifier = { name: 'sample@1', classify: () => ({ ...UNKNOWN, ...seen }) };
  return withPolicyRules(rules, classifier).classify(call);
}

describe('word rules of a policy', () => {
  const text = 'Please snorkel the blue folder for me.';

  it('recognise what nothing else does', () => {
    expect(classify(text, []).taskType).toBeNull();
    const found = classify(text, [{ words: 'snorkel ..3 folder', task: 'extract_fields' }]);
    expect(found.taskType).toBe('extract_fields');
    expect(found.confidence).toBeGreaterThanOrEqual(0.7);
    expect(found.signals).toEqual(['rule:snorkel ..3 folder']);
  });

  it('decide against what the classifier thinks, and keep it as an alternative', () => {
    const found = classify(text, [{ words: 'snorkel', task: 'translate' }], {
      taskType: 'write_code',
      confidence: 0.9,
      alternatives: [{ taskType: 'translate', confidence: 0.05 }],
    });
    expect(found.taskType).toBe('translate');
    expect(found.alternatives).toEqual([{ taskType: 'write_code', confidence: 0.9 }]);
  });

  it.each([
    [0.9, 'irreversible_action'],
    [0.3, 'classify_text'],
  ] as const)('do not lower work of the highest stakes that is %d sure', (confidence, taskType) => {
    const rules = [{ words: 'database', task: 'classify_text' }] as const;
    const seen = { taskType: 'irreversible_action', confidence } as const;
    expect(classify('Drop the production database.', rules, seen).taskType).toBe(taskType);
  });

  it('of several, the one that lifts decides, then the one with more words', () => {
    const rules = [
      { words: 'blue', task: 'detect_topic' },
      { words: 'snorkel ..3 folder', task: 'translate' },
      { words: 'folder', task: 'write_code' },
    ] as const;
    expect(classify(text, rules).taskType).toBe('write_code');
    expect(classify(text, rules.slice(0, 2)).taskType).toBe('translate');
  });

  it('stand at the edges of a long text, not in its middle', () => {
    const filler = 'word '.repeat(200);
    const rules = [{ words: 'snorkel', task: 'translate' }] as const;
    expect(classify(`snorkel ${filler}`, rules).taskType).toBe('translate');
    expect(classify(`${filler} snorkel`, rules).taskType).toBe('translate');
    expect(classify(`${filler} snorkel ${filler}`, rules).taskType).toBeNull();
  });

  it('are refused with a reason when they cannot be read', () => {
    expect(patternProblem('refund ..4 please')).toBeNull();
    expect(patternProblem('refund ..999 please')).toContain('..1 to ..40');
    expect(patternProblem('Refund')).toContain('lower case');
    expect(patternProblem('..3 x')).toContain('start and end with a word');
  });
});
