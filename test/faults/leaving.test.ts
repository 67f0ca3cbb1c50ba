import { expect, test } from 'vitest';
import { handle } from '../../src/gateway/handle.ts';
import type { Inbound } from '../../src/gateway/inbound.ts';
import { anthropicMessages } from '../../src/wire/anthropic-messages/index.ts';
import { answer, events } from './answers.ts';
import { message, streamed } from './client.ts';
import { startFaultyGateway } from './start-gateway.ts';

/** One request without a socket, so that its reader can leave at exactly one moment. */
function inbound(body: object, gone: AbortSignal): Inbound {
  const bytes = Buffer.from(JSON.stringify(body));
  return {
    method: 'POST',
    path: '/v1/messages',
    query: '',
    headers: {},
    readBody: () => Promise.resolve({ ok: true, bytes }),
    bodyStream: (async function* () {})(),
    clientGone: gone,
    receivedAt: Date.now(),
    receivedTick: performance.now(),
  };
}

test.each([
  ['cancel', events()],
  ['drain', events()],
  ['cancel', [events().join('')]],
  ['drain', [events().join('')]],
] as const)(
  '31: left after each piece in turn (%s), the call is closed each time',
  async (onClientGone, sse) => {
    const gateway = await startFaultyGateway(
      { anthropic: { always: { sse } } },
      { provider: { onClientGone } },
    );
    for (let pieces = 1; pieces <= events().length; pieces++) {
      const leaving = new AbortController();
      const call = inbound(streamed(), leaving.signal);
      const reply = await handle(call, anthropicMessages, gateway.gateway);
      const body = reply.body as AsyncGenerator<Uint8Array>;
      for (let read = 0; read < pieces; read++) await body.next();
      leaving.abort();
      await body.return(undefined);
      const [receipt] = gateway.ledger.recent({ limit: 1 });
      expect(receipt?.closed).not.toBeNull();
      expect(receipt?.attempts[0]?.closed?.cost.state).not.toBe('unknown');
    }
  },
);

test("31: left at Modicum's own first ping, the call is closed", async () => {
  const gateway = await startFaultyGateway(
    { anthropic: { always: { neverAnswers: true } } },
    { limits: { pingMs: 10 } },
  );
  const leaving = new AbortController();
  const reply = await handle(
    inbound(streamed(), leaving.signal),
    anthropicMessages,
    gateway.gateway,
  );
  const body = reply.body as AsyncGenerator<Uint8Array>;
  expect(Buffer.from((await body.next()).value as Uint8Array).toString()).toContain('ping');
  leaving.abort();
  await body.return(undefined);
  expect((await gateway.closedReceipt()).closed).toMatchObject({ errorCode: 'client_left' });
  await gateway.anthropic.whenClosed(0);
});

test('32: a whole answer of a draining provider that nobody waits for is booked in full, as cancelled', async () => {
  const gate = Promise.withResolvers<void>();
  const gateway = await startFaultyGateway(
    { anthropic: [{ body: answer(), until: gate.promise }] },
    { provider: { onClientGone: 'drain' } },
  );
  const leaving = new AbortController();
  const reply = handle(inbound(message(), leaving.signal), anthropicMessages, gateway.gateway);
  await gateway.anthropic.nextRequest();
  leaving.abort();
  gate.resolve();
  await reply;
  const { closed, attempts } = await gateway.closedReceipt();
  expect(attempts).toHaveLength(1);
  expect(attempts[0]?.closed).toMatchObject({
    usage: { state: 'reported' },
    cost: { state: 'final' },
  });
  expect(closed).toMatchObject({ outcome: 'cancelled', errorCode: 'client_left' });
});
