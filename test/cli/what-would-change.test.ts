import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Decision } from '../../src/core/decision.ts';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

/** A user with a key and a provider, whose policy is a file that may be changed. */
async function setUp(): Promise<{ readonly user: User; readonly config: readonly string[] }> {
  const user = newUser();
  const upstream = await startScriptedUpstream([]);
  onTestFinished(() => upstream.close());
  mkdirSync(user.folder, { recursive: true });
  const path = join(user.folder, 'mine.yaml');
  writeFileSync(join(user.folder, 'key'), 'test-key-that-opens-nothing', { mode: 0o600 });
  writeFileSync(
    path,
    `version: 1\nproviders:\n  anthropic: { url: "${upstream.url}", key: "file:${join(user.folder, 'key')}" }\n`,
  );
  return { user, config: ['--config', path] };
}

async function routed(user: User, words: readonly string[]): Promise<Decision> {
  const { stdout } = await user.run(['route', '--json', ...words]);
  return (JSON.parse(stdout) as { readonly decision: Decision }).decision;
}

describe('the policy line that route names', () => {
  it.each([
    ['a recognised task', ['Rotate the production database credentials']],
    ['a declared task', ['Is this a bug?', '--task', 'classify_text']],
    ['a model that is named', ['hello', '--model', 'claude-opus-5-5']],
    ['background work', ['Pick the label: red or blue', '--background']],
    ['what nobody knows', ['zzkq vvw']],
  ])('sends %s where it says, when it is written', async (_, words) => {
    const { user, config } = await setUp();
    const before = await routed(user, [...words, ...config]);
    const line = before.wouldChange;
    if (line === null || line === undefined) throw new Error('No line was named.');
    const settings = line.settings.map(({ key, value }) => `${key}=${value}`);
    const set = await user.run(['policy', 'set', ...settings, ...config]);
    expect({ code: set.code, stderr: set.stderr }).toMatchObject({ code: 0 });
    const [first] = (await routed(user, [...words, ...config])).plan;
    const model = first === undefined ? null : `${first.model.provider}/${first.model.id}`;
    expect([first?.tier, model]).toEqual([line.tier, line.model]);
  });
});

describe('route without any key', () => {
  it('shows what would be decided, then what is wanting', async () => {
    const user = newUser();
    const words = ['route', 'Drop the production database customers'];
    const { code, stdout } = await user.run(words);
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^tier 3 {2}anthropic\/\S+ .*, with keys and servers up\nrefused now {2}no_key/,
    );
    for (const field of ['because', 'questions', 'plan', 'estimate', 'change it', 'wanting'])
      expect(stdout).toMatch(new RegExp(`^ ${field} `, 'm'));
    const json = JSON.parse((await user.run([...words, '--json'])).stdout) as Record<
      string,
      unknown
    >;
    expect(json).toMatchObject({
      decision: { kind: 'refusal' },
      withKeys: { kind: 'decision', plan: [{ tier: 3 }] },
    });
  });
});
