import { describe, expect, it } from 'vitest';
import type { Cost } from '../../src/core/money.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { anthropicMessage, anthropicStream, openaiCompletion } from '../../src/testing/index.ts';
import { send } from './send.ts';
import { startScriptedGateway } from './start-gateway.ts';

const MODEL = 'claude-sonnet-5-5';
const ASK = { model: MODEL, max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] };
const COUNTS = { input_tokens: 1_000, output_tokens: 100 };

/** What the receipt says of an answer whose usage says this besides its counts. */
async function costOfAnswer(said: JsonObject, stream: boolean): Promise<Cost | undefined> {
  const answer = { model: MODEL, usage: { ...COUNTS, ...said } };
  const gateway = await startScriptedGateway({
    anthropic: [stream ? { sse: anthropicStream(answer) } : { body: anthropicMessage(answer) }],
  });
  const answered = await send(`${gateway.url}/v1/messages`, { body: { ...ASK, stream } });
  expect(answered.status).toBe(200);
  return gateway.lastReceipt().closed?.cost;
}

describe.each([false, true])('how an answer was billed (streamed: %s)', (stream) => {
  it('is priced where the list has a price for it', async () => {
    // 1,000 × $2 + 100 × $10 per million.
    expect(await costOfAnswer({}, stream)).toEqual({ state: 'final', nanoUsd: 3_000_000 });
    expect(await costOfAnswer({ inference_geo: 'us' }, stream)).toEqual({
      state: 'final',
      nanoUsd: 3_300_000,
    });
  });

  it.each<JsonObject>([
    { service_tier: 'priority' },
    { server_tool_use: { web_search_requests: 2 } },
  ])('is an estimate for %j', async (said) => {
    expect(await costOfAnswer(said, stream)).toEqual({ state: 'estimated', nanoUsd: 3_000_000 });
  });
});

it('an OpenAI answer of another service tier costs an estimate', async () => {
  const body = { ...openaiCompletion(), service_tier: 'flex' };
  const gateway = await startScriptedGateway({ openai: [{ body }] });
  await send(`${gateway.url}/v1/chat/completions`, {
    body: { model: 'gpt-5.4', messages: ASK.messages },
  });
  expect(gateway.lastReceipt().attempts[0]?.closed?.usage.state).toBe('estimated');
});
