import { describe, expect, it } from 'vitest';
import type { UpstreamError } from '../core/error.ts';
import { BodyStream } from './body-stream.ts';
import { UpstreamFailure } from './provider.ts';

const CUT: UpstreamError = {
  kind: 'timeout',
  status: null,
  message: 'silent',
  retryable: false,
  retryAfterMs: null,
};

function openStream() {
  const asked: string[] = [];
  const stream = new BodyStream({
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    abort: () => asked.push('abort'),
  });
  return { stream, asked };
}

const bytes = (size: number) => new Uint8Array(size);

async function sizes(stream: BodyStream): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const chunk of stream) all.push(chunk.byteLength);
  return all;
}

describe('BodyStream', () => {
  it('gives what was pushed in order, before and after it was asked for', async () => {
    const { stream } = openStream();
    stream.push(bytes(1));
    const reading = sizes(stream);
    await Promise.resolve();
    stream.push(bytes(2));
    stream.push(bytes(3));
    stream.end();
    expect(await reading).toEqual([1, 2, 3]);
  });

  it('pauses the upstream for a slow reader, once, and lets it go on when half is read', async () => {
    const { stream, asked } = openStream();
    for (let count = 0; count < 10; count++) stream.push(bytes(16 * 1024));
    expect(asked).toEqual(['pause']);
    for (let count = 0; count < 8; count++) await stream.next();
    expect(asked).toEqual(['pause']);
    await stream.next();
    expect(asked).toEqual(['pause', 'resume']);
  });

  it('gives what is queued before it says that it failed, and that once', async () => {
    const { stream } = openStream();
    stream.push(bytes(1));
    stream.fail(CUT, new Error('socket'));
    expect(await stream.next()).toMatchObject({ done: false });
    const failure = await stream.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UpstreamFailure);
    expect(failure).toMatchObject({ error: CUT, cause: { message: 'socket' } });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('fails a reader that waits', async () => {
    const { stream } = openStream();
    const waiting = stream.next();
    stream.fail(CUT);
    await expect(waiting).rejects.toMatchObject({ error: CUT });
  });

  it('ends a reader that waits', async () => {
    const { stream } = openStream();
    const waiting = stream.next();
    stream.end();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('closes the upstream when its reader leaves, and takes nothing more', async () => {
    const { stream, asked } = openStream();
    stream.push(bytes(1));
    stream.push(bytes(1));
    for await (const chunk of stream) {
      expect(chunk).toHaveLength(1);
      break;
    }
    expect(asked).toEqual(['abort']);
    stream.push(bytes(1));
    stream.fail(CUT);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('lets a waiting reader go when someone leaves for it', async () => {
    const { stream, asked } = openStream();
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(asked).toEqual(['abort']);
  });

  it('has nothing left to close once it is over', async () => {
    const { stream, asked } = openStream();
    stream.end();
    await stream.return();
    expect(asked).toEqual([]);
  });
});
