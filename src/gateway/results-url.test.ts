import { expect, it } from 'vitest';
import type { Reply } from './inbound.ts';
import { withOwnResultsUrl } from './results-url.ts';

const INBOUND = { headers: { host: '127.0.0.1:4141' } };

function replyOf(chunks: readonly Uint8Array[], type = 'application/json'): Reply {
  async function* body() {
    yield* chunks;
  }
  return { status: 200, headers: { 'content-type': type }, body: body(), ping: null };
}

async function textOf({ body }: Reply): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const bytes = (text: string) => [Buffer.from(text)];

const UPSTREAM = 'https://api.anthropic.com/v1/messages/batches/msgbatch_1/results';

it('makes the address of results the gateway’s own and leaves every other byte', async () => {
  const text = `{ "id":"é", "results_url" : "${UPSTREAM}", "n":1.0 }`;
  const cut = Buffer.from(text);
  const reply = await withOwnResultsUrl(replyOf([cut.subarray(0, 9), cut.subarray(9)]), INBOUND);
  expect(await textOf(reply)).toBe(
    text.replace('https://api.anthropic.com', 'http://127.0.0.1:4141'),
  );
});

it.each([
  [
    'an address that is not there yet',
    '{"results_url":null}',
    'application/json',
    '127.0.0.1:4141',
  ],
  ['what is no JSON', `"results_url":"${UPSTREAM}"`, 'application/x-jsonl', '127.0.0.1:4141'],
  ['a host that is none', `{"results_url":"${UPSTREAM}"}`, 'application/json', 'a"b'],
])('leaves %s alone', async (_, text, type, host) => {
  const reply = await withOwnResultsUrl(replyOf(bytes(text), type), { headers: { host } });
  expect(await textOf(reply)).toBe(text);
});

it('lets what is too large to be a description pass as it comes', async () => {
  const chunks = Array.from({ length: 6 }, () => Buffer.alloc(1024 * 1024, 'x'));
  const reply = await withOwnResultsUrl(replyOf(chunks), INBOUND);
  expect(await textOf(reply)).toHaveLength(6 * 1024 * 1024);
});

it('breaks off where the upstream did', async () => {
  async function* body() {
    yield Buffer.from('{"results_url"');
    throw new Error('cut');
  }
  const reply = await withOwnResultsUrl({ ...replyOf([]), body: body() }, INBOUND);
  await expect(textOf(reply)).rejects.toThrow('cut');
});
