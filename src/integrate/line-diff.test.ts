import { describe, expect, it } from 'vitest';
import { lineDiff } from './line-diff.ts';

const diff = (before: string | null, after: string | null) =>
  lineDiff(
    before === null ? null : Buffer.from(before),
    after === null ? null : Buffer.from(after),
  );

describe('what changes', () => {
  it.each([
    [null, 'a\nb\n', ['@@ line 1 @@', '+ a', '+ b']],
    ['a\nb\n', null, ['@@ line 1 @@', '- a', '- b']],
    ['a\nb\nc', 'a\nx\nc', ['@@ line 2 @@', '- b', '+ x']],
    ['a\r\n', 'a\r\nb\r\n', ['@@ line 2 @@', '+ b']],
    ['a\na\n', 'a\n', ['@@ line 2 @@', '- a']],
    ['a', 'a', []],
  ])('%j to %j', (before, after, lines) => {
    expect(diff(before, after)).toEqual(lines);
  });
});

describe('what may be a key', () => {
  it.each([
    '"ANTHROPIC_AUTH_TOKEN": "SECRET"',
    '{"env":{"my_api_key":"SECRET\\"SECRET","a":"b"}}',
    'OPENAI_API_KEY=SECRET # SECRET',
    'export DB_PASSWORD = "SECRET"',
    '"url": "https://user:SECRET@host/"',
    '"x": "sk-SECRETSECRET"',
    '"GH":"ghp_SECRETSECRET"',
    '"a":"github_pat_SECRET","b":"glpat-SECRET","c":"xoxb-SECRET","d":"AKIASECRET"',
    '{"env":{"JWT":"eyJSECRET.SECRET"}}',
    '"OTHER": "SECRET4f8a9b2c7d6e5f4a3b2"',
    'export GH=SECRET4f8a9b2c7d6e5f4a3b2',
    '"list": ["SECRET4f8a9b2c7d6e5f4a3b2", "x"]',
    '"AWS": "SECRETnFEMIwJalr/K7MDENGbPxRfiCY4EXAMPLE"',
  ])('is hidden in %s', (line) => {
    expect(diff(null, line).join('\n')).not.toContain('SECRET');
    expect(diff(line, '').join('\n')).toContain('…');
  });

  it('is not the word that stands in its place', () => {
    const line = '"ANTHROPIC_AUTH_TOKEN": "modicum"';
    expect(diff(null, line)).toContain(`+ ${line}`);
    expect(diff(null, '"ANTHROPIC_AUTH_TOKEN": "modicum2"').join()).not.toContain('modicum2');
  });

  it.each([
    '"CLAUDE_CODE_ENABLE_GATEWAY_MODEL_2_DISCOVERY": "1"',
    '"permissions": { "allow": ["Bash(npm run test:unit)"] }',
    '"path": "/home/me/projects/2026-11-20-a-long-name/x1"',
    '"words": "a sentence of 20 words and more than that"',
  ])('is not %s', (line) => {
    expect(diff(null, line)).toContain(`+ ${line}`);
  });

  it('leaves an address to be read', () => {
    expect(diff(null, 'ANTHROPIC_BASE_URL=http://127.0.0.1:4141')).toContain(
      '+ ANTHROPIC_BASE_URL=http://127.0.0.1:4141',
    );
  });
});
