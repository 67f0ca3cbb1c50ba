import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const KEY = 'test-key-that-opens-nothing-0123456789';

/** A process needs a moment on a loaded machine. */
const PATIENT = { timeout: 60_000 };

/** An upstream that quotes the key it was sent. */
const REFUSALS = Array.from({ length: 9 }, () => ({
  status: 401,
  body: { type: 'error', error: { type: 'authentication_error', message: `no: ${KEY}` } },
}));

interface Status {
  readonly version: number;
  readonly simulated: boolean;
  readonly running: { readonly url: string; readonly pid: number } | null;
  readonly ready: { readonly tiers: Readonly<Record<string, boolean>> } | null;
}

async function statusOf(user: User): Promise<Status> {
  const { stdout, stderr } = await user.run(['status', '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Status;
}

const state = (user: User, name: string) => join(user.folder, 'state', 'modicum', name);

async function takePort(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

describe('up, status and down', () => {
  it('start one gateway, say where it runs, and stop it', async () => {
    const user = newUser();
    expect((await user.run(['status'])).code).toBe(1);
    const first = await user.run(['up', '--port', '0']);
    expect(first.stdout).toMatch(
      /^Modicum runs at http:\/\/127\.0\.0\.1:\d+ \(process \d+\)\.\n {2}tiers {2}tier 0 not/,
    );
    expect(first.stderr).toContain('only clients that show their own Anthropic credential');
    expect(first.stderr).toContain('start Ollama, or set ANTHROPIC_API_KEY');
    expect(first.code).toBe(0);

    const second = await user.run(['up', '--port', '1']);
    expect(second.stdout).toContain('Modicum already runs at');
    expect(second.stderr).toContain('it goes on as it was started');
    expect(second.code).toBe(0);

    const { version, running, ready, simulated } = await statusOf(user);
    expect({ version, simulated }).toEqual({ version: 1, simulated: false });
    expect(first.stdout).toContain(`${running?.url} (process ${running?.pid})`);
    expect(ready?.tiers).toEqual({ 0: false, 1: true, 2: true, 3: true });
    const shown = await user.run(['status']);
    expect(shown.stdout).toContain(
      'anthropic      anthropic, not asked yet, key: the client’s own',
    );
    expect(shown.code).toBe(0);

    expect(await user.run(['down'])).toEqual({
      code: 0,
      stdout: `Stopped ${running?.url}.\n`,
      stderr: '',
    });
    expect(await user.run(['down'])).toEqual({ code: 0, stdout: 'No gateway runs.\n', stderr: '' });
    expect(await statusOf(user)).toMatchObject({
      version: 1,
      simulated: false,
      running: null,
      ready: null,
      observed: [],
      caches: [],
    });
  });

  it('start again after the gateway was killed', async () => {
    const user = newUser();
    await user.run(['up', '--port', '0']);
    const before = (await statusOf(user)).running;
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => statusOf(user).then(({ running }) => running), PATIENT).toBeNull();
    expect((await user.run(['down'])).stdout).toBe('No gateway runs.\n');
    expect((await user.run(['up', '--port', '0'])).code).toBe(0);
    expect((await statusOf(user)).running?.pid).not.toBe(before?.pid);
  });

  it('start at the address that a silent process, still there, is said to serve', async () => {
    const user = newUser();
    await user.run(['up', '--port', '0']);
    const { url } = (await statusOf(user)).running ?? { url: '' };
    await user.run(['down']);
    const file = state(user, 'modicum.pid');
    const silent = { url, host: hostname(), pid: process.pid, start: null };
    writeFileSync(file, JSON.stringify(silent), { mode: 0o600 });
    const { code, stdout } = await user.run(['up', '--port', new URL(url).port]);
    expect(stdout).toContain(`Modicum runs at ${url} (process `);
    expect(code).toBe(0);
    expect((await statusOf(user)).running?.pid).not.toBe(process.pid);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"pid":1}',
    '{"url":"http://127.0.0.1:1","host":"elsewhere","pid":1,"start":null}',
  ])('never touch the process that a file like %s names', async (content) => {
    const user = newUser();
    mkdirSync(state(user, '.'), { recursive: true, mode: 0o700 });
    writeFileSync(state(user, 'modicum.pid'), content);
    const [down, status] = await Promise.all([user.run(['down']), user.run(['status'])]);
    expect(down.stdout).toBe('No gateway runs.\n');
    expect(status.code).toBe(1);
  });

  it('say what is wrong when the port is taken', async () => {
    const user = newUser();
    const port = await takePort();
    const { code, stderr, stdout } = await user.run(['up', '--port', String(port)]);
    expect(stderr).toContain(
      `The gateway did not start. Its log, ${state(user, 'modicum.log')}, says:`,
    );
    expect(stderr).toContain(
      `Port ${port} on 127.0.0.1 is taken. Stop what runs there or choose another with --port.`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect((await user.run(['status'])).code).toBe(1);
  });

  it('keep two users apart', async () => {
    const [anna, ben] = [newUser(), newUser()];
    await Promise.all([anna.run(['up', '--port', '0']), ben.run(['up', '--port', '0'])]);
    const [annas, bens] = await Promise.all([statusOf(anna), statusOf(ben)]);
    expect(annas.running?.url).not.toBe(bens.running?.url);
    await anna.run(['down']);
    expect((await statusOf(ben)).running).toEqual(bens.running);
  });

  it('write a log, a pid file and a ledger that only their owner can read, and no key into them', async () => {
    const user = newUser();
    const upstream = await startScriptedUpstream(REFUSALS);
    onTestFinished(() => upstream.close());
    const environment = { ANTHROPIC_API_KEY: KEY, MODICUM_ANTHROPIC_BASE_URL: upstream.url };
    expect((await user.run(['up', '--port', '0'], { environment })).stderr).toBe('');
    const { running } = await statusOf(user);
    await fetch(`${running?.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-modicum-deadline-ms': '2000' },
      body: JSON.stringify({
        model: 'claude-haiku-5-5',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'hi' }],
      }),
    });
    await user.run(['down']);
    expect(upstream.requests.length).toBeGreaterThan(0);
    expect(statSync(state(user, '.')).mode & 0o077).toBe(0);
    for (const name of ['modicum.log', 'ledger.sqlite']) {
      expect(statSync(state(user, name)).mode & 0o077).toBe(0);
      expect(readFileSync(state(user, name), 'latin1')).not.toContain(KEY);
    }
  });
});

describe('serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stops gracefully on %s, with 0', async (signal) => {
    const user = newUser();
    const serving = user.start(['serve', '--port', '0']);
    await serving.says('policy         built in');
    expect((await statusOf(user)).running?.pid).toBe(serving.child.pid);
    serving.child.kill(signal);
    const { code, stderr } = await serving.ended();
    expect(stderr).toContain(`${signal}: finishing running calls`);
    expect(code).toBe(0);
    expect((await statusOf(user)).running).toBeNull();
  });

  it('leaves status and down to the gateway that was there first', async () => {
    const user = newUser();
    await user.run(['up', '--port', '0']);
    const first = (await statusOf(user)).running;
    const second = user.start(['serve', '--port', '0']);
    const said = await second.says('status and down speak of that one');
    expect(said).toContain(`another gateway of yours runs at ${first?.url}`);
    second.child.kill('SIGTERM');
    await second.ended();
    expect((await statusOf(user)).running).toEqual(first);
  });

  it('goes on without a reader', async () => {
    const user = newUser();
    const serving = user.start(['serve', '--port', '0']);
    serving.child.stdout?.destroy();
    await expect
      .poll(() => statusOf(user).then(({ running }) => running?.pid), PATIENT)
      .toBe(serving.child.pid);
    expect((await user.run(['down'])).stdout).toContain('Stopped');
    expect(await serving.ended()).toMatchObject({ code: 0, stdout: '' });
  });

  it('needs a client key for any other address', async () => {
    const { code, stderr } = await newUser().run(['serve', '--host', '0.0.0.0', '--port', '0']);
    expect(stderr).toContain('Set MODICUM_CLIENT_KEY');
    expect(code).toBe(2);
  });

  it('says that no tier can serve where nobody can be asked', async () => {
    const user = newUser();
    const policy = join(user.folder, 'held.yaml');
    writeFileSync(policy, 'version: 1\nproviders: { anthropic: { key: env:ANTHROPIC_API_KEY } }\n');
    const first = await user.run(['up', '--port', '0', '--config', policy]);
    expect(first.stderr).toContain('no tier can serve yet: start Ollama, or set ANTHROPIC_API_KEY');
    expect((await user.run(['status'])).code).toBe(4);
  });

  it('is found by status with the client key it asks for', async () => {
    const user = newUser();
    const environment = { MODICUM_CLIENT_KEY: 'a-client-key-of-good-length' };
    await user.run(['up', '--port', '0'], { environment });
    const shut = await user.run(['status']);
    expect(shut).toMatchObject({ code: 1, stdout: expect.stringContaining('does not answer') });
    const open = await user.run(['status'], { environment });
    expect(open).toMatchObject({ code: 0, stdout: expect.stringContaining('Modicum runs at') });
  });
});

describe('a state folder that cannot be made', () => {
  const CANNOT = [
    { args: ['up'], says: '/proc/nope/modicum cannot be made' },
    { args: ['serve'], says: 'The ledger /proc/nope/modicum/ledger.sqlite cannot be created' },
  ];

  it.each(CANNOT)('is named by $args, which ends', async ({ args, says }) => {
    const environment = { XDG_STATE_HOME: '/proc/nope' };
    const { stdout, stderr, code } = await newUser().run([...args, '--port', '0'], { environment });
    expect(stderr).toContain(says);
    expect({ stdout, failed: code !== 0 }).toEqual({ stdout: '', failed: true });
  });
});

describe('a policy with mistakes', () => {
  const POLICY = 'version: 1\ntiers:\n  0: { bogus: 1 }\n';

  it.each([['up'], ['serve'], ['route', 'hi'], ['ask', 'hi']])(
    '%s %s names file, line and column, with 2',
    async (...args) => {
      const user = newUser();
      const path = join(user.folder, 'mine.yaml');
      writeFileSync(path, POLICY);
      const { code, stdout, stderr } = await user.run([...args.filter(Boolean), '--config', path]);
      expect(stderr).toContain(`${path}:3:8 tiers.0.bogus: is not a key`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    },
  );

  it('that is not there is named', async () => {
    const { code, stderr } = await newUser().run([
      'route',
      'hi',
      '--config',
      '/nowhere/modicum.yaml',
    ]);
    expect(stderr).toContain('/nowhere/modicum.yaml');
    expect(code).toBe(2);
  });
});
