import { expect, it } from 'vitest';
import { openSqliteLedger } from '../sqlite-ledger.ts';
import type { KeptPrompt } from '../prompt-record.ts';

const DAY_MS = 86_400_000;

function prompt(callId: string): KeptPrompt {
  const rest = { system: '', earlierAsk: '', earlierAnswer: '', tools: [], purpose: 'call' };
  return { callId, ask: `ask "${callId}" \0 \ud800`, ...rest };
}

function openAt(clock: { now: number }) {
  const ledger = openSqliteLedger({ path: ':memory:', now: () => clock.now });
  const { prompts } = ledger;
  if (prompts === undefined) throw new Error('It keeps prompts.');
  return { ledger, prompts };
}

it('gives back what it was given, oldest first, and each call once', async () => {
  const { ledger, prompts } = openAt({ now: 1 });
  await prompts.keep(prompt('a'), { days: 1, maxRows: 10 });
  await prompts.keep(prompt('b'), { days: 1, maxRows: 10 });
  await prompts.keep(prompt('b'), { days: 1, maxRows: 10 });
  expect(prompts.all()).toEqual([prompt('a'), prompt('b')]);
  ledger.close();
});

it('forgets what is too old, and the oldest of too many', async () => {
  const clock = { now: 0 };
  const { ledger, prompts } = openAt(clock);
  const ids = () => prompts.all().map(({ callId }) => callId);
  await prompts.keep(prompt('old'), { days: 2, maxRows: 3 });
  clock.now = 2 * DAY_MS;
  await prompts.keep(prompt('a'), { days: 2, maxRows: 3 });
  expect(ids()).toEqual(['old', 'a']);
  clock.now += 1;
  await prompts.keep(prompt('b'), { days: 2, maxRows: 3 });
  expect(ids()).toEqual(['a', 'b']);
  await prompts.keep(prompt('c'), { days: 2, maxRows: 2 });
  expect(ids()).toEqual(['b', 'c']);
  expect(prompts.forget()).toBe(2);
  expect([prompts.count(), prompts.forget()]).toEqual([0, 0]);
  ledger.close();
});
