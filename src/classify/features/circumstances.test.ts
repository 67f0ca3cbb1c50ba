import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../reading.ts';
import { CIRCUMSTANCES, circumstancesOf, contextOf, type Context } from './circumstances.ts';

function reading(changes: Partial<Reading> = {}): Reading {
  return {
    ask: 'fix it',
    system: '',
    earlierAsk: '',
    earlierAnswer: '',
    turns: 0,
    tools: [],
    shape: null,
    purpose: 'call',
    hasAttachments: false,
    ...changes,
  };
}

describe('where a call stands', () => {
  it.each<[context: Context, changes: Partial<Reading>]>([
    ['bare', {}],
    ['bare', { purpose: 'title' }],
    ['program', { system: 'You classify.' }],
    ['program', { turns: 2 }],
    ['agent', { tools: ['Read'] }],
    ['agent', { purpose: 'main', turns: 1 }],
    ['agent', { system: 'You classify.', tools: ['Read'] }],
  ])('%s: %j', (context, changes) => {
    expect(contextOf(reading(changes))).toBe(context);
    expect(circumstancesOf(reading(changes))).toContain(`kind:${context}`);
  });
});

describe('circumstances', () => {
  it.each<[name: string, changes: Partial<Reading>, not?: Partial<Reading>]>([
    ['question', { ask: 'why?' }, { ask: 'why? fix it' }],
    ['one-line', { ask: 'fix it' }, { ask: 'fix\nit' }],
    ['code', { ask: 'fix\n```\nx\n```' }, { ask: 'fix it' }],
    ['code', { ask: 'const f = (a) => a' }, { ask: `${'x'.repeat(3_000)}=>` }],
    ['attachments', { hasAttachments: true }, {}],
    ['schema:enum', { shape: 'schema:enum' }, {}],
    ['purpose:title', { purpose: 'title' }, {}],
    ['no-job', {}, { system: 'a job' }],
    ['has-job', { system: 'a job' }, {}],
    ['job-length:0', { system: 'a job' }, {}],
    ['job-length:4', { system: 'a'.repeat(2_000) }, { system: 'a job' }],
    ['turns:3', { turns: 9 }, { turns: 2 }],
    ['may-edit', { tools: ['Read', 'MultiEdit'] }, { tools: ['Read'] }],
    ['only-reads', { tools: ['Grep'] }, {}],
    ['tool:Read', { tools: ['Read'] }, {}],
    ['length:0', { ask: '' }, { ask: 'a'.repeat(20) }],
    ['length:9', { ask: 'a'.repeat(7_000) }, { ask: 'a'.repeat(200) }],
    ['lines:0', { ask: 'a' }, { ask: 'a\nb' }],
    ['lines:1', { ask: 'a\nb' }, { ask: 'a\nb\nc\nd' }],
    ['lines:2', { ask: 'a\n'.repeat(3) }, { ask: 'a\nb' }],
    ['lines:3', { ask: '\n'.repeat(5_000) }, { ask: 'a\n'.repeat(8) }],
  ])('%s', (name, changes, not) => {
    expect(circumstancesOf(reading(changes))).toContain(name);
    if (not !== undefined) expect(circumstancesOf(reading(not))).not.toContain(name);
  });

  it('have a place each, but for tools, purposes and schemas', () => {
    const anyReading = fc.record({
      ask: fc.string({ unit: 'binary', maxLength: 400 }),
      system: fc.string({ maxLength: 900 }),
      turns: fc.nat(9),
      tools: fc.subarray(['Read', 'Edit', 'x']),
      hasAttachments: fc.boolean(),
    });
    fc.assert(
      fc.property(anyReading, (changes) => {
        const found = circumstancesOf(reading(changes)).filter((name) => !name.startsWith('tool:'));
        expect(
          found.filter((name) => !(CIRCUMSTANCES as readonly string[]).includes(name)),
        ).toEqual([]);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
    expect(new Set(CIRCUMSTANCES).size).toBe(CIRCUMSTANCES.length);
  });
});
