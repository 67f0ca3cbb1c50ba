import { describe, expect, it } from 'vitest';
import type { ContentBlock, Message } from '../core/call.ts';
import type { TaskType } from '../core/task.ts';
import { sampleCall } from '../testing/policy.ts';
import { createActionMemory, type ActionCall, type ActionMemory } from './action-memory.ts';

const MINUTE = 60_000;
const FREQUENCY = { calls: 3, windowMs: 10 * MINUTE, cap: 1 } as const;

const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const user = (said: string): Message => ({ role: 'user', content: [text(said)] });
const answer: Message = { role: 'assistant', content: [text('ok')] };

interface Told {
  readonly says?: string;
  readonly system?: string;
  readonly tools?: readonly string[];
  readonly session?: string | null;
  readonly task?: TaskType | null;
  readonly messages?: readonly Message[];
  readonly caller?: string | null;
  readonly client?: 'claude-code' | 'other';
  readonly now?: number;
}

function seen(told: Told = {}): ActionCall {
  const { says = 'x', system = 'You label.', tools = [], session = null, now = 0 } = told;
  return {
    call: sampleCall({
      system: [text(system)],
      messages: told.messages ?? [user(says)],
      tools: tools.map((name) => ({ name, description: null, inputSchema: {}, strict: null })),
    }),
    options: { session, task: told.task ?? null },
    purpose: { client: told.client ?? 'other' },
    caller: told.caller ?? null,
    frequency: FREQUENCY,
    now,
  };
}

function make(memory: ActionMemory, told: Told = {}): number {
  const action = memory.look(seen(told));
  action.counted();
  return action.calls;
}

describe('the calls of a program', () => {
  it('count together, whatever each asks', () => {
    const memory = createActionMemory();
    const calls = ['a', 'b', 'c', 'd', 'e'].map((says) => make(memory, { says }));
    expect(calls).toEqual([1, 2, 3, 4, 5]);
  });

  it.each<[string, Told]>([
    ['another system prompt', { system: 'You translate.' }],
    ['other tools', { tools: ['t'] }],
    ['another session', { session: 's' }],
    ['another client', { caller: 'k' }],
    ['another task', { task: 'classify_text' }],
  ])('begin anew with %s', (_, other) => {
    const memory = createActionMemory();
    make(memory);
    expect(make(memory, other)).toBe(1);
    expect(make(memory)).toBe(2);
  });

  it('count alone without a template, unless they ask the same', () => {
    const memory = createActionMemory();
    const bare = (says: string) => make(memory, { says, system: '' });
    expect(['Label the first.', 'Label the second.', 'Label the first.'].map(bare)).toEqual([
      1, 1, 2,
    ]);
  });

  it('count by their session where they have one', () => {
    const memory = createActionMemory();
    make(memory, { session: 's', system: 'a' });
    expect(make(memory, { session: 's', system: 'b' })).toBe(2);
  });

  it('are many only while they come thick and fast', () => {
    const memory = createActionMemory();
    for (let count = 0; count < 10; count++) make(memory, { now: count * 4 * MINUTE });
    expect(memory.look(seen({ now: 37 * MINUTE })).calls).toBe(4);
    expect(memory.look(seen({ now: 44 * MINUTE })).calls).toBe(2);
    expect(memory.look(seen({ now: 60 * MINUTE })).calls).toBe(1);
  });

  it('are all told of, not only those that made them many', () => {
    const memory = createActionMemory();
    for (let count = 1; count <= 100; count++) expect(make(memory, { now: count })).toBe(count);
  });

  it('are new ones after a pause', () => {
    const memory = createActionMemory();
    for (let count = 0; count < 5; count++) make(memory);
    make(memory, { now: 11 * MINUTE });
    expect(make(memory, { now: 11 * MINUTE })).toBe(2);
  });

  it('are not counted by asking', () => {
    const memory = createActionMemory();
    memory.look(seen());
    expect(memory.look(seen()).calls).toBe(1);
  });
});

describe('the calls of an agent', () => {
  const turns = (count: number, last = 'Fix it.'): readonly Message[] => [
    user(last === 'Fix it.' ? last : 'Fix it.'),
    ...Array.from({ length: count }, () => [answer, toolResult]).flat(),
    ...(last === 'Fix it.' ? [] : [user(last)]),
  ];
  const toolResult: Message = {
    role: 'user',
    content: [{ type: 'tool-result', toolUseId: 't', isError: false, content: [text('done')] }],
  };

  it('count until its human asks for something else, however long that takes', () => {
    const memory = createActionMemory();
    const calls = [1, 2, 3, 4].map((count) =>
      make(memory, { messages: turns(count), now: count * 30 * MINUTE }),
    );
    expect(calls).toEqual([1, 2, 3, 4]);
    expect(make(memory, { messages: turns(5, 'Now test it.') })).toBe(1);
  });

  it('are known by what was asked, not by what a harness puts in', () => {
    const memory = createActionMemory();
    const reminded = (note: string): readonly Message[] => [
      user(`<system-reminder>${note}</system-reminder>Fix it.`),
    ];
    make(memory, { client: 'claude-code', messages: reminded('Monday') });
    expect(make(memory, { client: 'claude-code', messages: reminded('Tuesday') })).toBe(2);
  });

  it('tells long asks apart by their ends', () => {
    const memory = createActionMemory();
    const long = (end: string) => [user(`${'a'.repeat(50_000)}${end}`), answer];
    make(memory, { messages: long('x') });
    expect(make(memory, { messages: long('y') })).toBe(1);
    expect(make(memory, { messages: long('x') })).toBe(2);
  });
});

describe('what was kept cheap', () => {
  it('is summed by action, the latest first', () => {
    const memory = createActionMemory();
    for (let count = 0; count < 5; count++) make(memory, { now: count });
    const first = memory.look(seen({ now: 5 }));
    first.counted();
    first.kept(1, 700);
    first.kept(0, null);
    const second = memory.look(seen({ system: 'other', now: 9 }));
    second.counted();
    second.kept(0, 3);
    expect(memory.frequent()).toEqual([
      { calls: 1, kept: 1, tier: 0, savedNanoUsd: 3, unknown: 0, since: 9, until: 9 },
      { calls: 6, kept: 2, tier: 1, savedNanoUsd: 700, unknown: 1, since: 0, until: 5 },
    ]);
  });

  it('is nothing of an action that was forgotten', () => {
    const memory = createActionMemory(1);
    const action = memory.look(seen());
    action.kept(1, 1);
    action.counted();
    make(memory, { system: 'other' });
    action.kept(1, 1);
    expect(memory.frequent()).toEqual([]);
  });
});
