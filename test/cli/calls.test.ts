import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anthropicMessage } from '../../src/testing/scripted/anthropic-bodies.ts';
import { startScriptedUpstream, type ScriptedReply } from '../../src/testing/index.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const answer = (text: string): ScriptedReply => ({
  body: anthropicMessage({ text, model: 'claude-haiku-5-5' }),
});

interface Setup {
  readonly user: User;
  /** `--config` and its path: one scripted provider. */
  readonly config: readonly string[];
}

/** A user whose Anthropic is scripted; the policy calls it simulated when asked to. */
async function setUp(
  replies: readonly ScriptedReply[],
  { simulated = false } = {},
): Promise<Setup> {
  const user = newUser();
  const upstream = await startScriptedUpstream(replies);
  onTestFinished(() => upstream.close());
  mkdirSync(join(user.folder, 'config', 'modicum'), { recursive: true });
  const path = join(user.folder, 'mine.yaml');
  writeFileSync(join(user.folder, 'key'), 'test-key-that-opens-nothing', { mode: 0o600 });
  writeFileSync(
    path,
    `version: 1\nproviders:\n  anthropic: { url: "${upstream.url}", key: "file:${join(user.folder, 'key')}", simulated: ${simulated} }\n`,
  );
  return { user, config: ['--config', path] };
}

const ASK = ['ask', 'I want my money back', '--labels', 'billing,bug', '--tier', '1'];

describe('route', () => {
  it('shows the decision, its evidence and what was left out, and makes nothing', async () => {
    const { user, config } = await setUp([]);
    const { code, stdout, stderr } = await user.run([
      'route',
      'Summarize this thread: …',
      ...config,
    ]);
    expect(stdout).toMatch(
      /^tier 1 {2}anthropic\/claude-haiku-5-5 {2}by classifier\n task {7}summarize/,
    );
    expect(stdout).toContain(' because    ');
    expect(stdout).toMatch(/ left out {3}tier 0 {2}local\/qwen2.5:7b {2}provider_down: tried/);
    expect(stdout).toContain('no call was made');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(user.folder)).not.toContain('state');
  });

  it('asks a cheap model only with --ask, says what came of it, and books it', async () => {
    const said = JSON.stringify({ task_type: 'summarize', tier: 1, confidence: 0.9 });
    const { user, config } = await setUp([answer(said)], { simulated: true });
    const [, path = ''] = config;
    appendFileSync(path, 'classifier: { ask: { tier: 1, below: 1, deadline_ms: 30000 } }\n');
    const text = 'Write a Python function that merges overlapping intervals.';
    const without = await user.run(['route', text, ...config]);
    expect(without.stdout).toContain('no call was made');
    const { code, stdout } = await user.run(['route', '--ask', text, ...config]);
    expect(code).toBe(0);
    expect(stdout).toContain('SIMULATED');
    expect(stdout).toMatch(/^tier 1 {2}anthropic\/claude-haiku-5-5 {2}by meta_classified$/m);
    expect(stdout).toContain('anthropic/claude-haiku-5-5: summarize, tier 1, 90 % sure by its own');
    expect(stdout).toContain('it was asked about and not answered');
    const receipt = await user.run(['explain', 'last']);
    expect(receipt.stdout).toContain('1  to classify it  tier 1  anthropic/claude-haiku-5-5');
    expect(receipt.stdout).toContain('part of what the call costs');
    expect(receipt.stdout).toContain('SIMULATED');
  });

  it('refuses with the reason, and with 4 where a key or an upstream is missing', async () => {
    const { code, stdout } = await newUser().run(['route', 'hi', '--tier', '3']);
    expect(stdout).toContain('refused now  no_key: its provider has no key');
    expect(stdout).toContain('set ANTHROPIC_API_KEY');
    expect(code).toBe(4);
    const capped = await newUser().run(['route', 'hi', '--min-tier', '3', '--max-tier', '1']);
    expect(capped.stdout).toMatch(/^refused {2}floor_above_cap/);
    expect(capped.code).toBe(2);
  });

  it.each([['-'], []])('reads standard input with "%s"', async (...dash) => {
    const { user, config } = await setUp([]);
    const { stdout } = await user.run(['route', ...dash.filter(Boolean), ...config], {
      input: 'Summarize this thread: …',
    });
    expect(stdout).toContain('summarize');
  });

  it('gives programs a versioned document', async () => {
    const { user, config } = await setUp([], { simulated: true });
    const { stdout } = await user.run(['route', 'hi', '--tier', '2', '--json', ...config]);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['version', 'simulated', 'decision', 'classification']);
    expect(document).toMatchObject({
      version: 1,
      simulated: true,
      decision: { kind: 'decision', tier: 2 },
    });
    expect((await user.run(['route', 'hi', '--tier', '2', ...config])).stdout).toContain(
      'SIMULATED',
    );
  });
});

