import { describe, expect, it } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import { askedText, jobText, withoutReminders } from './asked-text.ts';

const [OPEN, CLOSE] = ['<system-reminder>', '</system-reminder>'];

describe('reminders', () => {
  it.each<[text: string, left: string]>([
    ['Fix this', 'Fix this'],
    [`${OPEN}rules${CLOSE}Fix this`, 'Fix this'],
    [`Fix ${OPEN}rules${CLOSE}this`, 'Fix this'],
    [`${OPEN}a${CLOSE}\n${OPEN}b${CLOSE}\nFix this\n${OPEN}c${CLOSE}`, 'Fix this'],
    [`${OPEN}a${CLOSE}`, ''],
    // Not closed: a person's own words.
    [`What is ${OPEN}?`, `What is ${OPEN}?`],
    [`What is ${CLOSE}?`, `What is ${CLOSE}?`],
    [`${CLOSE} ${OPEN}a${CLOSE} b`, `${CLOSE}  b`],
    // One inside another ends with the first.
    [`${OPEN}a${OPEN}b${CLOSE}c${CLOSE}`, `c${CLOSE}`],
    ['', ''],
  ])('%j', (text, left) => {
    expect(withoutReminders(text)).toBe(left);
  });

  it('opened a hundred thousand times and never closed are looked for once', () => {
    const text = OPEN.repeat(100_000);
    expect(withoutReminders(text)).toBe(text);
  });
});

describe('the text asked', () => {
  const asked = (text: string) =>
    askedText(sampleCall({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] }));

  it('is without reminders, and of a long one its edges', () => {
    expect(asked(`${OPEN}x${CLOSE} Fix this`)).toBe('Fix this');
    const long = asked(`begin ${'x'.repeat(9_000)} end`);
    expect([long.length, long.startsWith('begin'), long.endsWith('end')]).toEqual([
      4_001,
      true,
      true,
    ]);
  });
});

describe('the job', () => {
  const system = (...texts: readonly string[]) =>
    sampleCall({
      system: [
        ...texts.map((text) => ({ type: 'text' as const, text })),
        { type: 'opaque', name: 'x' },
      ],
    });

  it('is the system text, where it is short and no tools are offered', () => {
    expect(jobText(system('You classify.', 'Be brief.'))).toBe('You classify.\nBe brief.\n');
    expect(jobText(system('x'.repeat(2_600)))).toBe('');
    const tools = [{ name: 'Read', description: null, inputSchema: {}, strict: null }];
    expect(jobText({ ...system('You classify.'), tools })).toBe('');
  });
});
