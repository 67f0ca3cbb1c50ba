// Your own SDK client, through Modicum, without a server: the gateway answers in this process.
// Run: npx node examples/wrapped-client.ts
// It claims: your client stays as it was, its copy goes through Modicum; answers carry their
// receipts; one that must fit a schema does; and what fails is asked for once, not once per retry.
// No key needed; see example.ts.
import Anthropic from '@anthropic-ai/sdk';
import { answerSchema, receiptOf, withModicum } from '../src/index.ts';
import { account, openExample, tell } from './example.ts';

const { modicum, claim, close } = await openExample();
const yours = new Anthropic({ apiKey: 'never-sent-anywhere', baseURL: 'http://yours.invalid' });
const client = await modicum.anthropic(yours);
claim('your client stays as it was', yours.baseURL === 'http://yours.invalid' && client !== yours);
claim('its copy is a client of the same SDK', client instanceof Anthropic);

const topic = answerSchema<{ topic: string }>({
  type: 'object',
  properties: { topic: { type: 'string', enum: ['rivers', 'mountains'] } },
  required: ['topic'],
  additionalProperties: false,
});
const message = await client.messages.create(
  {
    model: 'modicum/auto',
    max_tokens: 60,
    messages: [{ role: 'user', content: 'What is this about? "The rivers rose in spring."' }],
    ...topic.anthropic,
  },
  withModicum({ task: 'classify', judge: true, deadlineMs: 60_000 }),
);
tell('topic', receiptOf(message));
claim('the answer fits its schema', ['rivers', 'mountains'].includes(topic.read(message).topic));
claim('it carries its receipt', receiptOf(message)?.closed?.servedTier === 0);

const stream = client.messages.stream({
  model: 'modicum/tier-1',
  max_tokens: 200,
  messages: [{ role: 'user', content: 'Two sentences about tides.' }],
});
const final = await stream.finalMessage();
tell('tides', receiptOf(stream));
claim(
  'so do a stream and its message',
  receiptOf(final)?.call.callId === receiptOf(stream)?.call.callId,
);
claim('tier 1 served it', receiptOf(final)?.closed?.servedTier === 1);

const before = modicum.ledger.recent({ limit: 100 }).length;
const unknown = { model: 'no-such-model', max_tokens: 5, messages: [...stream.messages] };
const failure: unknown = await client.messages.create(unknown).catch((error: unknown) => error);
claim('an error has the SDK’s own class', failure instanceof Anthropic.NotFoundError);
const calls = modicum.ledger.recent({ limit: 100 }).length - before;
claim('what fails is asked for once', calls === 1);

const { cost, attempts } = account([receiptOf(message), receiptOf(stream)]);
claim('calls cost the sum of their attempts', cost === attempts);
await close();
