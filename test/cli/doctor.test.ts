import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isPlain, newUser, NOWHERE, PATIENCE, type Result, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const KEY = 'sk-ant-secret-0123456789';

interface Reply {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that answers by path. */
async function serve(replies: Readonly<Record<string, Reply>>): Promise<string> {
  const server = createServer((request, response) => {
    const {
      status = 200,
      body,
      headers = {},
    } = replies[request.url?.split('?')[0] ?? ''] ?? {
      status: 404,
      body: {},
    };
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly says: string;
  readonly next: string | null;
}

function findingsOf({ stdout }: Result): readonly Finding[] {
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

function policyOf(user: User, text: string): readonly string[] {
  const path = join(user.folder, 'mine.yaml');
  writeFileSync(path, text);
  return ['--config', path];
}

describe('doctor', () => {
  it('finds nobody to ask, says what to do, writes nothing, and ends with 4', async () => {
    const user = newUser();
    const environment = { MODICUM_ANTHROPIC_BASE_URL: NOWHERE };
    const { code, stdout, stderr } = await user.run(['doctor', '--offline'], { environment });
    expect(stdout).toContain('no tier can serve');
    expect(stdout).toContain('→ Start Ollama or set ANTHROPIC_API_KEY.');
    expect(isPlain(stdout)).toBe(true);
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(readdirSync(user.folder)).toEqual(['home']);
  });

  it('is content with a working set-up, and shows no key', async () => {
    const user = newUser();
    const [anthropic, ollama] = await Promise.all([
      serve({ '/v1/models': { body: { data: [{ id: 'claude-haiku-5-5' }] } } }),
      serve({
        '/api/tags': { body: { models: [{ name: 'qwen2.5:7b' }] } },
        '/api/show': { body: { model_info: { 'qwen2.context_length': 32_768 } } },
      }),
    ]);
    const environment = {
      ANTHROPIC_API_KEY: KEY,
      MODICUM_ANTHROPIC_BASE_URL: anthropic,
      MODICUM_OLLAMA_BASE_URL: ollama,
    };
    const result = await user.run(['doctor', '--json'], { environment });
    const found = findingsOf(result);
    const saysOf = (check: string) =>
      found.filter((one) => one.check === check).map(({ says }) => says);
    expect(found.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(saysOf('keys')).toEqual(
      expect.arrayContaining([expect.stringContaining('anthropic: found in ANTHROPIC_API_KEY')]),
    );
    expect(saysOf('ollama')).toEqual(['local/qwen2.5:7b is installed, holds 32768 tokens']);
    expect(saysOf('tiers')).toHaveLength(4);
    expect(result.code).toBe(0);
    expect(result.stdout).not.toContain(KEY);
  });

  it('says that a key is refused, and which one, with 4', async () => {
    const anthropic = await serve({ '/v1/models': { status: 401, body: {} } });
    const environment = { ANTHROPIC_API_KEY: KEY, MODICUM_ANTHROPIC_BASE_URL: anthropic };
    const { code, stdout } = await newUser().run(['doctor'], { environment });
    expect(stdout).toMatch(/refuses the key \(401\)/);
    expect(stdout).not.toContain(KEY);
    expect(code).toBe(4);
  });

  it('names a model that is not installed and how to get it, with 1', async () => {
    const ollama = await serve({ '/api/tags': { body: { models: [{ name: 'other:1b' }] } } });
    const environment = { MODICUM_OLLAMA_BASE_URL: ollama, ANTHROPIC_API_KEY: KEY };
    const result = await newUser().run(['doctor', '--offline', '--json'], { environment });
    expect(findingsOf(result).filter(({ check }) => check === 'ollama')).toMatchObject([
      { says: 'local/qwen2.5:7b is not installed', next: 'ollama pull qwen2.5:7b' },
    ]);
    expect(result.code).toBe(1);
  });

  it('goes on where the policy has mistakes, with 1', async () => {
    const user = newUser();
    const config = policyOf(user, 'version: 1\ntiers:\n  0: { bogus: 1 }\n');
    const { code, stdout } = await user.run(['doctor', '--offline', ...config]);
    expect(stdout).toContain('mine.yaml:3:8 tiers.0.bogus: is not a key');
    expect(stdout).toContain('Node.js');
    expect(code).toBe(1);
  });

  it('finds the settings that would go before ours, without their values', async () => {
    const user = newUser();
    const folder = join(user.environment['HOME'] ?? '', '.claude');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({
        apiKeyHelper: '/bin/secret-helper',
        env: { ANTHROPIC_BASE_URL: 'https://me:pass@proxy.test/x?k=1', ANTHROPIC_AUTH_TOKEN: KEY },
      }),
    );
    const program = join(user.folder, 'claude');
    writeFileSync(program, '#!/bin/sh\necho "2.1.328 (Claude Code)"\n');
    chmodSync(program, 0o755);
    const environment = {
      ANTHROPIC_MODEL: 'opus',
      HTTP_PROXY: 'http://me:pass@proxy.test',
      PATH: `${user.folder}:${process.env['PATH'] ?? ''}`,
    };
    const { stdout } = await user.run(['doctor', '--offline'], { environment });
    expect(stdout).toContain('2.1.328 (Claude Code)');
    expect(stdout).toContain('settings.json sends it to https://proxy.test');
    for (const name of ['ANTHROPIC_AUTH_TOKEN', 'apiKeyHelper', 'ANTHROPIC_MODEL', 'HTTP_PROXY']) {
      expect(stdout).toContain(name);
    }
    for (const secret of [KEY, 'secret-helper', 'pass', 'k=1'])
      expect(stdout).not.toContain(secret);
  });
});
