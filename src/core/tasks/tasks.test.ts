import { describe, expect, test } from 'vitest';
import { TASK_TYPES } from '../task.ts';
import { TASK_ALIASES, taskTypeNamed } from '../task-name.ts';
import { TASK_CONTRACTS, TASK_FAMILIES } from './index.ts';

const contracts = TASK_FAMILIES.flatMap((family) => family.contracts);

describe('the contracts', () => {
  test('are one for each task type', () => {
    expect(contracts.map(({ type }) => type).toSorted()).toEqual([...TASK_TYPES].toSorted());
    for (const type of TASK_TYPES) expect(TASK_CONTRACTS[type].type).toBe(type);
  });

  test('put 14 types on tier 0, 14 on tier 1, 24 on tier 2 and 8 on tier 3', () => {
    const perTier = [0, 1, 2, 3].map((tier) => contracts.filter((one) => one.tier === tier).length);
    expect(perTier).toEqual([14, 14, 24, 8]);
  });

  test.each(contracts)('$type: floor, tier and cap agree', ({ floor, tier, cap }) => {
    expect(floor).toBeLessThanOrEqual(tier);
    expect(tier).toBeLessThanOrEqual(cap);
    expect(cap).toBe(3);
  });

  test.each(contracts)('$type: the three questions of the decision hold', (contract) => {
    const { floor, kind, recoverable, stakes, tier, underCost } = contract;
    // Judgment is never below the cheap tier, and highest stakes never below the workhorse.
    if (kind === 'judgment') expect(floor).toBeGreaterThanOrEqual(1);
    if (tier >= 2) expect(kind).toBe('judgment');
    if (stakes === 'high') {
      expect({ tier, floor: floor >= 2, dear: underCost >= 8 }).toEqual({
        tier: 3,
        floor: true,
        dear: true,
      });
    } else expect(underCost).toBeLessThanOrEqual(4);
    // Processing that must be right the first time is not local.
    if (kind === 'processing' && !recoverable) expect(floor).toBe(1);
    if (kind === 'processing' && tier === 0)
      expect({ recoverable, floor }).toEqual({ recoverable: true, floor: 0 });
  });

  test.each(contracts)('$type: what is held back can be judged, and what is not is not', (one) => {
    expect(one.validate.length > 0).toBe(one.delivery === 'buffered');
    // The one check that has something to say about every call.
    if (one.delivery === 'buffered') expect(one.validate).toContain('answered');
    if (one.kind === 'judgment') expect(one.delivery).toBe('streamed');
  });

  test.each(contracts)('$type: nothing of judgment is answered from a cache', (one) => {
    if (one.kind === 'judgment') expect(one.repeatable).toBe(false);
  });

  test.each(['production_deploy', 'irreversible_action', 'credential_change'] as const)(
    '%s goes to tier 3 and nowhere else, and is refused while it is down',
    (type) => {
      const { floor, tier, unavailable } = TASK_CONTRACTS[type];
      expect({ floor, tier, unavailable }).toEqual({
        floor: 3,
        tier: 3,
        unavailable: { action: 'refuse' },
      });
    },
  );

  test('say in one sentence what they are about', () => {
    for (const { about, type } of contracts) expect(about, type).toMatch(/^[A-Z].{15,100}\.$/);
  });

  test('have six to ten short examples, none of them twice', () => {
    for (const { examples, type } of contracts) {
      expect(examples.length, type).toBeGreaterThanOrEqual(6);
      expect(examples.length, type).toBeLessThanOrEqual(10);
      for (const text of examples) expect(text.length, text).toBeLessThan(300);
    }
    const all = contracts.flatMap(({ examples }) => examples.map((text) => text.toLowerCase()));
    expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([]);
  });
});

describe('short names', () => {
  test('each stand for one type and are none', () => {
    const names = contracts.flatMap(({ aliases }) => aliases);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(TASK_TYPES as readonly string[]).not.toContain(name);
  });

  // They are what callers wrote before: a name that goes breaks them.
  test.each([
    ['classify', 'classify_text'],
    ['label', 'classify_text'],
    ['route', 'route_task'],
    ['filter', 'filter_content'],
    ['extract', 'extract_fields'],
    ['summarise', 'summarize'],
    ['structured_output', 'generate_data'],
    ['validate', 'validate_schema'],
    ['rank', 'rank_items'],
    ['score', 'score_rate'],
    ['code', 'write_code'],
  ])('%s is %s', (name, type) => {
    expect(taskTypeNamed(name)).toBe(type);
    expect(TASK_ALIASES[name]).toBe(type);
  });

  test.each(['summarize', 'toString', '__proto__', 'Summarize', ''])('%j', (name) => {
    expect(taskTypeNamed(name)).toBe(name === 'summarize' ? 'summarize' : null);
  });
});
