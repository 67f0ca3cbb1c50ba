import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createModicum, ModicumError } from '../../src/index.ts';
import { createMemoryLedger } from '../../src/testing/memory-ledger.ts';
import { anthropicError, anthropicMessage, ollamaAnswer } from '../../src/testing/index.ts';
import { ANTHROPIC_KEY, startScriptedGateway } from './start-gateway.ts';

const LABELS = ['billing', 'bug'];

describe('run', () => {
  it('answers with output, model, tier, cost and the receipt of the ledger', async () => {
    const { modicum, upstreams } = await startScriptedGateway({
      ollama: [{ body: ollamaAnswer({ text: 'billing' }) }],
    });
    const result = await modicum.run({
      task: 'classify',
      input: 'I want a refund',
      labels: LABELS,
    });
    expect(result).toMatchObject({
      output: 'billing',
      data: null,
      model: 'local/qwen2.5:7b',
      tier: 0,
      cost: { state: 'final', nanoUsd: 0 },
      accepted: true,
    });
    expect(result.receipt).toEqual(modicum.ledger.receipt(result.callId));
    expect(result.receipt.call.endpoint).toBe('library');
    expect(upstreams.ollama.requests[0]?.text()).toContain('billing, bug');
  });

  it('judges labels, climbs when they are not kept, and says when none was accepted', async () => {
    const { modicum } = await startScriptedGateway({
      ollama: { afterwards: { body: ollamaAnswer({ text: 'a refund, I think' }) } },
      anthropic: [{ body: anthropicMessage({ text: 'bug' }) }],
    });
    const input = { task: 'classify', input: 'It crashes', labels: LABELS } as const;
    const climbed = await modicum.run(input);
    expect(climbed).toMatchObject({ output: 'bug', tier: 1, accepted: true });
    expect(climbed.receipt.closed?.escalatedFrom).toBe(0);
    const capped = await modicum.run({ ...input, maxTier: 0 });
    expect(capped).toMatchObject({ output: 'a refund, I think', tier: 0, accepted: false });
  });

  it('gives the parsed answer when a schema was asked for', async () => {
    const { modicum, upstreams } = await startScriptedGateway({
      ollama: [{ body: ollamaAnswer({ text: '{"city":"Oslo"}' }) }],
    });
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    };
    const result = await modicum.run({ task: 'extract', input: 'It rains in Oslo.', schema });
    expect(result.data).toEqual({ city: 'Oslo' });
    expect(upstreams.ollama.requests[0]?.json()).toMatchObject({ format: schema });
  });

  it('pins, bounds and tags as a client of the gateway would', async () => {
    const { modicum, upstreams } = await startScriptedGateway({
      anthropic: [{ body: anthropicMessage({ model: 'claude-opus-5-5' }) }],
    });
    const result = await modicum.run({
      input: 'x',
      model: 'claude-opus-5-5',
      system: 'Be brief.',
      maxOutputTokens: 7,
      session: 's',
      tags: ['a', 'b'],
      background: true,
      complexity: 3,
      deadlineMs: 5_000,
      minTier: 0,
      tier: 1,
    });
    expect(result.model).toBe('anthropic/claude-opus-5-5');
    expect(result.receipt.call).toMatchObject({ session: 's', tags: ['a', 'b'], decidedBy: 'pin' });
    expect(upstreams.anthropic.requests[0]?.json()).toMatchObject({
      model: 'claude-opus-5-5',
      max_tokens: 7,
      system: 'Be brief.',
    });
  });

  it('throws the refusal’s own code', async () => {
    const { modicum, upstreams } = await startScriptedGateway();
    const codeOf = (input: Parameters<typeof modicum.run>[0]) =>
      modicum.run(input).then(
        () => 'answered',
        (error: unknown) => (error instanceof ModicumError ? error.code : String(error)),
      );
    expect(await codeOf({ input: 'x', minTier: 3, maxTier: 1 })).toBe('floor_above_cap');
    expect(await codeOf({ input: 'x', model: 'absent' })).toBe('unknown_model');
    expect(await codeOf({ input: 'x', task: 'sing' })).toBe('unknown_task');
    expect(upstreams.anthropic.requests).toHaveLength(0);
  });

  it('throws the upstream’s error with the words of its dialect, and books it', async () => {
    const { modicum } = await startScriptedGateway({
      anthropic: [{ status: 400, body: anthropicError('invalid_request_error', 'exact words') }],
    });
    const failed = modicum.run({ input: 'x', model: 'claude-haiku-5-5' });
    await expect(failed).rejects.toThrow(/exact words/);
    await expect(failed).rejects.toMatchObject({ code: 'upstream_invalid_request' });
    expect(modicum.ledger.recent({ limit: 5 })).toMatchObject([{ closed: { outcome: 'failed' } }]);
  });

  it('ends when its signal says so', async () => {
    const { modicum, upstreams } = await startScriptedGateway({
      anthropic: [{ neverAnswers: true }],
    });
    const controller = new AbortController();
    const running = modicum.run({
      input: 'x',
      model: 'claude-haiku-5-5',
      signal: controller.signal,
    });
    await upstreams.anthropic.nextRequest();
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(ModicumError);
    await upstreams.anthropic.whenClosed(0);
  });
});

