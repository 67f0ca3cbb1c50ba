import { describe, expect, it, test } from 'vitest';
import { NO_OPTIONS } from '../core/call-options.ts';
import type { Call, Message } from '../core/call.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import {
  sampleCall,
  sampleCatalog,
  samplePolicy,
  sampleRule,
  sampleTasks,
} from '../testing/policy.ts';
import { mayRepeat, type Repeatable } from './may-repeat.ts';

const QUESTION: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };
const ANSWER: Message = { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] };
const REPEATS = { maxEntries: 10, maxBytes: 1_024, ttlMs: 1_000, pins: false };
const TASKS = sampleTasks({ classify_text: sampleRule(0, { repeatable: true }) });

const ASKED: Repeatable = {
  call: sampleCall({ requestedModel: 'modicum/auto', messages: [QUESTION] }),
  options: NO_OPTIONS,
  purpose: PLAIN_CALL,
  decision: { taskType: 'classify_text', reasons: [] },
  policy: samplePolicy({ repeats: REPEATS, tasks: TASKS }),
  catalog: sampleCatalog(),
};
const withCall = (changes: Partial<Call>) => ({ call: { ...ASKED.call, ...changes } });
const withRepeats = (changes: Partial<typeof REPEATS>) => ({
  policy: samplePolicy({ repeats: { ...REPEATS, ...changes }, tasks: TASKS }),
});
const withContent = (content: Message['content']) =>
  withCall({ messages: [{ role: 'user', content }] });

describe('mayRepeat', () => {
  test.each<[string, Partial<Repeatable>]>([
    ['as it is', {}],
    ['temperature 0', withCall({ temperature: 0 })],
    ['a tier as its model', withCall({ requestedModel: 'modicum/tier-1' })],
    [
      'a system message beside it',
      withCall({ messages: [{ ...ANSWER, role: 'system' }, QUESTION] }),
    ],
    [
      'a real model, where the policy says so',
      { ...withCall({ requestedModel: 'sample-work' }), ...withRepeats({ pins: true }) },
    ],
  ])('yes: %s', (_name, changes) => {
    expect(mayRepeat({ ...ASKED, ...changes })).toBe(true);
  });

  test.each<[string, Partial<Repeatable>]>([
    ['the policy keeps none', withRepeats({ maxEntries: 0 })],
    ['the client does not want it', { options: { ...NO_OPTIONS, repeat: false } }],
    ['Claude Code asks', { purpose: { ...PLAIN_CALL, client: 'claude-code' } }],
    ['a lane', { purpose: { ...PLAIN_CALL, lane: 'background' } }],
    ['a safety check', { purpose: { ...PLAIN_CALL, protectedBy: 'safety_monitor' } }],
    ['a compaction', { purpose: { ...PLAIN_CALL, protectedBy: 'compaction' } }],
    ['temperature', withCall({ temperature: 0.2 })],
    ['earlier turns', withCall({ messages: [QUESTION, ANSWER, QUESTION] })],
    ['a started answer', withCall({ messages: [QUESTION, ANSWER] })],
    ['no question', withCall({ messages: [] })],
    ['an answer alone', withCall({ messages: [ANSWER] })],
    [
      'tools',
      withCall({ tools: [{ name: 'x', description: null, inputSchema: {}, strict: null }] }),
    ],
    ['what only its dialect knows', withCall({ dialectOnly: ['field `logprobs`'] })],
    [
      'the result of a tool',
      withContent([{ type: 'tool-result', toolUseId: 'x', isError: false, content: [] }]),
    ],
    ['a block nobody knows', withContent([{ type: 'opaque', name: 'x' }])],
    ['an unsure type', { decision: { taskType: 'classify_text', reasons: ['ambiguous'] } }],
    ['no type', { decision: { taskType: null, reasons: [] } }],
    ['a type whose answers do not stand', { decision: { taskType: 'summarize', reasons: [] } }],
    ['a real model', withCall({ requestedModel: 'sample-work' })],
    ['a name nobody knows', withCall({ requestedModel: 'modicum/unheard-of' })],
  ])('no: %s', (_name, changes) => {
    expect(mayRepeat({ ...ASKED, ...changes })).toBe(false);
  });

  it('follows what the policy says of the type', () => {
    const tasks = sampleTasks({ classify_text: sampleRule(0, { repeatable: false }) });
    expect(mayRepeat({ ...ASKED, policy: samplePolicy({ repeats: REPEATS, tasks }) })).toBe(false);
  });
});
