import { describe, expect, it } from 'vitest';
import { NO_OPTIONS, type CallOptions } from '../core/call-options.ts';
import { readCallOptions } from './call-options.ts';

const READ: readonly [Record<string, string>, Partial<CallOptions>][] = [
  [{}, {}],
  [{ 'x-other': '1', 'anthropic-beta': 'a' }, { betas: ['a'] }],
  [{ 'x-modicum-task': ' summarise ' }, { task: 'summarize' }],
  [{ 'x-modicum-tier': '0' }, { tier: 0 }],
  [
    { 'x-modicum-min-tier': '1', 'x-modicum-max-tier': '3' },
    { minTier: 1, maxTier: 3 },
  ],
  [{ 'x-modicum-background': 'YES' }, { background: true }],
  [{ 'x-modicum-background': '1' }, { background: true }],
  [{ 'x-modicum-background': 'no' }, { background: false }],
  [{ 'x-modicum-background': '' }, { background: false }],
  [{ 'x-modicum-complexity': '10' }, { complexity: 10 }],
  [{ 'x-modicum-deadline-ms': '86400000' }, { deadlineMs: 86_400_000 }],
  [{ 'x-modicum-session': 's' }, { session: 's' }],
  [{ 'x-claude-code-session-id': 'c' }, { session: 'c' }],
  [{ 'x-modicum-session': 's', 'x-claude-code-session-id': 'c' }, { session: 's' }],
  [{ 'x-modicum-session': '' }, { session: null }],
  [{ 'x-claude-code-agent-id': 'a' }, { agent: 'a' }],
  [{ 'x-modicum-tags': 'a, b,,c ' }, { tags: ['a', 'b', 'c'] }],
  [{ 'x-modicum-tool': ' extract_fields ' }, { tool: 'extract_fields' }],
  [{ 'x-modicum-tool': '' }, { tool: null }],
  [{ 'x-modicum-labels': 'a, b%2C c,%C3%9C' }, { labels: ['a', 'b, c', 'Ü'] }],
  [{ 'x-modicum-judge': 'yes' }, { judge: true }],
  [{ 'x-modicum-dry-run': 'true' }, { dryRun: true }],
  [{ 'x-modicum-dry-run': '0' }, { dryRun: false }],
];

const WRONG: readonly [string, string][] = [
  ['x-modicum-task', 'toString'],
  ['x-modicum-tier', '4'],
  ['x-modicum-tier', '1.0'],
  ['x-modicum-min-tier', 'one'],
  ['x-modicum-max-tier', '٣'],
  ['x-modicum-background', 'maybe'],
  ['x-modicum-complexity', '0'],
  ['x-modicum-complexity', '11'],
  ['x-modicum-deadline-ms', '0'],
  ['x-modicum-deadline-ms', '86400001'],
  ['x-modicum-deadline-ms', '1e3'],
  ['x-modicum-deadline-ms', '-5'],
  ['x-modicum-labels', 'a,,b'],
  ['x-modicum-labels', '%E0%A4'],
  ['x-modicum-judge', 'perhaps'],
  ['x-modicum-dry-run', 'ok'],
  ['x-modicum-unknown', 'a'],
];

describe('readCallOptions', () => {
  it.each(READ)('reads %j', (headers, expected) => {
    expect(readCallOptions(headers)).toEqual({ ok: true, options: { ...NO_OPTIONS, ...expected } });
  });

  it.each(WRONG)('names %s: %s', (name, value) => {
    const result = readCallOptions({ [name]: value });
    expect(result).toEqual({ ok: false, message: expect.stringContaining(`header ${name} `) });
  });

  it('names every wrong one at once', () => {
    const result = readCallOptions({ 'x-modicum-tier': 'x', 'x-modicum-complexity': 'y' });
    expect(result).toMatchObject({
      message: expect.stringMatching(/x-modicum-tier .*; .*x-modicum-complexity /),
    });
  });

  it('keeps only so much of texts', () => {
    const tags = Array.from({ length: 50 }, (_, index) => `t${index}`).join(',');
    const result = readCallOptions({
      'x-modicum-session': 's'.repeat(1000),
      'x-modicum-tags': `${'t'.repeat(1000)},${tags}`,
    });
    const options = result.ok ? result.options : NO_OPTIONS;
    expect(options.session).toHaveLength(200);
    expect(options.tags[0]).toHaveLength(200);
    expect(options.tags).toHaveLength(20);
  });
});