describe('what no compiler saw', () => {
  const WRONG: readonly { readonly input: unknown; readonly says: string }[] = [
    { input: undefined, says: 'must be an object with the text as input' },
    { input: null, says: 'must be an object with the text as input' },
    { input: [], says: 'must be an object with the text as input' },
    { input: {}, says: 'input is missing' },
    { input: { input: undefined }, says: 'input is missing' },
    { input: { input: 3 }, says: 'input must be text' },
    { input: { input: '', task: 'classify' }, says: 'input is empty' },
    { input: { input: ' \n' }, says: 'input is empty' },
    { input: { input: 'x', labels: [] }, says: 'labels must have at least one' },
    { input: { input: 'x', labels: ['a', ''] }, says: 'labels must have at least one' },
    { input: { input: 'x', labels: 'billing' }, says: 'labels must be a list of texts' },
    { input: { input: 'x', tags: [1] }, says: 'tags must be a list of texts' },
    { input: { input: 'x', schema: 'json' }, says: 'schema must be an object' },
    { input: { input: 'x', complexity: Number.NaN }, says: 'complexity must be a number' },
    { input: { input: 'x', background: 'no' }, says: 'background must be true or false' },
    { input: { input: 'x', signal: {} }, says: 'signal must be an AbortSignal' },
    { input: { input: 'x', taks: 'classify' }, says: 'no option "taks" here. Known: input, task,' },
    { input: { input: 'x', toString: 1 }, says: 'no option "toString" here' },
  ];

  it.each(WRONG)('is refused with the name of the field: $says', async ({ input, says }) => {
    const { modicum, upstreams } = await startScriptedGateway();
    const refusal = { code: 'invalid_request', message: expect.stringContaining(says) };
    const asked = input as Parameters<typeof modicum.run>[0];
    await expect(modicum.run(asked)).rejects.toMatchObject(refusal);
    await expect(modicum.route(asked)).rejects.toMatchObject(refusal);
    expect(() => modicum.classify(asked)).toThrow(expect.objectContaining(refusal));
    expect(await modicum.run(asked).catch((error: unknown) => error)).toBeInstanceOf(ModicumError);
    expect(upstreams.ollama.requests).toHaveLength(0);
    expect(modicum.ledger.recent({ limit: 5 })).toEqual([]);
  });

  it('may hold options that are undefined', async () => {
    const { modicum } = await startScriptedGateway();
    const input = { input: 'x', task: 'classify', tier: undefined } as unknown as { input: string };
    expect(await modicum.route(input)).toMatchObject({ kind: 'decision', tier: 0 });
  });
});