describe('ask', () => {
  it('prints the answer alone on standard output', async () => {
    const { user, config } = await setUp([answer('billing')]);
    const { code, stdout, stderr } = await user.run([...ASK, ...config]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'billing\n' });
    expect(stderr).toMatch(
      /^tier 1 · anthropic\/claude-haiku-5-5 · \$0\.\d+ · modicum explain call_\w+\n$/,
    );
  });

  it('says what to do without a key and without Ollama, with 4', async () => {
    const { code, stdout, stderr } = await newUser().run([
      'ask',
      'I want my money back',
      '--labels',
      'billing,bug',
    ]);
    expect(stderr).toContain('start it with "ollama serve"');
    expect(stderr).toContain('set ANTHROPIC_API_KEY');
    expect(stderr).toContain('see it work first: modicum demo');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  });

  it('marks an answer that no validator accepted, with 3', async () => {
    const { user, config } = await setUp(
      Array.from({ length: 12 }, () => answer('something else')),
    );
    const { code, stdout, stderr } = await user.run([...ASK, ...config]);
    expect(stdout).toBe('something else\n');
    expect(stderr).toContain('no answer passed its validators');
    expect(code).toBe(3);
  });

  it('cancels the call on Ctrl-C, books it, and ends with 130', async () => {
    const { user, config } = await setUp([{ neverAnswers: true }]);
    const running = user.start([...ASK, ...config]);
    await expect
      .poll(async () => (await user.run(['ledger', 'tail', '--json'])).stdout, { timeout: 60_000 })
      .toContain('"callId"');
    running.child.kill('SIGINT');
    expect((await running.ended()).code).toBe(130);
    expect((await user.run(['explain', 'last'])).stdout).toContain('cancelled');
  });
});

