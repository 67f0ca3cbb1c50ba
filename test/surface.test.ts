import { expect, it } from 'vitest';
import * as library from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

/**
 * What users import, written out by hand: a line more is a promise, a line less breaks somebody. Types
 * are not seen here; the type checker holds those that tests use.
 */
it('the library exports exactly this', () => {
  expect(Object.keys(library).toSorted()).toEqual([
    'DEFAULT_HOST',
    'DEFAULT_PORT',
    'ModicumError',
    'REASONS',
    'TASK_TYPES',
    'TIERS',
    'answerSchema',
    'callIdOf',
    'createModicum',
    'decimalUsd',
    'formatUsd',
    'receiptOf',
    'withModicum',
  ]);
});

it('modicum/testing exports exactly this', () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    'ANTHROPIC_USAGE',
    'FAKE_NOW',
    'OPENAI_USAGE',
    'RESPONSES_USAGE',
    'SIMULATED_OLLAMA_MODELS',
    'SIMULATED_OPENAI_MODELS',
    'anthropicError',
    'anthropicErrorEvent',
    'anthropicEvent',
    'anthropicMessage',
    'anthropicRequestFaults',
    'anthropicStream',
    'createFakeClock',
    'createMemoryLedger',
    'drip',
    'memoryRows',
    'ollamaAnswer',
    'ollamaError',
    'ollamaLine',
    'ollamaRequestFaults',
    'ollamaStream',
    'openaiCompletion',
    'openaiError',
    'openaiEvent',
    'openaiRequestFaults',
    'openaiStream',
    'responsesAnswer',
    'responsesErrorEvent',
    'responsesEvent',
    'responsesFailedEvent',
    'responsesRequestFaults',
    'responsesStream',
    'sampleCall',
    'sampleCapabilities',
    'sampleCatalog',
    'sampleClassification',
    'sampleConditions',
    'sampleModel',
    'samplePolicy',
    'samplePrice',
    'sampleProvider',
    'sampleRule',
    'sampleTasks',
    'sampleTier',
    'splitAt',
    'startScriptedUpstream',
    'startSimulatedSetUp',
    'startSimulatedUpstreams',
    'strictReply',
  ]);
});

it('listens where the pages say', () => {
  expect(`http://${library.DEFAULT_HOST}:${library.DEFAULT_PORT}`).toBe('http://127.0.0.1:4141');
  expect(library.TIERS).toEqual([0, 1, 2, 3]);
});