describe('close', () => {
  it('also stops the servers it started, and may be called twice', async () => {
    const { modicum, server } = await startScriptedGateway();
    const other = await modicum.serve({ port: 0 });
    const reach = async (url: string) => (await fetch(`${url}/healthz`)).status;
    expect([await reach(server.url), await reach(other.url)]).toEqual([200, 200]);
    await Promise.all([modicum.close(), modicum.close()]);
    await modicum.close();
    await expect(reach(server.url)).rejects.toThrow('fetch failed');
    await expect(reach(other.url)).rejects.toThrow('fetch failed');
    await other.close();
  });

  it('is the end: what is asked later is told so, and nothing goes to the log', async () => {
    const { modicum, log, upstreams } = await startScriptedGateway();
    await modicum.close();
    const over = { code: 'ledger_closed', message: expect.stringContaining('closed') };
    await expect(modicum.run({ input: 'x' })).rejects.toMatchObject(over);
    await expect(modicum.route('x')).rejects.toMatchObject(over);
    await expect(modicum.dispatchTool('x', {})).rejects.toMatchObject(over);
    await expect(modicum.routeTool('x', {})).rejects.toMatchObject(over);
    await expect(modicum.serve({ port: 0 })).rejects.toMatchObject(over);
    expect(await modicum.run({ input: 'x' }).catch(String)).not.toContain('ledger_unavailable');
    expect(log).toEqual([]);
    expect(upstreams.ollama.requests).toHaveLength(0);
  });

  it('is not held up by a server that could not start', async () => {
    const { modicum, server } = await startScriptedGateway();
    await expect(modicum.serve({ port: server.port })).rejects.toBeInstanceOf(ModicumError);
    await expect(modicum.close()).resolves.toBeUndefined();
  });
});

describe('route and classify', () => {
  it('say what would be done and call nobody', async () => {
    const { modicum, upstreams } = await startScriptedGateway();
    expect(modicum.classify('Summarize this text: it rained.').taskType).toBe('summarize');
    const decision = await modicum.route({ task: 'classify', input: 'x' });
    expect(decision).toMatchObject({
      kind: 'decision',
      tier: 0,
      decidedBy: 'header_task',
      plan: [{ model: { provider: 'local', id: 'qwen2.5:7b' } }, { tier: 1 }, { tier: 2 }],
    });
    expect(await modicum.route({ input: 'x', minTier: 2, maxTier: 1 })).toMatchObject({
      kind: 'refusal',
      reason: 'floor_above_cap',
    });
    await expect(modicum.route({ input: 'x', task: 'sing' })).rejects.toMatchObject({
      code: 'unknown_task',
    });
    expect(upstreams.anthropic.requests).toHaveLength(0);
    expect(modicum.ledger.recent({ limit: 5 })).toEqual([]);
  });
});

describe('createModicum', () => {
  it('needs no file: the built-in policy, a ledger where it is told, keys from the environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modicum-library-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const modicum = createModicum({
      ledger: createMemoryLedger(),
      environment: { HOME: folder, ANTHROPIC_API_KEY: ANTHROPIC_KEY },
    });
    expect(modicum.policyPath).toBeNull();
    expect(modicum.policy.tiers[2].bindings).toMatchObject([{ id: 'claude-sonnet-5-5' }]);
    expect(modicum.catalog.models.length).toBeGreaterThan(20);
    expect(await modicum.route('Write code that sorts a list.')).toMatchObject({ tier: 2 });
    await modicum.close();
  });

  it('throws at once for a policy that is not there or wrong', () => {
    const at = (policy: string) => () => createModicum({ policy, environment: { HOME: tmpdir() } });
    expect(at('/nowhere/modicum.yaml')).toThrow(ModicumError);
    expect(at('/nowhere/modicum.yaml')).toThrow(/nowhere/);
  });

  it('says what is not as it should be, without showing a key', async () => {
    const { modicum } = await startScriptedGateway(
      {},
      { environment: { ANTHROPIC_API_KEY: 'two words' } },
    );
    expect(modicum.warnings.join('\n')).toContain('ANTHROPIC_API_KEY');
    expect(modicum.warnings.join('\n')).not.toContain('two words');
  });

  it('listens nowhere wider without a client key', async () => {
    const { modicum } = await startScriptedGateway();
    await expect(modicum.serve({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'client_key_required',
    });
  });

  it('says which port is taken', async () => {
    const { modicum, server } = await startScriptedGateway();
    await expect(modicum.serve({ port: server.port })).rejects.toMatchObject({
      code: 'port_taken',
    });
  });
});
