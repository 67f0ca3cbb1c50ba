import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Reloaded } from '../../src/modicum/policy-in-force.ts';
import { anthropicMessage, startScriptedUpstream } from '../../src/testing/index.ts';
import {
  startScriptedGateway,
  type GatewayOptions,
  type ScriptedGateway,
  type Scripts,
} from './start-gateway.ts';

const PATIENT = { timeout: 20_000 };
const ANSWERS = { afterwards: { body: anthropicMessage() } };
const always = (): Scripts => ({ anthropic: ANSWERS });

/** Writes some of the policy anew, as an editor would. */
function change(gateway: ScriptedGateway, sections: object): void {
  const path = policyPath(gateway);
  const before = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...before, ...sections }, null, 2));
}

const policyPath = ({ folder }: ScriptedGateway) => join(folder, 'modicum.yaml');

const tierTwo = (model: string) => ({ tiers: { 2: { models: [`anthropic/${model}`] } } });

/** A call whose tier is given; says which model was asked. */
async function ask(gateway: ScriptedGateway, upstream = gateway.upstreams.anthropic) {
  const before = upstream.requests.length;
  await gateway.anthropic.messages.create({
    model: 'modicum/tier-2',
    max_tokens: 20,
    messages: [{ role: 'user', content: 'hi' }],
  });
  return (upstream.requests[before]?.json() as { model?: string } | undefined)?.model;
}

const start = (scripts: Scripts, options: GatewayOptions = {}) =>
  startScriptedGateway(scripts, { policy: tierTwo('claude-sonnet-5-5'), ...options });

describe('a reload', () => {
  it('gives new calls the new policy, and its version to their rows', async () => {
    const gateway = await start(always());
    expect(await ask(gateway)).toBe('claude-sonnet-5-5');
    const first = gateway.modicum.policy.version;
    change(gateway, tierTwo('claude-opus-5-5'));
    expect(await ask(gateway)).toBe('claude-sonnet-5-5');
    const reloaded = gateway.modicum.reload();
    expect(reloaded).toMatchObject({ changed: true, problem: null });
    expect(await ask(gateway)).toBe('claude-opus-5-5');
    expect(gateway.modicum.policy.version).toBe(reloaded.version);
    const versions = gateway.receipts().map(({ call }) => call.policyVersion);
    expect(versions).toEqual([reloaded.version, first, first]);
  });

  it('of the same file changes nothing and keeps every connection', async () => {
    const counting = await startCounting();
    const gateway = await start({}, { providers: { anthropic: { url: counting.url } } });
    await ask(gateway);
    expect(gateway.modicum.reload()).toMatchObject({ changed: false, problem: null });
    change(gateway, { limits: { attempts: 3 } });
    expect(gateway.modicum.reload()).toMatchObject({ changed: true, problem: null });
    await ask(gateway);
    expect(counting).toMatchObject({ connections: 1, closed: 0 });
  });

  it('lets a call under way end as it began, at the provider it began with', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await start({
      anthropic: { replies: [{ status: 529, until: gate.promise, body: {} }], ...ANSWERS },
    });
    const other = await startScriptedUpstream([], ANSWERS);
    onTestFinished(() => other.close());
    const slow = ask(gateway);
    await gateway.upstreams.anthropic.nextRequest();
    change(gateway, {
      ...tierTwo('claude-opus-5-5'),
      providers: { anthropic: { url: other.url } },
    });
    expect(gateway.modicum.reload().changed).toBe(true);
    expect(await ask(gateway, other)).toBe('claude-opus-5-5');
    gate.resolve();
    expect(await slow).toBe('claude-sonnet-5-5');
    // The retry after the 529 went the old way too.
    const asked = gateway.upstreams.anthropic.requests.map((request) => request.json());
    expect(asked).toMatchObject([{ model: 'claude-sonnet-5-5' }, { model: 'claude-sonnet-5-5' }]);
    expect(other.requests).toHaveLength(1);
  });

  it('closes the connections of a provider that was changed or taken out, and no other', async () => {
    const [first, second] = await Promise.all([startCounting(), startCounting()]);
    const gateway = await start(
      {},
      {
        providers: { anthropic: { url: first.url }, own: { url: second.url, kind: 'anthropic' } },
        policy: tierTwo('claude-sonnet-5-5'),
      },
    );
    await ask(gateway);
    change(gateway, { tiers: { 2: { models: ['own/claude-sonnet-5-5'] } } });
    gateway.modicum.reload();
    await ask(gateway);
    expect([first.closed, second.closed]).toEqual([0, 0]);
    change(gateway, {
      providers: { anthropic: { url: gateway.upstreams.anthropic.url } },
      tiers: {},
    });
    expect(gateway.modicum.reload()).toMatchObject({ changed: true, problem: null });
    await expect.poll(() => [first.closed, second.closed], PATIENT).toEqual([1, 1]);
  });

  it('reads the keys again, and never tells the one before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modicum-key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const key = join(folder, 'key');
    writeFileSync(key, 'first-key-0123456789', { mode: 0o600 });
    const gateway = await start(always(), { providers: { anthropic: { key: `file:${key}` } } });
    await ask(gateway);
    writeFileSync(key, 'second-key-0123456789', { mode: 0o600 });
    expect(gateway.modicum.reload()).toMatchObject({ changed: true, problem: null });
    await ask(gateway);
    const sent = gateway.upstreams.anthropic.requests.map(({ headers }) => headers['x-api-key']);
    expect(sent).toEqual(['first-key-0123456789', 'second-key-0123456789']);
    gateway.upstreams.anthropic.add({
      status: 400,
      body: { error: { message: `no: ${sent[0]}` } },
    });
    await expect(ask(gateway)).rejects.toThrow('[key]');
  });
});

