import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anthropicMessage } from '../../src/testing/scripted/anthropic-bodies.ts';
import { startScriptedUpstream } from '../../src/testing/index.ts';
import { newUser, PATIENCE } from './modicum.ts';

vi.setConfig(PATIENCE);

describe('logs', () => {
  it('says how to get one where there is none, with 1', async () => {
    const { code, stdout, stderr } = await newUser().run(['logs']);
    expect(stderr).toContain('A gateway in the background writes one: modicum up');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('shows what the gateway said, and with --previous the one before it', async () => {
    const user = newUser();
    await user.run(['up', '--port', '0']);
    await user.run(['down']);
    await user.run(['up', '--port', '0']);
    const [now, before, last] = await Promise.all([
      user.run(['logs', '--json']),
      user.run(['logs', '--previous', '--json']),
      user.run(['logs', '-n1', '--previous']),
    ]);
    const codes = (text: string) =>
      (JSON.parse(text) as { entries: { code: string }[] }).entries.map(({ code }) => code);
    expect(codes(now.stdout)).toEqual(['started']);
    expect(codes(before.stdout)).toEqual(['started', 'stopping', 'stopped']);
    expect(last.stdout).toMatch(/^\d{4}-\d\d-\d\d\n\d\d:\d\d:\d\d  info     stopped  stopped\n$/);
  });

  it('names in the log what kept the gateway from starting', async () => {
    const user = newUser();
    const nowhere = join(user.folder, 'nowhere.yaml');
    const log = join(user.folder, 'state', 'own.log');
    const { code, stderr } = await user.run(['serve', '--log-file', log, '--config', nowhere]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const [line = '', ...others] = readFileSync(log, 'utf8').trim().split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'error', code: 'config_unreadable' });
    expect(others).toEqual([]);
  });

  it('follows across a restart, a line each, and ends with 130', async () => {
    const user = newUser();
    const following = user.start(['logs', '--follow', '--json']);
    await user.run(['up', '--port', '0']);
    await following.says('"started"');
    await user.run(['down']);
    await following.says('"stopped"');
    await user.run(['up', '--port', '0']);
    await expect
      .poll(async () => (await following.says('"stopped"')).match(/"started"/g)?.length)
      .toBe(2);
    following.child.kill('SIGINT');
    const { code, stdout } = await following.ended();
    const codes = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { entry: { code: string } }).entry.code);
    expect(codes).toEqual(['started', 'stopping', 'stopped', 'started']);
    expect(code).toBe(130);
  });
});

describe('up --no-detach', () => {
  it('stays, shows calls as they end, and stops the gateway on Ctrl-C', async () => {
    const user = newUser();
    const upstream = await startScriptedUpstream([
      { body: anthropicMessage({ text: 'hello', model: 'claude-haiku-5-5' }) },
    ]);
    onTestFinished(() => upstream.close());
    const environment = {
      ANTHROPIC_API_KEY: 'sk-ant-test-0123456789',
      MODICUM_ANTHROPIC_BASE_URL: upstream.url,
    };
    const staying = user.start(['up', '--no-detach', '--port', '0'], { environment });
    const said = await staying.says('policy ');
    const url = /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '';
    await fetch(`${url}/v1/messages`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'claude-haiku-5-5',
        max_tokens: 9,
        messages: [{ role: 'user', content: 'hi' }],
      }),
    });
    await staying.says('haiku-5-5');
    staying.child.kill('SIGINT');
    expect((await staying.ended()).code).toBe(0);
    expect((await user.run(['status'])).code).toBe(1);
    expect((await user.run(['logs'])).stdout).toContain('stopped');
  });
});
