import { describe, expect, it } from 'vitest';
import { exitCodeOfFindings, runChecks } from './run-checks.ts';
import { ok, problem, skipped, upstreamProblem, warning } from './verdict.ts';

describe('all checks at once', () => {
  it('finds what the others found although one never ends and one throws', async () => {
    const findings = await runChecks(
      [
        { name: 'good', run: () => [ok('fine'), warning('odd', 'look')] },
        { name: 'slow', run: () => new Promise(() => {}) },
        { name: 'broken', run: () => Promise.reject(new Error('our own mistake')) },
        {
          name: 'thrown',
          run: () => {
            throw new Error('before it began');
          },
        },
      ],
      { limitMs: 20 },
    );
    expect(findings.map(({ check, state, says }) => `${check} ${state} ${says}`)).toEqual([
      'good ok fine',
      'good warning odd',
      'slow warning was not done in time',
      'broken warning this check itself failed: our own mistake',
      'thrown warning this check itself failed: before it began',
    ]);
  });
});

it.each([
  { verdicts: [], code: 0 },
  { verdicts: [ok('a'), warning('b', 'c'), skipped('d')], code: 0 },
  { verdicts: [ok('a'), upstreamProblem('b', 'c')], code: 4 },
  { verdicts: [upstreamProblem('b', 'c'), problem('d', 'e')], code: 1 },
])('$verdicts ends with $code', ({ verdicts, code }) => {
  const findings = verdicts.map((verdict) => ({ check: 'any', ...verdict }));
  expect(exitCodeOfFindings(findings)).toBe(code);
});
