import { Ollama } from 'ollama';
import { expect, it, onTestFinished } from 'vitest';
import { startSimulatedUpstreams } from '../../src/testing/index.ts';

/** The simulated Ollama must be what its own client expects, or tests of tier 0 prove nothing. */
async function startOllama(): Promise<Ollama> {
  const upstreams = await startSimulatedUpstreams({ failures: false });
  onTestFinished(() => upstreams.close());
  return new Ollama({ host: upstreams.ollama.url });
}

const MESSAGES = [{ role: 'user', content: 'Summarize: it rained all day in Oslo.' }];

it('answers the ollama client whole, with counts and timings', async () => {
  const ollama = await startOllama();
  const answer = await ollama.chat({ model: 'qwen2.5:7b', messages: MESSAGES });
  expect(answer).toMatchObject({ model: 'qwen2.5:7b', done: true, done_reason: 'stop' });
  expect(answer.message.content).toMatch(/\w/);
  expect(answer.prompt_eval_count).toBeGreaterThan(0);
  expect(answer.eval_count).toBeGreaterThan(0);
});

it('streams the same answer to it in several parts, done in the last alone', async () => {
  const ollama = await startOllama();
  const whole = await ollama.chat({ model: 'qwen2.5:7b', messages: MESSAGES });
  const again = await startOllama();
  const parts = [];
  const stream = await again.chat({ model: 'qwen2.5:7b', messages: MESSAGES, stream: true });
  for await (const part of stream) parts.push(part);
  expect(parts.map((part) => part.message.content).join('')).toBe(whole.message.content);
  expect(parts.map((part) => part.done)).toEqual([...parts.slice(1).map(() => false), true]);
  expect(parts.length).toBeGreaterThan(2);
});

it('lists and shows what is pulled, and says what is not', async () => {
  const ollama = await startOllama();
  const { models } = await ollama.list();
  expect(models.map((model) => model.name)).toContain('qwen2.5:7b');
  expect((await ollama.show({ model: 'qwen2.5:7b' })).capabilities).toContain('tools');
  await expect(ollama.chat({ model: 'absent:1b', messages: MESSAGES })).rejects.toMatchObject({
    status_code: 404,
    error: expect.stringContaining('absent:1b'),
  });
});

it('holds to a schema given as format', async () => {
  const ollama = await startOllama();
  const answer = await ollama.chat({
    model: 'qwen2.5:7b',
    messages: MESSAGES,
    format: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  });
  expect(JSON.parse(answer.message.content)).toEqual({ city: expect.any(String) });
});
