import { describe, expect, it } from 'vitest';
import type { Call } from '../core/call.ts';
import { HIGHEST_STAKES } from './tasks/highest-stakes.ts';
import { JUDGMENT } from './tasks/judgment.ts';
import { PROCESSING } from './tasks/processing.ts';
import { STRUCTURED } from './tasks/structured.ts';
import { createWordRuleClassifier } from './word-rules.ts';

export const call = (text: string, changes: Partial<Call> = {}): Call => ({
  dialect: 'anthropic-messages',
  requestedModel: 'modicum/auto',
  stream: false,
  system: [],
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: [],
  toolChoice: null,
  parallelToolCalls: null,
  maxOutputTokens: null,
  temperature: null,
  topP: null,
  topK: null,
  stopSequences: [],
  outputFormat: null,
  thinking: null,
  effort: null,
  user: null,
  dialectOnly: [],
  size: { characters: text.length, images: 0, documents: 0 },
  ...changes,
});

const classifier = createWordRuleClassifier();
const TASKS = [...PROCESSING, ...STRUCTURED, ...JUDGMENT, ...HIGHEST_STAKES];
const EXAMPLES = TASKS.flatMap((task) => task.examples.map((text) => [task.taskType, text] as const));

describe('the examples of each task type', () => {
  it('are at least three, for at least forty types', () => {
    expect(TASKS.length).toBeGreaterThanOrEqual(40);
    for (const task of TASKS) expect(task.examples.length, task.taskType).toBeGreaterThanOrEqual(3);
  });

  it.each(EXAMPLES)('%s: %s', (taskType, text) => {
    expect(classifier.classify(call(text)).taskType).toBe(taskType);
  });
});
