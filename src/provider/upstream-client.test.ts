import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startScriptedUpstream,
  type ScriptedReply,
  type ScriptedUpstream,
} from '../testing/index.ts';
import type { UpstreamRequest, UpstreamResult } from './provider.ts';
import { createUpstreamClient, type UpstreamClient } from './upstream-client.ts';

async function start(...script: readonly ScriptedReply[]) {
  const upstream = await startScriptedUpstream(script);
  return { upstream, client: clientOf(upstream.url, upstream) };
}

function clientOf(baseUrl: string, upstream: ScriptedUpstream): UpstreamClient {
  const client = createUpstreamClient({ baseUrl });
  onTestFinished(async () => {
    await client.close();
    await upstream.close();
  });
  return client;
}

function request(changes: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    method: 'POST',
    path: '/v1/messages',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"a":1}'),
    signal: new AbortController().signal,
    headTimeoutMs: 10_000,
    idleTimeoutMs: 10_000,
    ...changes,
  };
}

async function textOf(result: UpstreamResult): Promise<string> {
  if (!result.ok) throw new Error(result.error.message);
  const chunks: Uint8Array[] = [];
  for await (const chunk of result.response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('createUpstreamClient', () => {
  it('sends method, path, headers and bytes as given, and nothing of its own that tells', async () => {
    const { upstream, client } = await start({ body: 'fine', headers: { 'X-Two': ['a', 'b'] } });
    const result = await client.send(request());
    expect(await textOf(result)).toBe('fine');
    expect(result).toMatchObject({ response: { status: 200, headers: { 'x-two': 'a, b' } } });
    const [seen] = upstream.requests;
    expect(`${seen?.method} ${seen?.path} ${seen?.text()}`).toBe('POST /v1/messages {"a":1}');
    expect(Object.keys(seen?.headers ?? {}).toSorted()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
  });

  it('puts the path of the base URL in front', async () => {
    const { upstream } = await start({ body: 'fine' });
    const client = clientOf(`${upstream.url}/proxy/`, upstream);
    await textOf(await client.send(request({ method: 'GET', body: null })));
    expect(upstream.requests[0]?.path).toBe('/proxy/v1/messages');
  });

  it('passes on a body that comes in pieces', async () => {
    const { upstream, client } = await start({ body: 'fine' });
    async function* pieces() {
      yield Buffer.from('{"a"');
      yield Buffer.from(':1}');
    }
    await textOf(await client.send(request({ body: pieces() })));
    expect(upstream.requests[0]?.text()).toBe('{"a":1}');
  });

  it('follows no redirect', async () => {
    const { upstream, client } = await start({
      status: 307,
      headers: { location: 'http://127.0.0.1:9/' },
    });
    expect(await client.send(request())).toMatchObject({ response: { status: 307 } });
    expect(upstream.requests).toHaveLength(1);
  });

  it('says of a closed port that nothing was sent', async () => {
    const { upstream, client } = await start();
    await upstream.close();
    expect(await client.send(request())).toMatchObject({
      ok: false,
      sent: false,
      error: { kind: 'unreachable', retryable: true, status: null },
    });
  });

  it('says of a connection cut before the head that it was sent', async () => {
    const { client } = await start({ cutBeforeHeaders: true });
    expect(await client.send(request())).toMatchObject({
      ok: false,
      sent: true,
      error: { kind: 'cut', retryable: true },
    });
  });

  it('says of a silent upstream that a repeat could pay twice', async () => {
    const { client } = await start({ neverAnswers: true });
    expect(await client.send(request({ headTimeoutMs: 50 }))).toMatchObject({
      ok: false,
      sent: true,
      error: { kind: 'timeout', retryable: false },
    });
  });

  it('fails a body that is cut, after what came of it', async () => {
    const { client } = await start({ sse: ['one', 'two'], thenCut: true });
    const result = await client.send(request());
    if (!result.ok) throw new Error('no answer');
    let text = '';
    const reading = (async () => {
      for await (const chunk of result.response.body) text += Buffer.from(chunk).toString('utf8');
    })();
    await expect(reading).rejects.toMatchObject({ error: { kind: 'cut' } });
    expect(text).toBe('onetwo');
  });

  it('fails a body that is silent too long', async () => {
    const { client } = await start({ sse: ['one'], thenSilence: true });
    const result = await client.send(request({ idleTimeoutMs: 50 }));
    await expect(textOf(result)).rejects.toMatchObject({
      error: { kind: 'timeout', retryable: false },
    });
  });

  it('closes the upstream when its signal aborts, before and during the answer', async () => {
    const { upstream, client } = await start(
      { neverAnswers: true },
      { sse: ['one'], thenSilence: true },
    );
    const before = new AbortController();
    const unanswered = client.send(request({ signal: before.signal }));
    await upstream.nextRequest();
    before.abort();
    expect(await unanswered).toMatchObject({ ok: false, sent: true });
    await upstream.whenClosed(0);

    const during = new AbortController();
    const answered = await client.send(request({ signal: during.signal }));
    during.abort();
    await expect(textOf(answered)).rejects.toThrow();
    await upstream.whenClosed(1);
  });

  it('sends nothing under a signal that has aborted', async () => {
    const { upstream, client } = await start();
    const result = await client.send(request({ signal: AbortSignal.abort() }));
    expect(result).toMatchObject({ ok: false, sent: false });
    expect(upstream.requests).toHaveLength(0);
  });

  it('closes the upstream when the reader leaves', async () => {
    const { upstream, client } = await start({ sse: ['one'], thenSilence: true });
    const result = await client.send(request());
    if (!result.ok) throw new Error('no answer');
    for await (const chunk of result.response.body) {
      expect(chunk.byteLength).toBe(3);
      break;
    }
    await upstream.whenClosed(0);
  });
});
