import { describe, expect, it } from 'vitest';
import {
  anthropicError,
  anthropicStream,
  ollamaAnswer,
  openaiStream,
} from '../../src/testing/index.ts';
import { startScriptedGateway } from './start-gateway.ts';

/** The shortest the policy allows. */
const policy = { limits: { ping: '1s' } };

/** Reads a stream and opens the gate once our own ping was seen; gives the whole text. */
async function readUntilPinged(response: Response, isPing: RegExp, open: () => void) {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (isPing.test(text)) open();
  }
  return text;
}

function ask(url: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ ...body, messages: [{ role: 'user', content: 'x' }] }),
  });
}

describe('a silent upstream', () => {
  it('is covered by pings before its first event, and its stream follows whole', async () => {
    const gate = Promise.withResolvers<void>();
    const [first = '', ...rest] = anthropicStream({ model: 'claude-haiku-5-5' });
    const gateway = await startScriptedGateway(
      { anthropic: [{ sse: [{ bytes: first, until: gate.promise }, ...rest] }] },
      { policy },
    );
    const response = await ask(`${gateway.url}/v1/messages`, {
      model: 'claude-haiku-5-5',
      max_tokens: 9,
      stream: true,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-modicum-decision')).toBe('pin');
    const text = await readUntilPinged(response, /event: ping/, gate.resolve);
    expect(text.startsWith('event: ping\n')).toBe(true);
    expect(text.endsWith([first, ...rest].join(''))).toBe(true);
    expect(gateway.lastReceipt().closed).toMatchObject({ outcome: 'answered', status: 200 });
  });

  it('is covered by pings between two events, never inside one', async () => {
    const gate = Promise.withResolvers<void>();
    const events = anthropicStream({ model: 'claude-haiku-5-5' }).filter(
      (event) => !event.startsWith('event: ping'),
    );
    const held = events.map((bytes, index) =>
      index === 3 ? { bytes, until: gate.promise } : bytes,
    );
    const gateway = await startScriptedGateway({ anthropic: [{ sse: held }] }, { policy });
    const response = await ask(`${gateway.url}/v1/messages`, {
      model: 'claude-haiku-5-5',
      max_tokens: 9,
      stream: true,
    });
    const text = await readUntilPinged(response, /event: ping/, gate.resolve);
    const blocks = text.split('\n\n').filter((block) => block !== '');
    const pings = blocks.filter((block) => block.startsWith('event: ping'));
    expect(pings.length).toBeGreaterThan(0);
    expect(pings.map((ping) => JSON.parse(ping.split('data:')[1] ?? '') as unknown)).toEqual(
      pings.map(() => ({ type: 'ping' })),
    );
    expect(blocks.filter((block) => !block.startsWith('event: ping')).join('\n\n')).toBe(
      events.join('').trimEnd(),
    );
  });

  it('is covered for OpenAI clients by comments, which their SDK does not see', async () => {
    const gate = Promise.withResolvers<void>();
    const [first = '', ...rest] = openaiStream({ model: 'gpt-5.4-mini', text: 'Late.' });
    const gateway = await startScriptedGateway(
      { openai: [{ sse: [{ bytes: first, until: gate.promise }, ...rest] }] },
      { policy },
    );
    const { data, response } = await gateway.openai.chat.completions
      .create({
        model: 'gpt-5.4-mini',
        stream: true,
        messages: [{ role: 'user', content: 'x' }],
      })
      .withResponse();
    // The head is here although the upstream has said nothing: a comment made it go out.
    expect(response.status).toBe(200);
    gate.resolve();
    const texts = [];
    for await (const chunk of data) texts.push(chunk.choices[0]?.delta.content ?? '');
    expect(texts.join('')).toBe('Late.');
  });

  it('leaves the plan open: what fails after the pings still goes on to the next', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startScriptedGateway(
      {
        ollama: [
          { status: 503, body: { error: 'busy' }, until: gate.promise },
          { status: 503, body: { error: 'busy' } },
        ],
        anthropic: [{ sse: anthropicStream({ text: 'A summary.' }) }],
      },
      { policy },
    );
    const response = await ask(`${gateway.url}/v1/messages`, {
      model: 'modicum/auto:task=summarize',
      max_tokens: 99,
      stream: true,
    });
    const text = await readUntilPinged(response, /event: ping/, gate.resolve);
    expect(text.match(/event: message_start/g)).toHaveLength(1);
    expect(text).toContain('mary.');
    expect(gateway.lastReceipt().closed).toMatchObject({ servedTier: 1, escalatedFrom: 0 });
  });

  it('becomes an error event when every way fails after the pings', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startScriptedGateway(
      {
        anthropic: [
          { status: 400, body: anthropicError('invalid_request_error', 'no'), until: gate.promise },
        ],
      },
      { policy },
    );
    const response = await ask(`${gateway.url}/v1/messages`, {
      model: 'claude-haiku-5-5',
      max_tokens: 9,
      stream: true,
    });
    const text = await readUntilPinged(response, /event: ping/, gate.resolve);
    expect(text).toMatch(/event: error\ndata: .*invalid_request_error/);
    expect(text).not.toContain('message_stop');
    expect(gateway.lastReceipt().closed).toMatchObject({ outcome: 'failed' });
  });

  it('is waited for without a word by a client that does not stream', async () => {
    const gate = Promise.withResolvers<void>();
    const gateway = await startScriptedGateway(
      { ollama: [{ body: ollamaAnswer({ text: 'Late.' }), until: gate.promise }] },
      { policy },
    );
    const answered = ask(`${gateway.url}/v1/messages`, { model: 'qwen2.5:7b', max_tokens: 9 });
    await gateway.upstreams.ollama.nextRequest();
    gate.resolve();
    const response = await answered;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ content: [{ text: 'Late.' }] });
  });
});
