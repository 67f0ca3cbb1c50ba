import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { serveRoutes, writePiece } from './exchange.ts';

test('a piece waits for a slow reader', async () => {
  const slow = new PassThrough({ highWaterMark: 2 });
  const order: string[] = [];
  const written = writePiece(slow, 'more than two').then((isTaken) =>
    order.push(`taken ${isTaken}`),
  );
  await Promise.resolve();
  order.push('reader starts');
  slow.resume();
  await written;
  expect(order).toEqual(['reader starts', 'taken true']);
});

test('a reader that left is noticed, while waiting and afterwards', async () => {
  const slow = new PassThrough({ highWaterMark: 2 });
  const written = writePiece(slow, 'more than two');
  slow.destroy();
  expect(await written).toBe(false);
  expect(await writePiece(slow, 'again')).toBe(false);
});

test('a route that throws closes its connection and nothing else', async () => {
  const server = await serveRoutes(
    [
      {
        method: 'GET',
        path: /^\/broken$/,
        handle: () => {
          throw new Error('our own mistake');
        },
      },
    ],
    (exchange) => void exchange.response.end('still here'),
  );
  await expect(fetch(`${server.url}/broken`)).rejects.toThrow();
  expect(await (await fetch(`${server.url}/other`)).text()).toBe('still here');
  await server.close();
});

test('a client that leaves while it sends disturbs nobody', async () => {
  const server = await serveRoutes([], (exchange) => void exchange.response.end('still here'));
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf', () =>
    socket.destroy(),
  );
  await new Promise((resolve) => socket.once('close', resolve));
  expect(await (await fetch(server.url)).text()).toBe('still here');
  await server.close();
});