describe('a bad policy', () => {
  it('never replaces a good one, and the status says since when it is there', async () => {
    const gateway = await start(always());
    const before = gateway.modicum.policy;
    const good = readFileSync(policyPath(gateway), 'utf8');
    writeFileSync(policyPath(gateway), 'version: 1\ntiers:\n  2: { bogus: 1 }\n');
    const { changed, problem } = gateway.modicum.reload();
    expect(changed).toBe(false);
    expect(problem?.message).toContain(`${policyPath(gateway)}:3:8 tiers.2.bogus: is not a key`);
    expect(gateway.modicum.policy).toBe(before);
    expect(await ask(gateway)).toBe('claude-sonnet-5-5');
    const since = gateway.modicum.policyStatus.problem?.since;
    gateway.modicum.reload();
    expect(gateway.modicum.policyStatus.problem?.since).toBe(since);
    expect(await readiness(gateway)).toMatchObject({
      policy: before.version,
      policyFile: { path: policyPath(gateway), problem: { since, text: problem?.message } },
    });
    writeFileSync(policyPath(gateway), good);
    expect(gateway.modicum.reload()).toMatchObject({ changed: false, problem: null });
    expect(await readiness(gateway)).toMatchObject({ policyFile: { problem: null } });
  });

  it('is one that cannot be read, and one that points back at the gateway', async () => {
    const gateway = await start(always());
    change(gateway, { providers: { anthropic: { url: gateway.url } } });
    expect(gateway.modicum.reload().problem?.message).toContain("Modicum's own address");
    rmSync(policyPath(gateway));
    expect(gateway.modicum.reload().problem?.code).toBe('config_unreadable');
    expect(await ask(gateway)).toBe('claude-sonnet-5-5');
  });
});

describe('a watched policy', () => {
  it('is taken when its file changes, good after bad', async () => {
    const gateway = await start(always());
    const seen: Reloaded[] = [];
    gateway.modicum.watch({ intervalMs: 5, onReload: (reloaded) => seen.push(reloaded) });
    writeFileSync(policyPath(gateway), 'version: 2');
    await expect.poll(() => seen.at(-1)?.problem?.code, PATIENT).toBe('config_invalid');
    writeFileSync(
      policyPath(gateway),
      JSON.stringify({
        version: 1,
        providers: { anthropic: { url: gateway.upstreams.anthropic.url } },
        ...tierTwo('claude-opus-5-5'),
      }),
    );
    await expect.poll(() => seen.at(-1)?.problem, PATIENT).toBeNull();
    expect(await ask(gateway)).toBe('claude-opus-5-5');
  });
});

async function readiness({ url }: ScriptedGateway): Promise<unknown> {
  return (await fetch(`${url}/readyz`)).json();
}

/** An upstream that counts its connections. */
async function startCounting() {
  const counts = { url: '', connections: 0, closed: 0 };
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify(anthropicMessage())));
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    counts.connections++;
    socket.on('close', () => counts.closed++);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  counts.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return counts;
}
