import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleCall, sampleModel, sampleRule } from '../testing/policy.ts';
import { estimateTokens } from './estimate.ts';

const MODEL = sampleModel({ id: 'm', charactersPerToken: 4 });
const TOOL = { name: 't', description: null, inputSchema: {}, strict: null };

describe('estimateTokens', () => {
  test.each([
    ['text', { size: { characters: 401, images: 0, documents: 0 } }, 101],
    ['images', { size: { characters: 0, images: 2, documents: 0 } }, 3_000],
    ['documents', { size: { characters: 0, images: 0, documents: 1 } }, 6_000],
    ['tools', { size: { characters: 40, images: 0, documents: 0 }, tools: [TOOL] }, 510],
  ])('prompt: %s', (_, changes, promptTokens) => {
    expect(estimateTokens(sampleCall(changes), MODEL, null).promptTokens).toBe(promptTokens);
  });

  test('a model nobody described is thought to need more tokens', () => {
    const known = estimateTokens(sampleCall(), MODEL, null);
    const unknown = estimateTokens(sampleCall(), null, null);
    expect(unknown.promptTokens).toBeGreaterThan(known.promptTokens);
  });

  test.each([
    ['what the task usually takes', 1_024, sampleRule(0, { expectedOutputTokens: 20 }), 20],
    ['no more than the client takes', 10, sampleRule(0, { expectedOutputTokens: 20 }), 10],
    ['without a limit', null, sampleRule(0, { expectedOutputTokens: 20 }), 20],
    ['an unknown task', 100_000, null, 500],
    ['an unknown task with a small limit', 5, null, 5],
  ])('answer: %s', (_, maxOutputTokens, rule, outputTokens) => {
    expect(estimateTokens(sampleCall({ maxOutputTokens }), MODEL, rule).outputTokens).toBe(
      outputTokens,
    );
  });

  test('more text is never fewer tokens, and tokens are whole', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.double({ min: 1, max: 8, noNaN: true }), (a, b, per) => {
        const model = sampleModel({ id: 'm', charactersPerToken: per });
        const tokens = [a, a + b].map(
          (characters) =>
            estimateTokens(
              sampleCall({ size: { characters, images: 0, documents: 0 } }),
              model,
              null,
            ).promptTokens,
        );
        expect(tokens.every(Number.isSafeInteger)).toBe(true);
        expect(tokens[0]).toBeLessThanOrEqual(tokens[1] ?? -1);
      }),
    );
  });
});