describe('explain and ledger', () => {
  it('show the call that was made', async () => {
    const { user, config } = await setUp([answer('billing')]);
    const { stderr } = await user.run([...ASK, ...config]);
    const callId = /call_\w+/.exec(stderr)?.[0] ?? '';
    const last = await user.run(['explain']);
    expect(last.stdout).toMatch(new RegExp(`^${callId} {2}\\d{4}-\\d\\d-\\d\\d`));
    expect(last.stdout).toContain('answered by anthropic/claude-haiku-5-5, status 200');
    expect(last.stdout).not.toContain('SIMULATED');
    expect((await user.run(['explain', callId])).stdout).toBe(last.stdout);
    expect((await user.run(['ledger', 'show', 'last'])).stdout).toBe(last.stdout);
    const tail = await user.run(['ledger', 'tail', '-n', '1']);
    expect(tail.stdout).toMatch(
      new RegExp(`\\d\\d:\\d\\d:\\d\\d  ${callId}  .+  1  .+claude-haiku-5-5 `),
    );
    for (const line of tail.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('give programs versioned documents', async () => {
    const { user, config } = await setUp([answer('billing')], { simulated: true });
    const run = JSON.parse((await user.run([...ASK, '--json', ...config])).stdout) as {
      callId: string;
    };
    expect(run).toMatchObject({
      version: 1,
      simulated: true,
      output: 'billing',
      tier: 1,
      accepted: true,
    });
    const explained = JSON.parse((await user.run(['explain', '--json'])).stdout) as object;
    expect(Object.keys(explained)).toEqual(['version', 'simulated', 'receipt']);
    expect(explained).toMatchObject({
      version: 1,
      simulated: true,
      receipt: { call: { callId: run.callId } },
    });
    const tail = JSON.parse((await user.run(['ledger', 'tail', '--json'])).stdout) as object;
    expect(tail).toMatchObject({
      version: 1,
      simulated: true,
      calls: [{ call: { callId: run.callId } }],
    });
  });

  it('say SIMULATED on every screen with simulated figures', async () => {
    const { user, config } = await setUp([answer('billing')], { simulated: true });
    const ran = await user.run([...ASK, ...config]);
    expect({ ...ran, stderr: '' }).toEqual({ code: 0, stdout: 'billing\n', stderr: '' });
    expect(ran.stderr).toContain('SIMULATED');
    for (const args of [['explain'], ['ledger', 'show'], ['ledger', 'tail']]) {
      expect((await user.run(args)).stdout).toContain('SIMULATED');
    }
    const serving = user.start(['serve', '--port', '0', ...config]);
    expect(await serving.says('OpenAI SDK')).toContain('SIMULATED');
    expect((await user.run(['status'])).stdout).toContain('SIMULATED');
    serving.child.kill('SIGTERM');
    await serving.ended();
  });

  it('make no ledger by looking', async () => {
    const user = newUser();
    expect(await user.run(['ledger', 'tail'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No calls yet.'),
    });
    const { stdout } = await user.run(['ledger', 'tail', '--json']);
    expect(JSON.parse(stdout)).toEqual({ version: 1, simulated: false, calls: [] });
    expect(await user.run(['explain'])).toMatchObject({ code: 1, stdout: '' });
    expect((await user.run(['explain', '--demo'])).stderr).toContain('Run one: modicum demo');
    const path = join(user.folder, 'mine.sqlite');
    const missing = await user.run(['ledger', 'tail', '--ledger', path]);
    expect(missing).toEqual({
      code: 1,
      stdout: '',
      stderr: `modicum: There is no ledger at ${path}.\n`,
    });
    expect(readdirSync(user.folder)).toEqual(['home']);
  });

  it('say which call they do not have, with 1', async () => {
    const { user, config } = await setUp([answer('billing')]);
    await user.run([...ASK, ...config]);
    const { code, stderr } = await user.run(['explain', 'call_none']);
    expect(stderr).toContain(
      'The ledger has no call call_none. modicum ledger tail lists the newest',
    );
    expect(code).toBe(1);
  });

  it('leave a file of another program, and one of a newer Modicum, as it is', async () => {
    const user = newUser();
    const foreign = join(user.folder, 'notes.txt');
    writeFileSync(foreign, 'my notes, which are longer than sixteen characters');
    expect(await user.run(['explain', '--ledger', foreign])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not a ledger and is left untouched'),
    });
    const { user: owner, config } = await setUp([answer('billing')]);
    await owner.run([...ASK, ...config]);
    const newer = new DatabaseSync(join(owner.folder, 'state', 'modicum', 'ledger.sqlite'));
    newer.exec('pragma user_version = 999');
    newer.close();
    const looked = await owner.run(['ledger', 'tail']);
    expect(looked).toMatchObject({ code: 1, stdout: '' });
    expect(looked.stderr).toContain('has schema 999, and this Modicum knows up to');
  });

  it('work although the policy has mistakes', async () => {
    const { user, config } = await setUp([answer('billing')]);
    await user.run([...ASK, ...config]);
    writeFileSync(join(user.folder, 'config', 'modicum', 'modicum.yaml'), 'nonsense: true\n');
    expect((await user.run(['route', 'hi'])).code).toBe(2);
    expect((await user.run(['explain'])).code).toBe(0);
  });

  it.each([{ json: [] }, { json: ['--json'] }])(
    'follow calls as they end, until Ctrl-C ends it with 130: $json',
    async ({ json }) => {
      const { user, config } = await setUp([answer('billing'), answer('bug')], { simulated: true });
      const following = user.start(['ledger', 'tail', '--follow', ...json]);
      const ids: string[] = [];
      for (let at = 0; at < 2; at++) {
        const { stderr } = await user.run([...ASK, ...config]);
        ids.push(/call_\w+/.exec(stderr)?.[0] ?? '');
        await following.says(ids[at] ?? '');
      }
      following.child.kill('SIGINT');
      const { code, stdout, stderr } = await following.ended();
      expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
      const lines = stdout
        .trim()
        .split('\n')
        .slice(json.length === 0 ? 2 : 0);
      expect(lines).toHaveLength(2);
      for (const [at, line] of lines.entries()) expect(line).toContain(ids[at]);
      if (json.length > 0) {
        expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
          { version: 1, simulated: true, receipt: { call: { callId: ids[0] } } },
          { version: 1, simulated: true, receipt: { call: { callId: ids[1] } } },
        ]);
      } else expect(stdout).toMatch(/^ SIMULATED .+\ntime UTC /);
      expect(existsSync(join(user.folder, 'state', 'modicum', 'modicum.pid'))).toBe(false);
    },
  );
});
