import { expect, test } from 'vitest';
import { metaCall } from '../../src/classify/meta/meta-call.ts';
import { loadCatalog } from '../../src/config/load-catalog.ts';
import { promptWithMargin } from '../../src/core/answer-room.ts';
import { estimateTokens } from '../../src/core/estimate.ts';
import { LEAST_QUESTION } from '../../src/core/meta.ts';
import { PLAIN_CALL } from '../../src/core/purpose.ts';
import { sampleCall, sampleClassification } from '../../src/testing/policy.ts';

test('no question what a call is takes less than the least that lint reckons with', () => {
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'x' }] }];
  const asked = metaCall(sampleCall({ messages }), PLAIN_CALL, sampleClassification(null));
  if (asked === null) throw new Error('One word is enough to ask about.');
  for (const model of loadCatalog().models) {
    const { promptTokens } = estimateTokens(asked, model, null);
    expect(promptWithMargin(promptTokens)).toBeGreaterThanOrEqual(LEAST_QUESTION.freshInputTokens);
  }
  expect(asked.maxOutputTokens).toBe(LEAST_QUESTION.outputTokens);
});
