// The OpenAI SDK through the gateway: Chat Completions and Responses, only the base URL changes.
// Run: npx node examples/openai-sdk.ts
// It claims: both APIs are answered by the tier of their task, whatever vendor serves it; an answer
// that must fit a schema does; and calls cost the sum of their attempts.
// No key needed; see example.ts.
import OpenAI from 'openai';
import { answerSchema, withModicum } from '../src/index.ts';
import { account, openExample, tell } from './example.ts';

const { modicum, claim, close } = await openExample();
const server = await modicum.serve({ port: 0 });
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'not-needed-on-loopback' });
const receiptBehind = (response: Response) =>
  modicum.ledger.receipt(response.headers.get('x-modicum-call-id') ?? '');

const person = answerSchema<{ name: string; year: number }>({
  type: 'object',
  properties: { name: { type: 'string' }, year: { type: 'integer' } },
  required: ['name', 'year'],
  additionalProperties: false,
});
const extraction = await client.chat.completions
  .create(
    {
      model: 'modicum/auto',
      messages: [{ role: 'user', content: 'name: Ada Lovelace, year: 1815' }],
      ...person.openai,
    },
    withModicum({ task: 'extract', judge: true }),
  )
  .withResponse();
const { name, year } = person.read(extraction.data);
const extracted = receiptBehind(extraction.response);
tell('extraction', extracted);
claim('the fields have their types', typeof name === 'string' && Number.isInteger(year));
claim('tier 0 served chat', extracted?.closed?.servedTier === 0);

const answering = await client.responses
  .create(
    { model: 'modicum/auto', input: 'Which database for a small shop, and why?', store: false },
    withModicum({ task: 'advice_recommend', minTier: 2, maxTier: 2 }),
  )
  .withResponse();
const advised = receiptBehind(answering.response);
tell('advice', advised);
claim('responses has text', answering.data.output_text.length > 0);
claim('tier 2 served responses', advised?.closed?.servedTier === 2);
claim('another vendor may answer', advised?.closed?.servedModel?.startsWith('anthropic/') === true);

const stream = await client.chat.completions.create(
  {
    model: 'modicum/auto',
    stream: true,
    messages: [{ role: 'user', content: 'Write a haiku about a slow build.' }],
  },
  withModicum({ task: 'creative_writing' }),
);
let text = '';
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
claim('a stream has text', text.length > 0);

const receipts = modicum.ledger.recent({ limit: 3 });
const { cost, attempts } = account(receipts);
claim('three calls are in the ledger', receipts.length === 3);
claim('calls cost the sum of their attempts', cost === attempts);
await close();
